#include "engine/kernel/states/states.hpp"
#include "engine/kernel/states/time_template.hpp"

namespace sagaflow::kernel {

void enter_wait(Transition& run, const dsl::State& definition, const StepRef& step) {
    const auto& wait = std::get<dsl::WaitState>(definition.kind);
    const auto until = wait.duration != nullptr ? time_after(run.now(), wait.duration, run.scope())
                                                : time_at(wait.until, run.scope());
    if (!until.ok()) {
        fail_state(run, step, until.error());
        return;
    }
    run.emit(
        EventType::kTimerStarted, step, Json{{"until", until->ms}, {"next", run.name_of(wait.next)}}
    );
}

}  // namespace sagaflow::kernel
