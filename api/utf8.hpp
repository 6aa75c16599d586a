// Whether bytes are well-formed UTF-8 without NUL: what PostgreSQL can keep as text. Pure.
#pragma once

#include <string_view>

namespace sagaflow::api {

bool is_storable_text(std::string_view bytes);

}  // namespace sagaflow::api
