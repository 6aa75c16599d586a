#include "api/utf8.hpp"

#include <cstdint>

namespace sagaflow::api {
namespace {

// Length of the sequence that starts with `lead`; 0: no such sequence.
std::size_t sequence_length(std::uint8_t lead) {
    if (lead == 0) return 0;
    if (lead < 0x80) return 1;
    if (lead >= 0xc2 && lead < 0xe0) return 2;
    if (lead >= 0xe0 && lead < 0xf0) return 3;
    if (lead >= 0xf0 && lead < 0xf5) return 4;
    return 0;
}

// Refuses overlong forms, surrogates and what lies beyond U+10FFFF, by the second byte.
bool second_byte_fits(std::uint8_t lead, std::uint8_t second) {
    if (lead == 0xe0) return second >= 0xa0;
    if (lead == 0xed) return second < 0xa0;
    if (lead == 0xf0) return second >= 0x90;
    if (lead == 0xf4) return second < 0x90;
    return true;
}

}  // namespace

bool is_storable_text(std::string_view bytes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        const auto lead = static_cast<std::uint8_t>(bytes[at]);
        const std::size_t length = sequence_length(lead);
        if (length == 0 || at + length > bytes.size()) return false;
        for (std::size_t i = 1; i < length; ++i) {
            const auto byte = static_cast<std::uint8_t>(bytes[at + i]);
            if ((byte & 0xc0) != 0x80) return false;
            if (i == 1 && !second_byte_fits(lead, byte)) return false;
        }
        at += length;
    }
    return true;
}

}  // namespace sagaflow::api
