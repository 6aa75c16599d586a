#include "tests/process/support/judge.hpp"

#include <algorithm>
#include <map>

namespace sagaflow::testing {
namespace {

using Complaints = std::vector<std::string>;

std::string name_of(const Call& call) {
    return "call " + std::to_string(call.number) + " (" + std::string(to_string(call.purpose)) +
           " " + call.step + ", attempt " + std::to_string(call.attempt) + ")";
}

std::size_t place_of(const Plan& plan, const std::string& step) {
    const auto found = std::find(plan.steps.begin(), plan.steps.end(), step);
    return static_cast<std::size_t>(found - plan.steps.begin());
}

// Forward calls come in the order of the steps and undos in the opposite one, forward first: a call
// of an earlier stage after one of a later stage repeats what was committed.
std::size_t stage_of(const Plan& plan, const Call& call) {
    const std::size_t place = place_of(plan, call.step);
    return call.purpose == CallPurpose::kUndo ? 2 * plan.steps.size() - place : place;
}

void check_order_of_calls(const Evidence& evidence, const Plan& plan, Complaints& found) {
    std::map<std::string, int> last_attempt;
    const Call* latest = nullptr;
    for (const Call& call : evidence.calls) {
        int& before = last_attempt[call.key];
        if (call.attempt < before) {
            found.push_back(name_of(call) + " came after attempt " + std::to_string(before));
        }
        before = std::max(before, call.attempt);
        if (latest != nullptr && stage_of(plan, call) < stage_of(plan, *latest)) {
            found.push_back(name_of(call) + " came after " + name_of(*latest));
        } else {
            latest = &call;
        }
    }
}

// Committed results: no attempt beyond the one whose answer counts.
void check_committed_results(const Evidence& evidence, Complaints& found) {
    for (const auto& event : evidence.history) {
        const std::string type = event.at("type");
        const bool forward = type == "StepSucceeded";
        if (!forward && type != "UndoSucceeded") continue;
        const auto purpose = forward ? CallPurpose::kDo : CallPurpose::kUndo;
        for (const Call& call : evidence.calls) {
            if (call.purpose != purpose || call.step != event.at("state")) continue;
            if (call.attempt > event.at("attempt").get<int>()) {
                found.push_back(
                    name_of(call) + " was made although attempt " + event.at("attempt").dump() +
                    " had its result"
                );
            }
        }
    }
}

void check_history(const Evidence& evidence, Complaints& found) {
    std::size_t expected = 1;
    for (const auto& event : evidence.history) {
        if (event.at("seq").get<std::size_t>() != expected) {
            found.push_back("the history has a gap before event " + event.at("seq").dump());
            return;
        }
        ++expected;
    }
}

void check_completed(const Evidence& evidence, const Plan& plan, Complaints& found) {
    std::map<std::string, int> standing;
    std::size_t latest = 0;
    for (const std::string& step : plan.steps) {
        for (const auto& [key, effect] : evidence.effects) {
            if (effect.step != step || effect.applied_at == 0) continue;
            ++standing[step];
            if (effect.applied_at < latest) found.push_back(step + " was applied out of order");
            latest = effect.applied_at;
            if (effect.undone_at != 0) found.push_back(step + " was undone");
        }
        if (standing[step] != 1) {
            found.push_back(
                "expected " + step + " to be applied once, but it was " +
                std::to_string(standing[step]) + " times"
            );
        }
    }
}

void check_compensated(const Evidence& evidence, const Plan& plan, Complaints& found) {
    std::vector<const EffectRecord*> applied;
    for (const auto& [key, effect] : evidence.effects) {
        if (effect.applied_at == 0) continue;
        applied.push_back(&effect);
        if (effect.undone_at == 0) found.push_back(key + " was applied and never undone");
    }
    std::sort(applied.begin(), applied.end(), [&](const auto* a, const auto* b) {
        return place_of(plan, a->step) < place_of(plan, b->step);
    });
    for (std::size_t i = 1; i < applied.size(); ++i) {
        if (applied[i - 1]->undone_at < applied[i]->undone_at) {
            found.push_back(applied[i - 1]->step + " was undone before " + applied[i]->step);
        }
    }
}

}  // namespace

std::vector<std::string> judge(const Evidence& evidence, const Plan& plan) {
    Complaints found;
    if (evidence.instance.at("status") != plan.status) {
        found.push_back(
            "expected the status " + plan.status + ", but it is " +
            evidence.instance.at("status").dump()
        );
    }
    check_history(evidence, found);
    check_order_of_calls(evidence, plan, found);
    check_committed_results(evidence, found);
    if (plan.status == "completed") check_completed(evidence, plan, found);
    if (plan.status == "compensated") check_compensated(evidence, plan, found);
    return found;
}

std::string story(const Evidence& evidence) {
    std::string text = "instance " + evidence.instance.value("id", "?") + "\n  history:\n";
    for (const auto& event : evidence.history) text += "    " + event.dump() + "\n";
    text += "  calls:\n";
    for (const Call& call : evidence.calls) text += "    " + name_of(call) + "\n";
    text += "  effects:\n";
    for (const auto& [key, effect] : evidence.effects) {
        text += "    " + key + " applied at " + std::to_string(effect.applied_at) + ", undone at " +
                std::to_string(effect.undone_at) + (effect.refused ? ", refused" : "") + "\n";
    }
    return text;
}

}  // namespace sagaflow::testing
