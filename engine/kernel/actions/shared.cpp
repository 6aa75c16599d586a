#include "engine/kernel/actions/actions.hpp"

namespace sagaflow::kernel {

Json asked_by(const OperatorAsked& asked) {
    return Json{{"actor", asked.actor}, {"reason", asked.reason}};
}

bool refuse_unless(Transition& run, InstanceCommand command, std::string_view verb) {
    if (run.allowed(command)) return false;
    const std::string status(to_string(run.state().status));
    std::string why = "Expected an instance that " + std::string(verb) +
                      " is possible for, but this one is " + status;
    if (has_ended(run.state().status)) why += ", which is an end";
    if (run.state().status == InstanceStatus::kCompensating ||
        run.state().status == InstanceStatus::kStuck) {
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
