#include "engine/kernel/plan/summary.hpp"

#include <map>
#include <vector>

namespace sagaflow::kernel {
namespace {

constexpr std::size_t kNamesShown = 5;

std::string opening_of(const Json& plan) {
    static const std::map<std::string, std::string> openings{
        {"retry", "Tries again"},
        {"skip", "Goes on as if the step had succeeded"},
        {"compensate", "Stops forward work and undoes what was done"},
        {"cancel", "Stops forward work and undoes what was done"},
        {"terminate", "Stops at once, without undo"},
        {"pause", "Pauses: nothing new starts"},
        {"resume", "Goes on"},
        {"resolve", "Settles the undo that failed"},
        {"variables", "Changes variables"},
        {"rewind", "Undoes what came after the state, then enters it again"}};
    if (plan.value("newInstance", false)) return "Starts a new instance with the same input";
    return openings.at(plan.at("action").get<std::string>());
}

std::vector<std::string> names_in(const Json& list) {
    std::vector<std::string> names;
    for (const Json& item : list) names.push_back(item.at("step").get<std::string>());
    return names;
}

std::vector<std::string> forward_calls(const Json& plan) {
    std::vector<std::string> names;
    for (const Json& call : plan.at("calls")) {
        if (call.at("kind") == "do") names.push_back(call.at("step").get<std::string>());
    }
    return names;
}

std::string enumerated(const std::vector<std::string>& names, std::size_t more) {
    std::string text;
    const std::size_t shown = std::min(names.size(), kNamesShown);
    for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + names[i];
    more += names.size() - shown;
    return more == 0 ? text : text + " and " + std::to_string(more) + " more";
}

std::string counted(std::size_t count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string outlook_of(const Json& plan) {
    const std::string before = plan.at("status");
    const std::string after = plan.at("statusAfter");
    const std::string at_end = plan.at("statusAtEnd");
    if (plan.value("newInstance", false)) return "This one stays " + before + ".";
    if (after == at_end) {
        return after == before ? "It stays " + after + "." : "It is " + after + " then.";
    }
    if (at_end == "stuck") return "It is " + after + " then, and gets stuck.";
    return "It is " + after + " then, and " + at_end + " once every undo has succeeded.";
}

}  // namespace

std::string summary_of(const Json& plan) {
    std::string text = opening_of(plan);
    if (const auto calls = forward_calls(plan); !calls.empty()) {
        text += "; calls " + enumerated(calls, 0);
    }
    const auto more = plan.at("moreUndos").get<std::size_t>();
    if (const Json& undos = plan.at("undos"); !undos.empty()) {
        text += "; undoes " + enumerated(names_in(undos), more);
    }
    if (const Json& left = plan.at("outstanding"); !left.empty()) {
        text += "; " + counted(left.size(), "effect") +
                (left.size() == 1 ? " stays: " : " stay: ") + enumerated(names_in(left), 0);
    }
    return text + ". " + outlook_of(plan);
}

}  // namespace sagaflow::kernel
