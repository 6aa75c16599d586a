#include "engine/core/ids.hpp"

namespace sagaflow {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

bool hyphen_at(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

// The final mixing of MurmurHash3: FNV alone leaves the low bits of short keys uneven.
std::uint64_t mix(std::uint64_t h) {
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccdULL;
    h ^= h >> 33;
    h *= 0xc4ceb9fe1a85ec53ULL;
    return h ^ (h >> 33);
}

}  // namespace

InstanceId InstanceId::make(Timestamp at, ShardId shard, std::uint64_t random) {
    ENSURE(shard.value < 4096, "the id has 12 bits for the shard");
    InstanceId id;
    const auto ms = static_cast<std::uint64_t>(at.ms);
    for (std::size_t i = 0; i < 6; ++i) {
        id.bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    }
    id.bytes[6] = static_cast<std::uint8_t>(0x70 | (shard.value >> 8));
    id.bytes[7] = static_cast<std::uint8_t>(shard.value & 0xff);
    for (std::size_t i = 0; i < 8; ++i) {
        id.bytes[8 + i] = static_cast<std::uint8_t>(random >> (56 - 8 * i));
    }
    id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
    return id;
}

std::optional<InstanceId> InstanceId::parse(std::string_view text) {
    if (text.size() != 36) return std::nullopt;
    InstanceId id;
    std::size_t nibble = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (hyphen_at(i)) {
            if (text[i] != '-') return std::nullopt;
            continue;
        }
        const int value = hex_value(text[i]);
        if (value < 0) return std::nullopt;
        auto& byte = id.bytes[nibble / 2];
        byte = static_cast<std::uint8_t>((byte << 4) | value);
        ++nibble;
    }
    return id;
}

std::string InstanceId::text() const {
    std::string text(36, '-');
    std::size_t at = 0;
    for (const std::uint8_t byte : bytes) {
        if (hyphen_at(at)) ++at;
        text[at++] = kHex[byte >> 4];
        text[at++] = kHex[byte & 15];
    }
    return text;
}

ShardId InstanceId::shard() const {
    return {static_cast<std::uint16_t>(((bytes[6] & 0x0f) << 8) | bytes[7])};
}

Timestamp InstanceId::created_at() const {
    std::uint64_t ms = 0;
    for (std::size_t i = 0; i < 6; ++i) ms = (ms << 8) | bytes[i];
    return {static_cast<std::int64_t>(ms)};
}

std::uint64_t stable_hash(std::string_view text, std::uint64_t seed) {
    std::uint64_t hash = seed;
    for (const char c : text) {
        hash ^= static_cast<std::uint8_t>(c);
        hash *= 0x100000001b3ULL;
    }
    return mix(hash);
}

ShardId shard_of_key(std::string_view saga, std::string_view key, std::size_t shard_count) {
    ENSURE(shard_count > 0 && shard_count <= 4096, "shard_count");
    const std::uint64_t hash = stable_hash(key, stable_hash(saga));
    return {static_cast<std::uint16_t>(hash % shard_count)};
}

}  // namespace sagaflow
