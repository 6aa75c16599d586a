#include "cli/output/plan_view.hpp"

#include "cli/output/members.hpp"

namespace sagaflow::cli {
namespace {

constexpr std::size_t kInputBytesShown = 200;

std::string step_text(const Json& item) {
    const int visit = item.value("visit", 0);
    return text_of(item, "step") + (visit > 1 ? " (visit " + std::to_string(visit) + ")" : "");
}

std::string input_text(const Json& item) {
    if (!item.value("rendered", true)) return " with input that is not known yet";
    const Json with = item.value("with", Json());
    if (with.is_null()) return "";
    const std::string text = to_text(with);
    const bool cut = text.size() > kInputBytesShown;
    return " with " + (cut ? std::string(shortened(text, kInputBytesShown)) : text);
}

std::string call_text(const Json& call) {
    const std::string kind = text_of(call, "kind");
    const std::string what = kind == "undo" ? "undo of " : kind == "probe" ? "probe of " : "";
    return what + step_text(call) + ", attempt " + std::to_string(call.value("attempt", 0)) + ": " +
           text_of(call, "call") + input_text(call);
}

std::string undo_text(const Json& undo) {
    const std::string when = text_of(undo, "when");
    return step_text(undo) + ": " + text_of(undo, "call") + input_text(undo) +
           (when.empty() ? "" : " (" + when + ")");
}

std::string why_text(const Json& item) {
    const std::string effect = text_of(item, "effect");
    return step_text(item) + ": " + (effect.empty() ? "" : effect + ", ") + text_of(item, "why");
}

void print_list(
    Terminal& terminal,
    const Json& plan,
    const char* member,
    const std::string& heading,
    std::string (*text)(const Json&)
) {
    const Json list = plan.value(member, Json::array());
    if (list.empty()) return;
    terminal.line(terminal.coloured(Colour::kBold, heading));
    for (const Json& item : list) terminal.line("  " + shown(text(item)));
}

}  // namespace

void print_plan(Terminal& terminal, const Json& plan) {
    terminal.line(shown(text_of(plan, "summary")));
    print_list(terminal, plan, "calls", "calls at once", call_text);
    print_list(terminal, plan, "undos", "undone, in this order", undo_text);
    if (const auto more = plan.value("moreUndos", 0); more > 0) {
        terminal.line("  and " + std::to_string(more) + " more");
    }
    print_list(terminal, plan, "skipped", "skipped", why_text);
    print_list(terminal, plan, "outstanding", "stays as it is", why_text);
    if (const Json changes = plan.value("changes", Json()); changes.is_object()) {
        terminal.line(terminal.coloured(Colour::kBold, "changes"));
        terminal.line("  before: " + shown(to_text(changes.value("before", Json()))));
        terminal.line("  after:  " + shown(to_text(changes.value("after", Json()))));
    }
}

}  // namespace sagaflow::cli
