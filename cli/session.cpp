#include "cli/session.hpp"

namespace sagaflow::cli {
namespace {

std::string place_of(const Json& item) {
    if (item.contains("line")) {
        return std::to_string(item.value("line", 0)) + ":" +
               std::to_string(item.value("column", 0)) + ": ";
    }
    if (item.contains("parameter")) return item.value("parameter", "") + ": ";
    const std::string pointer = item.value("pointer", "");
    return pointer.empty() ? "" : pointer + ": ";
}

void print_items(Terminal& terminal, const Json& problem) {
    const auto errors = problem.find("errors");
    if (errors == problem.end() || !errors->is_array()) return;
    const std::string detail = problem.value("detail", "");
    for (const Json& item : *errors) {
        const std::string message = item.value("message", "");
        const std::string hint = item.value("hint", "");
        // A single item usually says what the detail has just said.
        if (errors->size() == 1 && detail.find(message) != std::string::npos) {
            const bool more = !hint.empty() && detail.find(hint) == std::string::npos;
            if (more) terminal.error_line(shown("  " + hint));
            return;
        }
        terminal.error_line(
            shown("  " + place_of(item) + message + (hint.empty() ? "" : " (" + hint + ")"))
        );
    }
}

}  // namespace

bool Session::check(const Result<Answer>& answer, const std::string& subject) {
    const std::string about = subject.empty() ? "" : shown(subject) + ": ";
    if (!answer.ok()) {
        fail(about + answer.error().message);
        return false;
    }
    const Answer& found = answer.value();
    if (found.status < 400) return true;
    exit_code = 1;
    if (json) {
        terminal.line(found.body.is_null() ? found.text : to_text(found.body));
        return false;
    }
    const std::string detail = found.body.is_object() ? found.body.value("detail", "") : "";
    terminal.failure(
        about + (detail.empty() ? "the server answered " + std::to_string(found.status) +
                                      ", which is no answer of Sagaflow"
                                : shown(detail))
    );
    if (found.body.is_object()) print_items(terminal, found.body);
    return false;
}

void Session::fail(const std::string& message, int code) {
    exit_code = code;
    terminal.failure(message);
}

}  // namespace sagaflow::cli
