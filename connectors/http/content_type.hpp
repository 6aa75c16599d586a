// Media types as far as the connector needs them: is it JSON, is it a form. Pure functions.
#pragma once

#include <string_view>

namespace sagaflow::http {

// application/json, text/json and anything with the suffix +json; parameters are ignored.
bool is_json_type(std::string_view content_type);
bool is_form_type(std::string_view content_type);

}  // namespace sagaflow::http
