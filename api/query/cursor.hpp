// Opaque cursors of lists: the place in base64url with a checksum over the place and the list it
// belongs to, so that a mistyped cursor, or one of another list, is refused instead of guessed at.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sagaflow::api {

std::string make_cursor(std::string_view list, std::string_view place);
// The place; nullopt unless make_cursor made this text for this list.
std::optional<std::string> read_cursor(std::string_view list, std::string_view cursor);

}  // namespace sagaflow::api
