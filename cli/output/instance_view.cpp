#include "cli/output/instance_view.hpp"

#include <fmt/format.h>

#include "cli/output/members.hpp"
#include "cli/output/spans.hpp"
#include "cli/output/waiting.hpp"
#include "engine/core/time.hpp"

namespace sagaflow::cli {
namespace {

// Of the instance's output; --json has all of it.
constexpr std::size_t kOutputBytesShown = 2'000;

void print_field(Terminal& terminal, std::string_view name, const std::string& value) {
    if (value.empty()) return;
    const std::string label = fmt::format("{:<12}", name);
    terminal.line(terminal.coloured(Colour::kDim, label) + shown(value));
}

// The undo's own error needs solving; what began the undo comes second.
void print_errors(Terminal& terminal, const Json& instance) {
    const std::string error = error_text(instance.value("error", Json()));
    const Json current = instance.value("currentError", Json());
    if (!current.is_object() || !current.value("undo", false)) {
        print_field(terminal, "error", error);
        return;
    }
    print_field(
        terminal, "error", "undo of " + text_of(current, "state") + ": " + error_text(current)
    );
    print_field(terminal, "undone for", error);
}

// When something happens by itself, by the server's clock: "in 12s, at 2026-…".
std::string next_text(const Json& instance) {
    const std::string next = text_of(instance, "nextAt");
    const auto at = parse_timestamp(next);
    const auto now = parse_timestamp(text_of(instance, "whyAt"));
    if (!at.ok() || !now.ok()) return next;
    if (at.value() <= now.value()) return "now, at " + next;
    return "in " + rounded(at.value() - now.value()) + ", at " + next;
}

// Until compensation starts every entry only says what would be undone.
bool shows_undos(const std::string& status) {
    return status != "running" && status != "paused" && status != "parked" && status != "completed";
}

void print_ways_on(Terminal& terminal, const Json& instance) {
    const auto ways = ways_on(instance);
    if (ways.empty()) return;
    terminal.line("");
    terminal.line("It waits for a decision:");
    for (const std::string& way : ways) terminal.line("  " + shown(way));
}

void print_steps(Terminal& terminal, const Json& steps) {
    if (!steps.is_object() || steps.empty()) return;
    terminal.line("");
    Table table({"STEP", "STATUS", "VISIT", "ATTEMPTS", "ERROR"});
    for (const auto& [name, step] : steps.items()) {
        const auto error = step.find("error");
        table.row(
            {name,
             text_of(step, "status"),
             text_of(step, "visit"),
             text_of(step, "attempts"),
             error == step.end() ? "" : error_text(*error)}
        );
    }
    table.print(terminal);
}

// What was, or will be, undone: why an instance is stuck stands here.
void print_undos(Terminal& terminal, const Json& undos) {
    if (!undos.is_array() || undos.empty()) return;
    terminal.line("");
    Table table({"UNDO", "STATUS", "VISIT", "ATTEMPTS", "ERROR"});
    for (const Json& undo : undos) {
        const auto error = undo.find("error");
        table.row(
            {text_of(undo, "step"),
             text_of(undo, "status"),
             text_of(undo, "visit"),
             text_of(undo, "attempts"),
             error == undo.end() ? "" : error_text(*error)}
        );
    }
    table.print(terminal);
}

// "applied", "not applied", or nothing where the probe gave no answer.
std::string probe_answer(const Json& event) {
    const auto applied = event.find("applied");
    if (applied == event.end() || event.value("type", "") != "ProbeAnswered") return {};
    if (!applied->is_boolean()) return "no answer";
    return applied->get<bool>() ? "applied" : "not applied";
}

// What `terminate` left behind.
std::string left_text(const Json& event) {
    std::string text;
    for (const Json& effect : event.value("left", Json::array())) {
        text += (text.empty() ? "left: " : ", ") + text_of(effect, "step") + " (" +
                text_of(effect, "effect") + ")";
    }
    return text;
}

// The colour tells good from bad at a glance; everything neutral stays plain.
Colour colour_of_event(const std::string& type, const std::string& outcome) {
    if (outcome == "failed" || type.ends_with("Failed")) return Colour::kRed;
    if (outcome == "unknown" || type == "RetryScheduled" || type.starts_with("Compensation") ||
        type.starts_with("Undo")) {
        return Colour::kYellow;
    }
    if (type.ends_with("Succeeded") || type == "InstanceCompleted" ||
        type == "InstanceCompensated") {
        return Colour::kGreen;
    }
    return Colour::kNone;
}

std::string details_of(const Json& event) {
    std::string text;
    const auto add = [&](const std::string& part) {
        if (!part.empty()) text += (text.empty() ? "" : "  ") + part;
    };
    const auto labelled = [&](const char* label, const char* name) {
        const std::string value = text_of(event, name);
        if (!value.empty()) add(std::string(label) + brief(value));
    };
    labelled("attempt ", "attempt");
    add(text_of(event, "outcome"));
    add(probe_answer(event));
    const auto error = event.find("error");
    if (error != event.end()) {
        add(error->is_object() ? error_text(*error) : text_of(event, "error"));
    }
    labelled("cause ", "cause");
    labelled("until ", "until");
    const auto received = event.find("event");
    if (received != event.end() && received->is_object()) add(text_of(*received, "type"));
    labelled("resolution ", "resolution");
    labelled("-> ", "next");
    labelled("by ", "actor");
    labelled("reason: ", "reason");
    labelled("evidence: ", "evidence");
    add(left_text(event));
    return text;
}

}  // namespace

void print_instance(Terminal& terminal, const Json& instance) {
    const std::string status = text_of(instance, "status");
    terminal.line(
        terminal.coloured(Colour::kBold, text_of(instance, "id")) + "  " +
        terminal.coloured(colour_of_status(status), status)
    );
    print_field(
        terminal, "saga", text_of(instance, "saga") + " version " + text_of(instance, "version")
    );
    print_field(terminal, "key", text_of(instance, "key"));
    print_field(terminal, "why", text_of(instance, "why"));
    print_field(terminal, "next", next_text(instance));
    for (const Json& wait : instance.value("waitingFor", Json::array())) {
        print_field(terminal, "waits for", wait_text(wait));
    }
    print_errors(terminal, instance);
    if (instance.value("pivotPassed", false))
        print_field(terminal, "pivot", "passed: nothing before it is undone any more");
    if (instance.value("overdue", false))
        print_field(terminal, "overdue", "the deadline has passed");
    print_field(terminal, "restart of", text_of(instance, "restartOf"));
    print_field(terminal, "started", text_of(instance, "startedAt"));
    print_field(terminal, "ended", text_of(instance, "endedAt"));
    print_field(terminal, "output", shortened(text_of(instance, "output"), kOutputBytesShown));
    print_steps(terminal, instance.value("steps", Json::object()));
    if (shows_undos(status)) print_undos(terminal, instance.value("compensation", Json::array()));
    print_ways_on(terminal, instance);
}

std::string Timeline::offset_of(const Json& event) {
    const auto at = parse_timestamp(event.value("at", ""));
    if (!at.ok()) return "";
    if (start_ms_ < 0) start_ms_ = at.value().ms;
    const std::int64_t ms = at.value().ms - start_ms_;
    const std::int64_t seconds = ms / 1'000;
    if (seconds < 60) return fmt::format("+{}.{:03}s", seconds, ms % 1'000);
    if (seconds < 3'600)
        return fmt::format("+{}m{:02}.{}s", seconds / 60, seconds % 60, ms % 1'000 / 100);
    return "+" + format_duration({seconds * 1'000});
}

void Timeline::print(const Json& event) {
    const std::string type = event.value("type", "");
    std::string place = text_of(event, "state");
    if (const std::string item = text_of(event, "item"); !item.empty()) place += "[" + item + "]";
    if (event.value("visit", 0) > 1) place += "#" + text_of(event, "visit");
    const std::string kind = text_of(event, "kind");
    if (kind == "undo" || kind == "probe") place += " (" + kind + ")";
    std::string line = fmt::format(
        "{:>11}  {:<22}  {:<22}  {}", offset_of(event), type, place, shown(details_of(event))
    );
    line.erase(line.find_last_not_of(' ') + 1);
    if (terminal_.is_interactive() && line.size() > terminal_.width() * 3)
        line.resize(terminal_.width() * 3);
    terminal_.line(terminal_.coloured(colour_of_event(type, text_of(event, "outcome")), line));
}

}  // namespace sagaflow::cli
