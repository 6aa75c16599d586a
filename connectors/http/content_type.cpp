#include "connectors/http/content_type.hpp"

#include "connectors/http/headers.hpp"

namespace sagaflow::http {
namespace {

std::string essence(std::string_view content_type) {
    content_type = content_type.substr(0, content_type.find(';'));
    while (!content_type.empty() && content_type.back() == ' ') content_type.remove_suffix(1);
    while (!content_type.empty() && content_type.front() == ' ') content_type.remove_prefix(1);
    return lower_case(content_type);
}

}  // namespace

bool is_json_type(std::string_view content_type) {
    const std::string type = essence(content_type);
    return type == "application/json" || type == "text/json" || type.ends_with("+json");
}

bool is_form_type(std::string_view content_type) {
    return essence(content_type) == "application/x-www-form-urlencoded";
}

}  // namespace sagaflow::http
