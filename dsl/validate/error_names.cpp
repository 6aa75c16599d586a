// Errors that are raised have plain names, and errors that are matched are written as they occur.
#include "dsl/validate/rules.hpp"

#include <array>

namespace sagaflow::dsl {
namespace {

constexpr std::size_t kErrorNameBytesMax = 128;
constexpr std::array<std::string_view, 9> kBuiltIn{
    "timeout",
    "connection",
    "expression",
    "input",
    "limit",
    "http.4xx",
    "http.5xx",
    "deadline",
    "cancelled"};

bool is_error_name(std::string_view name) {
    if (name.empty() || name.size() > kErrorNameBytesMax) return false;
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (!letter(name[0])) return false;
    return std::all_of(name.begin(), name.end(), [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    });
}

// http.409, http.4xx
bool is_http_pattern(std::string_view text) {
    if (text.size() != 8 || !text.starts_with("http.")) return false;
    const std::string_view status = text.substr(5);
    if (status[0] < '1' || status[0] > '5') return false;
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return status.substr(1) == "xx" || (digit(status[1]) && digit(status[2]));
}

void raised(RuleInput& input, const Node& node) {
    const auto& name = node->get_ref<const std::string&>();
    if (is_error_name(name)) return;
    const bool is_template = name.find("${") != std::string::npos;
    input.findings.error(
        at(node),
        in_quotes(name) + " cannot be the name of an error",
        is_template ? "it must be plain text, so that it can be matched; put data into 'message'"
                    : "letters, digits, _ . and -, starting with a letter, at most 128 characters"
    );
}

void matched(RuleInput& input, const Node& node) {
    if (!node->is_string()) {
        input.findings.error(at(node), "the name of an error must be a text");
        return;
    }
    const auto& text = node->get_ref<const std::string&>();
    if (text == "*" || is_http_pattern(text)) return;
    const bool http = text == "http" || text.starts_with("http.");
    if (http || !is_error_name(text)) {
        input.findings.error(
            at(node),
            in_quotes(text) + " matches no error",
            http ? "write a status (http.409) or a class of them (http.4xx, http.5xx)"
                 : "write *, http.409, http.4xx, timeout, connection, expression, or a name"
        );
        return;
    }
    if (std::find(kBuiltIn.begin(), kBuiltIn.end(), text) != kBuiltIn.end()) return;
    const std::vector<std::string_view> known(kBuiltIn.begin(), kBuiltIn.end());
    const std::string suffix = input.suggest.suffix("errors", text, known);
    // Another name may be a participant's own; one letter off a built-in name is a slip.
    if (!suffix.empty()) {
        input.findings.warning(at(node), "no call raises " + in_quotes(text) + suffix);
    }
}

}  // namespace

void rule::error_names(RuleInput& input) {
    for (const Value& value : input.model.values) {
        if (value.kind == Kind::kErrorName && value.node->is_string()) raised(input, value.node);
        if (value.kind != Kind::kErrorPatterns || !value.node->is_array()) continue;
        for (std::size_t i = 0; i < value.node->size(); ++i) {
            matched(input, input.model.arena.item(value.node, i, (*value.node)[i]));
        }
    }
}

}  // namespace sagaflow::dsl
