#include <array>

#include "engine/kernel/actions/actions.hpp"

namespace sagaflow::kernel {
namespace {

using Act = void (*)(Transition&, const OperatorAsked&);
// In the order of OperatorVerb.
constexpr std::array<Act, kOperatorVerbCount> kActs{
    act_retry,
    act_skip,
    act_compensate,
    act_cancel,
    act_terminate,
    act_pause,
    act_resume,
    act_resolve,
    act_variables,
    act_rewind};

}  // namespace

void act(Transition& run, const OperatorAsked& asked) {
    kActs[static_cast<std::size_t>(asked.verb)](run, asked);
}

Json asked_by(const OperatorAsked& asked) {
    Json data{{"actor", asked.actor}, {"reason", asked.reason}};
    if (!asked.bulk.empty()) data["bulk"] = asked.bulk;
    return data;
}

bool refuse_unless(Transition& run, InstanceCommand command, std::string_view verb) {
    if (run.allowed(command)) return false;
    const std::string status(to_string(run.state().status));
    std::string why = "Expected an instance that " + std::string(verb) +
                      " is possible for, but this one is " + status;
    if (has_ended(run.state().status)) why += ", which is an end";
    const bool undoing = run.state().status == InstanceStatus::kCompensating ||
                         run.state().status == InstanceStatus::kStuck;
    if (run.state().rewind) {
        why += "; it is being sent back to " + run.state().rewind->to +
               ": wait until that is over, or terminate";
    } else if (undoing) {
        why += "; undo has begun and is never turned back into forward work";
    }
    run.refuse(std::move(why));
    return true;
}

bool names(const OperatorAsked& asked, const StepRef& step) {
    const Json& arguments = asked.arguments;
    if (!arguments.is_object()) return true;
    if (arguments.contains("step") && arguments.at("step") != step.state) return false;
    if (arguments.contains("visit") && arguments.at("visit") != step.visit) return false;
    if (arguments.contains("item") && arguments.at("item") != step.item) return false;
    return true;
}

}  // namespace sagaflow::kernel
