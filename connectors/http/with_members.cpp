#include "connectors/http/with_members.hpp"

#include <algorithm>
#include <array>

#include "connectors/http/headers.hpp"

namespace sagaflow::http {
namespace {

enum class Kind { kText, kObject, kAny };

struct Member {
    std::string_view name;
    Kind kind;
};

constexpr std::array<Member, 7> kMembers{{
    {"connection", Kind::kText},
    {"method", Kind::kText},
    {"path", Kind::kText},
    {"url", Kind::kText},
    {"query", Kind::kObject},
    {"headers", Kind::kObject},
    {"body", Kind::kAny},
}};

constexpr std::array<std::string_view, 7> kMethods{
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

using Problems = std::vector<std::string>;

// "`member`: what is wrong".
void report(Problems& out, std::string_view member, std::string_view what) {
    constexpr std::size_t kShownBytesMax = 80;
    std::string& problem = out.emplace_back("`");
    problem.append(member.substr(0, kShownBytesMax)).append("`: ").append(what);
}

std::string expected(std::string_view kind, const Json& value) {
    return std::string("expected ").append(kind).append(", but got ").append(value.type_name());
}

bool may_render_to_anything(const Json& value, bool is_template) {
    return is_template && value.is_string() &&
           value.get_ref<const std::string&>().find("${") != std::string::npos;
}

void check_member(const std::string& name, const Json& value, bool is_template, Problems& out) {
    const auto* known = std::find_if(kMembers.begin(), kMembers.end(), [&](const Member& member) {
        return member.name == name;
    });
    if (known == kMembers.end()) {
        report(
            out,
            name,
            "unknown member; http takes connection, method, path, url, query, headers and body"
        );
        return;
    }
    if (may_render_to_anything(value, is_template)) return;
    if (known->kind == Kind::kText && !value.is_string()) {
        report(out, name, expected("a text", value));
    } else if (known->kind == Kind::kObject && !value.is_object() && !value.is_null()) {
        report(out, name, expected("an object", value));
    }
}

void check_method(const Json& with, bool is_template, Problems& out) {
    const auto method = with.find("method");
    if (method == with.end() || !method->is_string()) return;
    if (may_render_to_anything(*method, is_template)) return;
    const auto& text = method->get_ref<const std::string&>();
    if (std::find(kMethods.begin(), kMethods.end(), text) == kMethods.end()) {
        report(out, "method", "expected GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS");
    }
}

void check_target(const Json& with, Problems& out) {
    if (with.contains("url")) {
        if (with.contains("path")) report(out, "path", "cannot stand beside `url`: keep one");
    } else if (!with.contains("connection")) {
        report(out, "connection", "expected the name of a connection, or `url`");
    } else if (!with.contains("path")) {
        report(out, "path", "expected a path such as /orders (or `url`), but there is none");
    }
}

void check_header_names(const Json& with, Problems& out) {
    const auto headers = with.find("headers");
    if (headers == with.end() || !headers->is_object()) return;
    for (const auto& [name, value] : headers->items()) {
        if (!is_header_name(name)) {
            report(out, "headers/" + name, "this is no header name");
        } else if (is_reserved_header(name)) {
            report(out, "headers/" + name, "only the engine sets this header");
        }
    }
}

}  // namespace

std::vector<std::string> check_with(const Json& with, bool is_template) {
    Problems problems;
    if (!with.is_object()) {
        problems.emplace_back("expected an object with connection, method, path, …");
        return problems;
    }
    for (const auto& [name, value] : with.items()) {
        check_member(name, value, is_template, problems);
    }
    check_method(with, is_template, problems);
    check_target(with, problems);
    check_header_names(with, problems);
    return problems;
}

}  // namespace sagaflow::http
