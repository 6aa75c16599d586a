// What a call of `http` is made of, as far as it is written out.
#include "dsl/validate/calls.hpp"
#include "dsl/validate/rules.hpp"

#include <array>

namespace sagaflow::dsl {
namespace {

constexpr std::array<std::string_view, 7> kMembers{
    "connection", "method", "path", "url", "query", "headers", "body"};
constexpr std::array<std::string_view, 7> kMethods{
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

bool is_template(const Json& value) {
    return value.is_string() && value.get_ref<const std::string&>().find("${") != std::string::npos;
}

void check_http_members(RuleInput& input, const Node& with) {
    const std::vector<std::string_view> known(kMembers.begin(), kMembers.end());
    for (const auto& [name, value] : with->items()) {
        const Node member = input.model.arena.member(with, name, value);
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            input.findings.error(
                at_name(member),
                "unknown member " + in_quotes(name) + " in the 'with' of http" +
                    input.suggest.suffix("http", name, known),
                "allowed: connection, method, path, url, query, headers, body"
            );
        } else if (name != "body" && !is_template(value)) {
            const bool object = name == "query" || name == "headers";
            const bool fits = object ? value.is_object() : value.is_string();
            if (!fits) {
                input.findings.error(
                    at(member),
                    in_quotes(name) + (object ? " must be an object" : " must be a text")
                );
            }
        }
    }
}

void check_method(RuleInput& input, const Node& with) {
    const std::string* method = text_of(*with, "method");
    if (method == nullptr || is_template(*method)) return;
    const std::vector<std::string_view> known(kMethods.begin(), kMethods.end());
    if (std::find(known.begin(), known.end(), *method) != known.end()) return;
    input.findings.error(
        at(input.model.child(with, "method")),
        "unknown method " + in_quotes(*method) + input.suggest.suffix("method", *method, known),
        "allowed: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
    );
}

void check_target(RuleInput& input, const Node& with) {
    const bool connection = with->contains("connection");
    const bool path = with->contains("path");
    const bool url = with->contains("url");
    if (url && path) {
        input.findings.error(
            at_name(input.model.child(with, "path")),
            "'path' and 'url' exclude each other",
            "'path' is below the base URL of 'connection'; 'url' is a whole address"
        );
    } else if (!url && !connection) {
        input.findings.error(
            at(with),
            "nothing says where to call: 'with' needs 'connection' and 'path'",
            "name a connection of the server's configuration, or give a whole 'url'"
        );
    } else if (!url && !path) {
        input.findings.error(at(with), "'with' needs 'path', the part below the connection's URL");
    }
}

}  // namespace

void rule::http_with(RuleInput& input) {
    for (const CallNode& call : calls_of(input.model)) {
        if (call.connector != "http") continue;
        if (call.with == nullptr) {
            input.findings.error(
                at(call.node),
                "a call of http needs 'with': the request",
                R"(add "with": {"connection": "NAME", "method": "POST", "path": "/…"})"
            );
            continue;
        }
        const Node with = input.model.child(call.node, "with");
        if (with->is_object()) {
            check_http_members(input, with);
            check_method(input, with);
            check_target(input, with);
        } else if (!is_template(*with)) {
            input.findings.error(at(with), "'with' of http must be an object");
        }
    }
}

}  // namespace sagaflow::dsl
