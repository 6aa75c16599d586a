// What follows when a state failed for good: caught, parked, ended, or compensated.
#include "engine/kernel/compensation/compensation.hpp"

namespace sagaflow::kernel {
namespace {

const dsl::Catch* catch_for(
    const Transition& run, const dsl::TaskState& task, const StepError& error, const Json& json
) {
    // The history limit can't be caught: a loop over its own catch would go on for ever.
    if (error.type == "limit" && run.state().seq >= limits::kHistoryEventsMax) return nullptr;
    Scope scope = run.scope();
    scope.error(json);
    for (const dsl::Catch& entry : task.catches) {
        bool named = false;
        for (const std::string& pattern : entry.errors) {
            named = named || error_matches(pattern, error.type);
        }
        if (!named) continue;
        if (entry.when == nullptr) return &entry;
        const cel::Value verdict = entry.when->evaluate(scope);
        if (verdict.kind() == cel::Kind::kBool && verdict.as_bool()) return &entry;
    }
    return nullptr;
}

// True when the error was caught. An `assign` that fails is the error that goes on.
bool try_catch(Transition& run, const StepRef& step, StepError& error) {
    const auto* task = std::get_if<dsl::TaskState>(&run.definition(step.state).kind);
    if (task == nullptr) return false;
    // Whether the point of no return is passed is not for the definition to guess.
    if (task->effect == dsl::Effect::kPivot && error.outcome == Outcome::kUnknown) return false;
    const Json json = to_json(error);
    const dsl::Catch* entry = catch_for(run, *task, error, json);
    if (entry == nullptr) return false;
    Scope scope = run.scope();
    scope.error(json);
    auto set = evaluate_assignments(entry->assign, scope);
    if (!set.ok()) {
        error = expression_error(step.state, set.error());
        return false;
    }
    Json data{{"error", json}, {"next", run.name_of(entry->next)}};
    if (!set->empty()) data["set"] = std::move(*set);
    run.emit(EventType::kErrorCaught, step, std::move(data));
    return true;
}

// What the definition wants when this state fails for good.
dsl::OnExhausted policy_of(const Transition& run, const StepRef& step, const StepError& error) {
    const dsl::State& definition = run.definition(step.state);
    if (const auto* fail = std::get_if<dsl::FailState>(&definition.kind)) {
        if (!fail->compensate) return dsl::OnExhausted::kFail;
    }
    const auto* task = std::get_if<dsl::TaskState>(&definition.kind);
    // Behind the pivot there is no way back, and a step that must succeed is never given up: an
    // operator decides. The same holds for a pivot that nobody knows the outcome of.
    if (run.state().pivot_passed) return dsl::OnExhausted::kPark;
    if (task != nullptr && task->effect == dsl::Effect::kRetriable) return dsl::OnExhausted::kPark;
    if (task != nullptr && task->effect == dsl::Effect::kPivot &&
        error.outcome == Outcome::kUnknown) {
        return dsl::OnExhausted::kPark;
    }
    return task != nullptr ? task->on_exhausted : run.program().on_failure;
}

}  // namespace

const ActiveState* pivot_in_doubt(const Transition& run) {
    for (const ActiveState& active : run.state().active) {
        if (active.state.empty()) continue;
        const auto* task = std::get_if<dsl::TaskState>(&run.definition(active.state).kind);
        if (task == nullptr || task->effect != dsl::Effect::kPivot) continue;
        const bool out = active.phase == Phase::kAttempting || active.phase == Phase::kProbing;
        if (out || active.unknown_seen) return &active;
    }
    return nullptr;
}

void handle_failure(Transition& run, const StepRef& step) {
    StepError error = *find_active(run.state(), step)->error;
    if (try_catch(run, step, error)) return;
    const Json json = to_json(error);
    switch (policy_of(run, step, error)) {
        case dsl::OnExhausted::kPark:
            run.emit(EventType::kInstanceParked, step, Json{{"error", json}});
            break;
        case dsl::OnExhausted::kFail:
            run.emit(EventType::kInstanceFailed, step, Json{{"error", json}});
            break;
        case dsl::OnExhausted::kCompensate:
            begin_compensation(run, Json{{"cause", "failure"}, {"error", json}});
            break;
    }
}

}  // namespace sagaflow::kernel
