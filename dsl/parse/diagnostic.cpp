#include "dsl/parse/diagnostic.hpp"

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
    constexpr std::size_t kShownMax = 80;
    std::string shown = "'";
    std::size_t end = text.size();
    if (end > kShownMax) {
        end = kShownMax;
        // Not in the middle of a UTF-8 character.
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    }
    for (const char c : text.substr(0, end))
        shown += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    return shown + (end < text.size() ? "…'" : "'");
}

}  // namespace sagaflow::dsl
