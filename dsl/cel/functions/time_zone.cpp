#include "dsl/cel/functions/time_zone.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <mutex>

#include "engine/core/limits.hpp"

namespace sagaflow::cel {
namespace {

constexpr std::string_view kZoneFolder = "/usr/share/zoneinfo/";
constexpr std::size_t kZoneNameBytesMax = 64;
constexpr std::size_t kZoneFileBytesMax = 64 * 1024;  // the largest is some 4 KiB
constexpr std::size_t kHeaderBytes = 44;

// Big-endian, as TZif files are.
std::int64_t read_integer(std::string_view bytes, std::size_t at, std::size_t length) {
    std::uint64_t value = static_cast<unsigned char>(bytes[at]) >= 0x80U ? ~std::uint64_t{0} : 0;
    for (std::size_t i = 0; i < length; ++i) {
        value = (value << 8U) | static_cast<unsigned char>(bytes[at + i]);
    }
    return static_cast<std::int64_t>(value);
}

struct Counts {
    std::size_t utc, standard, leaps, changes, types, characters;
    std::size_t block_bytes(std::size_t time_bytes) const {
        return changes * (time_bytes + 1) + types * 6 + characters + leaps * (time_bytes + 4) +
               standard + utc;
    }
};

std::optional<Counts> read_header(std::string_view bytes) {
    if (bytes.size() < kHeaderBytes || !bytes.starts_with("TZif")) return std::nullopt;
    std::array<std::size_t, 6> counts{};
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const std::int64_t count = read_integer(bytes, 20 + 4 * i, 4);
        if (count < 0 || static_cast<std::size_t>(count) > kZoneFileBytesMax) return std::nullopt;
        counts[i] = static_cast<std::size_t>(count);
    }
    if (counts[4] == 0) return std::nullopt;
    return Counts{counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]};
}

// The name goes into a path: no dots, so that it cannot leave the folder.
bool is_zone_name(std::string_view name) {
    if (name.empty() || name.size() > kZoneNameBytesMax || name[0] == '/') return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '+' || c == '/';
    });
}

std::shared_ptr<const TimeZone> load(std::string_view name) {
    std::ifstream file(std::string(kZoneFolder).append(name), std::ios::binary);
    if (!file) return nullptr;
    std::string bytes(kZoneFileBytesMax, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    auto zone = TimeZone::read(bytes);
    return zone ? std::make_shared<const TimeZone>(std::move(*zone)) : nullptr;
}

std::shared_ptr<const TimeZone> find_zone(std::string_view name) {
    if (!is_zone_name(name)) return nullptr;
    static std::mutex mutex;
    static std::map<std::string, std::shared_ptr<const TimeZone>, std::less<>> zones;
    const std::lock_guard lock(mutex);
    const auto known = zones.find(name);
    if (known != zones.end()) return known->second;
    auto zone = load(name);
    if (zone && zones.size() < limits::kTimeZonesKeptMax) zones.emplace(name, zone);
    return zone;
}

// "+02:00", "-09:30", "02:00".
std::optional<std::int64_t> fixed_offset(std::string_view text) {
    const bool west = text.starts_with('-');
    if (west || text.starts_with('+')) text.remove_prefix(1);
    const auto digit = [text](std::size_t i) { return text[i] - '0'; };
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    for (const std::size_t i : {0U, 1U, 3U, 4U}) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
    }
    const int hours = digit(0) * 10 + digit(1);
    const int minutes = digit(3) * 10 + digit(4);
    if (hours > 23 || minutes > 59) return std::nullopt;
    const std::int64_t seconds = hours * 3600 + minutes * 60;
    return west ? -seconds : seconds;
}

}  // namespace

std::optional<TimeZone> TimeZone::read(std::string_view bytes) {
    auto counts = read_header(bytes);
    if (!counts) return std::nullopt;
    // The first block is in 32 bits for old readers; all files of this century have a second one.
    const std::size_t second = kHeaderBytes + counts->block_bytes(4);
    if (bytes[4] < '2' || bytes.size() < second) return std::nullopt;
    bytes.remove_prefix(second);
    counts = read_header(bytes);
    if (!counts || bytes.size() < kHeaderBytes + counts->block_bytes(8)) return std::nullopt;
    const std::size_t indexes_at = kHeaderBytes + counts->changes * 8;
    const std::size_t types_at = indexes_at + counts->changes;
    TimeZone zone;
    zone.first_offset_ = read_integer(bytes, types_at, 4);
    for (std::size_t i = 0; i < counts->changes; ++i) {
        const auto type = static_cast<unsigned char>(bytes[indexes_at + i]);
        if (type >= counts->types) return std::nullopt;
        zone.changes_.push_back(read_integer(bytes, kHeaderBytes + 8 * i, 8));
        zone.offsets_.push_back(read_integer(bytes, types_at + 6UL * type, 4));
    }
    std::string_view footer = bytes.substr(kHeaderBytes + counts->block_bytes(8));
    if (footer.starts_with('\n')) {
        footer.remove_prefix(1);
        zone.rule_ = ZoneRule::read(footer.substr(0, footer.find('\n')));
    }
    return zone;
}

std::int64_t TimeZone::offset_at(std::int64_t seconds) const {
    const auto after = std::upper_bound(changes_.begin(), changes_.end(), seconds);
    if (after == changes_.end() && rule_) return rule_->offset_at(seconds);
    if (after == changes_.begin()) return first_offset_;
    return offsets_[static_cast<std::size_t>(after - changes_.begin()) - 1];
}

std::optional<std::int64_t> zone_offset(std::string_view zone, std::int64_t seconds) {
    if (zone == "UTC" || zone == "Z") return 0;
    if (const auto fixed = fixed_offset(zone)) return fixed;
    const auto found = find_zone(zone);
    if (!found) return std::nullopt;
    return found->offset_at(seconds);
}

}  // namespace sagaflow::cel
