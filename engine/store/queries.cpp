#include "engine/store/queries.hpp"

#include <charconv>

namespace sagaflow::store {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

Error bad_cursor() {
    return {
        ErrorCode::kInvalidArgument,
        "Expected `cursor` to be the one that the last page gave, but it cannot be read"};
}

std::optional<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_value(text[i]);
        const int low = hex_value(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes.push_back(static_cast<char>(high * 16 + low));
    }
    return bytes;
}

}  // namespace

// MILLISECONDS-SOURCE-ID with source and id in hex: any byte may stand in them.
std::string event_cursor(const StoredEvent& event) {
    std::string cursor = std::to_string(event.event.received_at.ms);
    for (const std::string* part : {&event.event.identity.source, &event.event.identity.id}) {
        cursor += '-';
        for (const char c : *part) {
            const auto byte = static_cast<unsigned char>(c);
            cursor += kHex[byte >> 4];
            cursor += kHex[byte & 15];
        }
    }
    return cursor;
}

Result<EventPosition> event_position(std::string_view cursor) {
    const std::size_t first = cursor.find('-', 1);
    const std::size_t second =
        first == std::string_view::npos ? first : cursor.find('-', first + 1);
    if (second == std::string_view::npos) return bad_cursor();
    EventPosition position;
    const auto [end, error] =
        std::from_chars(cursor.data(), cursor.data() + first, position.received_at.ms);
    const auto source = from_hex(cursor.substr(first + 1, second - first - 1));
    const auto id = from_hex(cursor.substr(second + 1));
    if (error != std::errc{} || end != cursor.data() + first || !source || !id) {
        return bad_cursor();
    }
    position.identity = {*source, *id};
    return position;
}

}  // namespace sagaflow::store
