#include "cli/output/waiting.hpp"

#include <algorithm>

#include "cli/output/members.hpp"

namespace sagaflow::cli {
namespace {

bool is_for_operator(const Json& wait) { return text_of(wait, "kind") == "operator"; }
bool is_undo(const Json& wait) { return wait.value("undo", false); }

// Why nothing goes on by itself: what was tried, how often, and what the last answer was.
std::string operator_text(const Json& wait) {
    const std::string state = text_of(wait, "state");
    std::string text = "operator: ";
    text += is_undo(wait) ? "the undo of " + state : state;
    if (const auto attempt = text_of(wait, "attempt"); !attempt.empty() && attempt != "0")
        text += " failed at attempt " + attempt;
    const auto error = wait.find("lastError");
    if (error != wait.end() && error->is_object()) text += ", " + error_text(*error);
    return text;
}

// Each visit of a step has an undo of its own.
std::string resolve_command(const std::string& id, const Json& undo) {
    std::string command = "sagaflow resolve " + id + " --step " + text_of(undo, "step");
    if (undo.value("visit", 1) > 1) command += " --visit " + text_of(undo, "visit");
    return command + " --resolution retry|done|giveUp --reason TEXT";
}

}  // namespace

std::string wait_text(const Json& wait) {
    if (is_for_operator(wait)) return operator_text(wait);
    std::string text = text_of(wait, "kind");
    if (const auto event = text_of(wait, "event"); !event.empty()) text += " " + event;
    if (const auto key = text_of(wait, "key"); !key.empty()) text += " (key " + key + ")";
    const char* place = is_undo(wait) ? " in the undo of " : " in ";
    if (const auto state = text_of(wait, "state"); !state.empty()) text += place + state;
    if (wait.value("held", false)) return text + ", held while it is paused";
    if (const auto until = text_of(wait, "until"); !until.empty()) text += " until " + until;
    return text;
}

std::string waiting_text(const Json& instance) {
    std::string text;
    for (const Json& wait : instance.value("waitingFor", Json::array())) {
        text += (text.empty() ? "" : ", ") + wait_text(wait);
    }
    if (!text.empty()) return text;
    const auto error = instance.find("error");
    return error == instance.end() ? "" : error_text(*error);
}

bool has_ended(const Json& instance) {
    const auto ended = instance.find("endedAt");
    return ended != instance.end() && !ended->is_null();
}

bool needs_operator(const Json& instance) {
    const Json waits = instance.value("waitingFor", Json::array());
    return std::any_of(waits.begin(), waits.end(), is_for_operator);
}

std::vector<std::string> ways_on(const Json& instance) {
    const std::string id = text_of(instance, "id");
    std::vector<std::string> ways;
    if (has_ended(instance)) return ways;
    for (const Json& undo : instance.value("compensation", Json::array())) {
        if (text_of(undo, "status") == "failed") ways.push_back(resolve_command(id, undo));
    }
    const Json waits = instance.value("waitingFor", Json::array());
    const bool parked = std::any_of(waits.begin(), waits.end(), [](const Json& wait) {
        return is_for_operator(wait) && !is_undo(wait);
    });
    if (!parked) return ways;
    ways.push_back("sagaflow retry " + id);
    ways.push_back("sagaflow skip " + id + " --output JSON --reason TEXT");
    if (!instance.value("pivotPassed", false))
        ways.push_back("sagaflow compensate " + id + " --reason TEXT");
    return ways;
}

}  // namespace sagaflow::cli
