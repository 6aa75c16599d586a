// Base64 (RFC 4648): cursors in the URL alphabet, event data in either. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sagaflow::api {

std::string base64url_encode(std::string_view bytes);  // without padding
std::string base64_encode(std::string_view bytes);     // standard alphabet, padded
// Takes both alphabets, with or without padding; nullopt for anything else.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace sagaflow::api
