#include "api/body/members.hpp"

#include <algorithm>

#include "api/suggestion.hpp"

namespace sagaflow::api {

Members::Members(const Json& object, std::vector<std::string> known, std::string base)
    : object_(object), base_(std::move(base)) {
    for (const auto& [name, value] : object.items()) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        unknown_ = true;
        refuse(name, "Unknown member \"" + shortened(name) + "\"", suggestion(name, known));
    }
}

const Json* Members::find(const char* name) const {
    const auto found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
}

const Json* Members::required(const char* name, const std::string& hint) {
    const Json* value = find(name);
    if (value == nullptr) {
        refuse(name, "Expected the member \"" + std::string(name) + "\", but it is missing", hint);
    }
    return value;
}

std::optional<std::string> Members::text(const char* name, std::size_t bytes_max) {
    const Json* value = find(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    if (!value->is_string()) {
        refuse(
            name, "Expected text in \"" + std::string(name) + "\", but got " + value->type_name()
        );
        return std::nullopt;
    }
    const auto& content = value->get_ref<const std::string&>();
    if (content.size() > bytes_max) {
        refuse(
            name,
            "Expected at most " + std::to_string(bytes_max) + " bytes in \"" + name +
                "\", but got " + std::to_string(content.size())
        );
        return std::nullopt;
    }
    return content;
}

std::string Members::required_text(
    const char* name, std::size_t bytes_max, const std::string& hint
) {
    const std::size_t before = errors_.size();
    std::optional<std::string> content = text(name, bytes_max);
    const bool blank = !content || content->find_first_not_of(" \t\r\n") == std::string::npos;
    if (blank && errors_.size() == before) {
        refuse(name, "Expected \"" + std::string(name) + "\" with some text", hint);
    }
    return content.value_or("");
}

std::optional<std::int64_t> Members::integer(const char* name, std::int64_t min, std::int64_t max) {
    const Json* value = find(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    const bool fits = value->is_number_integer() && value->get<std::int64_t>() >= min &&
                      value->get<std::int64_t>() <= max;
    if (fits) return value->get<std::int64_t>();
    refuse(
        name,
        "Expected an integer from " + std::to_string(min) + " to " + std::to_string(max) +
            " in \"" + name + "\""
    );
    return std::nullopt;
}

void Members::refuse(const std::string& member, std::string message, std::string hint) {
    ProblemItem item;
    item.pointer = pointer_to(base_, member);
    item.message = std::move(message);
    item.hint = std::move(hint);
    errors_.push_back(std::move(item));
}

Problem Members::problem() const {
    Problem problem;
    problem.kind = unknown_ ? ProblemKind::kInvalidRequest : ProblemKind::kUnprocessable;
    problem.detail = errors_.front().message;
    if (errors_.size() > 1) {
        problem.detail += " (and " + std::to_string(errors_.size() - 1) + " more)";
    }
    problem.errors = errors_;
    return problem;
}

}  // namespace sagaflow::api
