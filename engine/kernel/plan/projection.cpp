#include "engine/kernel/plan/projection.hpp"

#include <algorithm>

#include "engine/kernel/actions/actions.hpp"

namespace sagaflow::kernel {
namespace {

bool is_being_undone(const InstanceState& state) {
    return state.status == InstanceStatus::kCompensating || state.status == InstanceStatus::kStuck;
}

std::pair<std::string, int> mark_of(const StepRef& step) { return {step.state, step.visit}; }

// A plan is the same whenever it is made: no jitter, and nothing is held back.
Context settled(const Context& context) { return {context.now, 0, context.environment, false}; }

}  // namespace

Projection::Projection(
    const dsl::Program& program, const InstanceState& state, const Context& context
)
    : state_(state), context_(settled(context)), run_(program, state_, context_, out_) {}

void Projection::act(const OperatorAsked& asked) {
    reason_known_ = !asked.reason.empty();
    kernel::act(run_, asked);
}

void Projection::follow_undo() {
    note_failures();
    while (is_being_undone(state_) && undos_.size() < limits::kPlanUndosMax && answer_one()) {
        advance_compensation(run_);
        note_failures();
    }
}

bool Projection::answer_one() { return answer_forward_call() || answer_undo(); }

// Whether a call that is out was applied is not known: it counts as if it may have been.
bool Projection::answer_forward_call() {
    for (const ActiveState& active : state_.active) {
        if (active.phase != Phase::kAttempting) continue;
        const StepRef step = ref_of(active);
        out_calls_.insert(mark_of(step));
        StepError error;
        error.type = "unknown";
        error.state = step.state;
        error.outcome = Outcome::kUnknown;
        run_.emit(
            EventType::kStepFailed,
            step,
            Json{{"attempt", active.attempt}, {"outcome", "unknown"}, {"error", to_json(error)}}
        );
        return true;
    }
    return false;
}

bool Projection::answer_undo() {
    for (const UndoEntry& undo : state_.undos) {
        const StepRef step = ref_of(undo);
        if (undo.phase == UndoPhase::kProbing) {
            probed_.insert(mark_of(step));
            run_.emit(
                EventType::kProbeAnswered,
                step,
                Json{{"undo", true}, {"applied", true}, {"output", undo.output}}
            );
            return true;
        }
        if (undo.phase == UndoPhase::kUndoing) {
            note(undo);
            run_.emit(EventType::kUndoSucceeded, step, Json{{"attempt", undo.attempt}});
            return true;
        }
    }
    return false;
}

bool Projection::depends_on_answer(const StepRef& step) const {
    const dsl::Call& call = *run_.task(step.state).compensate;
    const auto mark = mark_of(step);
    const bool open = out_calls_.contains(mark) || probed_.contains(mark);
    if (open && dsl::reads(call.with, "output")) return true;
    return !reason_known_ && dsl::reads(call.with, "error");
}

void Projection::note(const UndoEntry& undo) {
    const StepRef step = ref_of(undo);
    PlannedUndo planned;
    planned.step = step;
    planned.connector = run_.task(step.state).compensate->connector;
    // What was sent before is sent again, whatever it was rendered from.
    const bool sent = undo.attempt > 1;
    planned.rendered = undo.rendered && (sent || !depends_on_answer(step));
    if (planned.rendered) {
        planned.with = undo.with;
        planned.secrets = undo.secrets;
    }
    if (out_calls_.contains(mark_of(step))) {
        planned.when = "its call is out: it is undone unless it turns out not to be applied";
    } else if (probed_.contains(mark_of(step))) {
        planned.when = "it is probed first, and undone unless it was not applied";
    }
    undos_.push_back(std::move(planned));
}

// Undos whose input cannot be put together fail without a call.
void Projection::note_failures() {
    for (; events_seen_ < out_.events.size(); ++events_seen_) {
        const HistoryEvent& event = out_.events[events_seen_];
        if (event.type != EventType::kUndoFailed) continue;
        PlannedUndo planned;
        planned.step = {event.state, event.item, event.visit};
        planned.connector = run_.task(event.state).compensate->connector;
        planned.when = "its input cannot be evaluated, so the instance gets stuck: " +
                       event.data.at("error").value("message", "");
        undos_.push_back(std::move(planned));
    }
}

std::size_t Projection::more_undos() const {
    if (!is_being_undone(state_) || undos_.size() < limits::kPlanUndosMax) return 0;
    return static_cast<std::size_t>(std::count_if(
        state_.undos.begin(),
        state_.undos.end(),
        [](const UndoEntry& undo) { return !is_settled(undo.phase); }
    ));
}

}  // namespace sagaflow::kernel
