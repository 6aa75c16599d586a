#include "dsl/parse/diagnostic.hpp"

#include <algorithm>

namespace sagaflow::dsl {

std::string_view to_string(Severity severity) {
    return severity == Severity::kError ? "error" : "warning";
}

std::string format_diagnostic(std::string_view file, const Diagnostic& diagnostic) {
    std::string text(file);
    text += ':' + std::to_string(diagnostic.line) + ':' + std::to_string(diagnostic.column) + ": ";
    text += to_string(diagnostic.severity);
    text += ": " + diagnostic.message;
    if (!diagnostic.hint.empty()) text += " (" + diagnostic.hint + ")";
    return text;
}

Json to_json(const Diagnostic& diagnostic) {
    Json json{
        {"pointer", diagnostic.pointer},
        {"line", diagnostic.line},
        {"column", diagnostic.column},
        {"message", diagnostic.message},
        {"severity", to_string(diagnostic.severity)}};
    if (!diagnostic.hint.empty()) json["hint"] = diagnostic.hint;
    return json;
}

std::string in_quotes(std::string_view text) {
    std::string shown = shortened(text);
    std::replace_if(
        shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' '
    );
    return "'" + shown + "'";
}

}  // namespace sagaflow::dsl
