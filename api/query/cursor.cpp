#include "api/query/cursor.hpp"

#include "api/base64.hpp"
#include "engine/core/ids.hpp"

namespace sagaflow::api {
namespace {

constexpr std::size_t kChecksumBytes = 8;

std::string checksum_of(std::string_view list, std::string_view place) {
    std::uint64_t hash = stable_hash(place, stable_hash(list));
    std::string bytes(kChecksumBytes, '\0');
    for (char& byte : bytes) {
        byte = static_cast<char>(hash & 0xff);
        hash >>= 8;
    }
    return bytes;
}

}  // namespace

std::string make_cursor(std::string_view list, std::string_view place) {
    return base64url_encode(checksum_of(list, place) + std::string(place));
}

std::optional<std::string> read_cursor(std::string_view list, std::string_view cursor) {
    const auto bytes = base64_decode(cursor);
    if (!bytes || bytes->size() < kChecksumBytes) return std::nullopt;
    std::string place = bytes->substr(kChecksumBytes);
    if (bytes->compare(0, kChecksumBytes, checksum_of(list, place)) != 0) return std::nullopt;
    return place;
}

}  // namespace sagaflow::api
