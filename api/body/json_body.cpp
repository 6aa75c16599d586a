#include "api/body/json_body.hpp"

#include <algorithm>
#include <charconv>

namespace sagaflow::api {
namespace {

// parse_json names the place in its message; problem documents carry it as numbers as well.
int number_after(std::string_view text, std::string_view label) {
    const std::size_t at = text.find(label);
    if (at == std::string_view::npos) return 0;
    int number = 0;
    const char* first = text.data() + at + label.size();
    (void)std::from_chars(first, text.data() + text.size(), number);
    return number;
}

// What is wrong, without the place, which the item tells by itself.
std::string without_place(const std::string& message) {
    const std::size_t column = message.find(", column ");
    const std::size_t end = column == std::string::npos ? column : message.find(": ", column);
    return end == std::string::npos ? message : message.substr(end + 2);
}

}  // namespace

// Types that browsers may send across sites without asking are refused, but for the one that
// command-line clients send when nobody told them better; the Origin check covers that one.
std::optional<Problem> refuse_other_types(const Request& request) {
    const std::string type = media_type(request);
    const bool may_be_json = type.empty() || type == kJsonType || type.ends_with("+json") ||
                             type == "application/x-www-form-urlencoded";
    if (may_be_json) return std::nullopt;
    Problem problem;
    problem.kind = ProblemKind::kUnsupportedMediaType;
    problem.detail = "Expected Content-Type application/json, but got \"" + type + "\"";
    return problem;
}

std::string media_type(const Request& request) {
    const std::string* header = request.header("content-type");
    if (header == nullptr) return {};
    std::string type = header->substr(0, header->find(';'));
    while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.pop_back();
    std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    });
    return type;
}

Problem unparsable_body(const Error& error) {
    Problem problem = problem_of(error);
    if (error.code != ErrorCode::kInvalidArgument) return problem;
    problem.kind = ProblemKind::kInvalidJson;
    ProblemItem item;
    item.message = without_place(error.message);
    item.line = number_after(error.message, "at line ");
    item.column = number_after(error.message, ", column ");
    problem.errors.push_back(std::move(item));
    return problem;
}

Checked<Json> parse_body(std::string_view text, std::size_t bytes_max) {
    Result<Json> parsed = parse_json(text, bytes_max);
    if (!parsed.ok()) return unparsable_body(parsed.error());
    return std::move(*parsed);
}

Checked<Json> read_json_body(const Request& request, std::size_t bytes_max, EmptyBody empty) {
    if (request.body.empty() && empty == EmptyBody::kIsObject) return Json(Json::object());
    if (auto problem = refuse_other_types(request)) return std::move(*problem);
    return parse_body(request.body, bytes_max);
}

Checked<Json> read_object_body(const Request& request, std::size_t bytes_max, EmptyBody empty) {
    Checked<Json> body = read_json_body(request, bytes_max, empty);
    if (body.ok() && !body->is_object()) {
        return member_problem(
            ProblemKind::kUnprocessable,
            "",
            std::string("Expected a JSON object, but got ") + body->type_name()
        );
    }
    return body;
}

}  // namespace sagaflow::api
