#include "engine/kernel/kernel.hpp"

#include "engine/core/planted_bug.hpp"
#include "engine/kernel/actions/actions.hpp"
#include "engine/kernel/compensation/compensation.hpp"
#include "engine/kernel/states/states.hpp"
#include "engine/kernel/task/task.hpp"
#include "engine/kernel/transition.hpp"

namespace sagaflow::kernel {
namespace {

// A connector ends each call by its timeout. Should an answer never come all the same, the kernel
// gives the attempt up this much later.
constexpr Duration kAnswerGrace{5'000};

bool is_call(Phase phase) { return phase == Phase::kAttempting || phase == Phase::kProbing; }

bool is_undoing(InstanceStatus status) {
    return status == InstanceStatus::kCompensating || status == InstanceStatus::kStuck;
}

bool deadline_holds_back(const Transition& run) {
    return run.state().overdue && !run.state().pivot_passed &&
           run.state().status == InstanceStatus::kRunning && pivot_in_doubt(run) == nullptr;
}

void compensate_for_deadline(Transition& run) {
    StepError error;
    error.type = "deadline";
    error.message = "The saga's timeout of " + format_duration(*run.program().timeout) + " is over";
    begin_compensation(run, Json{{"cause", "deadline"}, {"error", to_json(error)}});
}

// Goes on from wherever the input left the instance.
void go_on(Transition& run) {
    if (run.context().hold) return;
    // The deadline passed while the pivot was out; now it is known that it was not applied.
    if (deadline_holds_back(run)) {
        compensate_for_deadline(run);
        return;
    }
    if (is_undoing(run.state().status))
        advance_compensation(run);
    else
        advance(run);
}

// --- inputs ------------------------------------------------------------------------------------

void handle(Transition& run, const Start& start) {
    const dsl::Program& program = run.program();
    Json data = Json::object();
    data["saga"] = program.saga;
    data["version"] = program.version;
    data["input"] = start.input;
    data["next"] = run.name_of(program.start);
    if (start.key) data["key"] = *start.key;
    if (program.timeout) data["deadline"] = (run.now() + *program.timeout).ms;
    if (!start.traceparent.empty()) data["traceparent"] = start.traceparent;
    if (!start.restart_of.empty()) {
        data["restartOf"] = start.restart_of;
        data["actor"] = start.actor;
        data["reason"] = start.reason;
    }
    for (const auto& [scope, key] : start.keys) data["keys"].push_back(Json::array({scope, key}));
    run.emit(EventType::kInstanceStarted, std::move(data));
    advance(run);
}

// An answer whose commit had an unknown outcome is brought again; this one was applied.
bool is_applied_already(const InstanceState& state, const CallReturned& returned) {
    const auto record = state.steps.find(returned.step.state);
    if (record == state.steps.end() || record->second.visit != returned.step.visit) return false;
    const bool ended_by_it =
        record->second.attempts == returned.attempt && find_active(state, returned.step) == nullptr;
    return ended_by_it && record->second.status == StepStatus::kOk;
}

// The answer to a call that nobody waits for any more: never dropped, never applied twice.
void record_late(Transition& run, const CallReturned& returned) {
    if (returned.kind == CallKind::kProbe || returned.undo) return;
    if (has_planted(PlantedBug::kLateSuccessIgnored)) return;
    if (is_applied_already(run.state(), returned)) return;
    Json data{
        {"kind", to_string(returned.kind)},
        {"attempt", returned.attempt},
        {"outcome", to_string(returned.result.outcome)}};
    if (returned.result.outcome == Outcome::kOk) data["output"] = returned.result.result;
    run.emit(EventType::kLateResultRecorded, returned.step, std::move(data));
}

bool answers_undo(const InstanceState& state, const CallReturned& returned) {
    const UndoEntry* undo = find_undo(state, returned.step);
    if (undo == nullptr || !undo->calling) return false;
    return returned.kind == CallKind::kProbe
               ? undo->phase == UndoPhase::kProbing && undo->probe_attempt == returned.attempt
               : undo->phase == UndoPhase::kUndoing && undo->attempt == returned.attempt;
}

bool answers_step(const InstanceState& state, const CallReturned& returned) {
    const ActiveState* active = find_active(state, returned.step);
    if (active == nullptr) return false;
    return returned.kind == CallKind::kProbe
               ? active->phase == Phase::kProbing && active->probe_attempt == returned.attempt
               : active->phase == Phase::kAttempting && active->attempt == returned.attempt;
}

void handle(Transition& run, const CallReturned& returned) {
    const bool probe = returned.kind == CallKind::kProbe;
    if (returned.undo && answers_undo(run.state(), returned)) {
        if (probe)
            undo_probe_returned(run, returned.step, returned.result);
        else
            undo_returned(run, returned.step, returned.result);
    } else if (!returned.undo && answers_step(run.state(), returned)) {
        if (probe)
            probe_returned(run, returned.step, returned.result);
        else
            attempt_returned(run, returned.step, returned.result);
    } else {
        record_late(run, returned);
        // The orphan is undone now where the saga is being undone, else with the rest later.
        if (!is_undoing(run.state().status)) return;
    }
    go_on(run);
}

void meet_deadline(Transition& run) {
    const bool no_way_back = run.state().pivot_passed || pivot_in_doubt(run) != nullptr;
    if (no_way_back || !run.allowed(InstanceCommand::kCompensate)) {
        run.emit(EventType::kDeadlinePassed);
    } else {
        compensate_for_deadline(run);
    }
}

bool deadline_is_due(const InstanceState& state, Timestamp now) {
    const bool forward =
        state.status == InstanceStatus::kRunning || state.status == InstanceStatus::kParked;
    return forward && state.deadline && !state.overdue && *state.deadline <= now;
}

std::optional<Timestamp> due_of(const InstanceState& state, const ActiveState& active) {
    if (!active.due_at) return std::nullopt;
    if (is_call(active.phase)) return *active.due_at + kAnswerGrace;
    // While paused, nothing new starts; overdue timers fire once on resume.
    if (state.status != InstanceStatus::kRunning) return std::nullopt;
    return active.due_at;
}

std::optional<Timestamp> due_of(const UndoEntry& undo) {
    if (!undo.due_at) return std::nullopt;
    return undo.calling ? *undo.due_at + kAnswerGrace : *undo.due_at;
}

void active_due(Transition& run, const StepRef& step) {
    switch (find_active(run.state(), step)->phase) {
        case Phase::kTimer:
            run.emit(EventType::kTimerFired, step);
            break;
        case Phase::kReceiving:
            receive_due(run, step);
            break;
        default:
            task_due(run, step);
            break;
    }
}

void handle(Transition& run, const TimeCame&) {
    if (deadline_is_due(run.state(), run.now())) meet_deadline(run);
    std::vector<StepRef> due;
    for (const ActiveState& active : run.state().active) {
        const auto at = due_of(run.state(), active);
        if (at && *at <= run.now()) due.push_back(ref_of(active));
    }
    for (const StepRef& step : due) {
        if (find_active(run.state(), step) != nullptr) active_due(run, step);
    }
    due.clear();
    for (const UndoEntry& undo : run.state().undos) {
        const auto at = due_of(undo);
        if (at && *at <= run.now()) due.push_back(ref_of(undo));
    }
    if (is_undoing(run.state().status)) {
        for (const StepRef& step : due) undo_due(run, step);
    }
    go_on(run);
}

void handle(Transition& run, const EventArrived& arrived) {
    if (has_ended(run.state().status)) return;
    const EventMessage& event = arrived.event;
    const Json json = to_json(event);
    run.out().event_taken = offer_event(run, {json, event.address, event.received_at});
    go_on(run);
}

void handle(Transition& run, const Recovered&) {
    std::vector<StepRef> out;
    for (const ActiveState& active : run.state().active) {
        if (is_call(active.phase)) out.push_back(ref_of(active));
    }
    for (const StepRef& step : out) task_recovered(run, step);
    out.clear();
    for (const UndoEntry& undo : run.state().undos) {
        if (undo.calling) out.push_back(ref_of(undo));
    }
    for (const StepRef& step : out) undo_recovered(run, step);
    go_on(run);
}

void handle(Transition& run, const Continue&) { go_on(run); }

void handle(Transition& run, const OperatorAsked& asked) { act(run, asked); }

}  // namespace

Step step(
    const dsl::Program& program, InstanceState& state, const Input& input, const Context& context
) {
    Step out;
    Transition run(program, state, context, out);
    std::visit([&](const auto& what) { handle(run, what); }, input);
    ENSURE(!out.refusal || out.events.empty(), "a refusal changes nothing");
    return out;
}

std::optional<Timestamp> next_due(const InstanceState& state) {
    if (has_ended(state.status)) return std::nullopt;
    std::optional<Timestamp> earliest;
    const auto consider = [&](std::optional<Timestamp> at) {
        if (at && (!earliest || *at < *earliest)) earliest = at;
    };
    const bool forward =
        state.status == InstanceStatus::kRunning || state.status == InstanceStatus::kParked;
    if (forward && !state.overdue) consider(state.deadline);
    for (const ActiveState& active : state.active) consider(due_of(state, active));
    if (is_undoing(state.status)) {
        for (const UndoEntry& undo : state.undos) consider(due_of(undo));
    }
    return earliest;
}

bool has_calls_out(const InstanceState& state) {
    if (has_ended(state.status)) return false;
    for (const ActiveState& active : state.active) {
        if (is_call(active.phase)) return true;
    }
    for (const UndoEntry& undo : state.undos) {
        if (undo.calling) return true;
    }
    return false;
}

Result<std::optional<std::string>> business_key(
    const dsl::Program& program,
    const Json& input,
    const std::optional<std::string>& given,
    const Context& context
) {
    std::optional<std::string> key = given;
    if (!key && program.key != nullptr) {
        InstanceState blank;
        blank.input = input;
        const Scope scope(blank, context.now, context.environment.config);
        const auto value = dsl::render_value(program.key, scope);
        if (!value.ok()) return Error{ErrorCode::kUnprocessable, "key: " + value.error().message};
        if (value->is_structured()) {
            return Error{
                ErrorCode::kUnprocessable,
                "Expected `key` to give a text or a number, but it gave " +
                    shortened(to_text(*value))};
        }
        if (!value->is_null())
            key = value->is_string() ? value->get<std::string>() : to_text(*value);
    }
    if (key && key->size() > limits::kBusinessKeyBytesMax) {
        return Error{
            ErrorCode::kTooLarge,
            "Expected a key of at most " + std::to_string(limits::kBusinessKeyBytesMax) + " bytes"};
    }
    return key;
}

std::string idempotency_key(InstanceId id, const StepRef& step, CallKind kind) {
    std::string key = id.text() + "/" + step.state;
    if (!step.item.empty()) key += "/" + step.item;
    key += "/" + std::to_string(step.visit) + "/";
    key += to_string(kind);
    return key;
}

}  // namespace sagaflow::kernel
