#include "engine/kernel/actions/actions.hpp"

namespace sagaflow::kernel {

void act_pause(Transition& run, const OperatorAsked& asked) {
    if (refuse_unless(run, InstanceCommand::kPause, "pause")) return;
    emit_asked(run, EventType::kInstancePaused, {}, asked_by(asked));
}

}  // namespace sagaflow::kernel
