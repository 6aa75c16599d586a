// One run of the kernel over one instance: what its parts share. Lives for one call of step().
#pragma once

#include "engine/kernel/kernel.hpp"
#include "engine/kernel/lifecycle/instance_lifecycle.hpp"
#include "engine/kernel/scope.hpp"

namespace sagaflow::kernel {

class Transition {
public:
    Transition(const dsl::Program& program, InstanceState& state, const Context& context, Step& out)
        : program_(program), state_(state), context_(context), out_(out) {}

    const dsl::Program& program() const { return program_; }
    // Read only: changes go through emit().
    const InstanceState& state() const { return state_; }
    Timestamp now() const { return context_.now; }
    const Context& context() const { return context_; }
    Step& out() { return out_; }

    // Records the fact and applies it. Pointers into the state's lists are stale afterwards.
    void emit(EventType type, Json data = nullptr);
    void emit(EventType type, const StepRef& step, Json data = nullptr);
    void effect(Effect effect) { out_.effects.push_back(std::move(effect)); }
    void refuse(std::string why) { out_.refusal = Error{ErrorCode::kConflict, std::move(why)}; }

    // Nothing new starts while the instance is paused or its shard is handed over.
    bool may_call() const { return !context_.hold && state_.status != InstanceStatus::kPaused; }
    bool allowed(InstanceCommand command) const {
        return next_status(state_.status, command).has_value();
    }
    // The definition of a state that an instance of this program stands in.
    const dsl::State& definition(const std::string& name) const;
    const dsl::TaskState& task(const std::string& name) const;
    const std::string& name_of(dsl::StateIndex index) const { return program_.state(index).name; }

    // input, vars, steps, instance, config; the caller adds what its place has beside them.
    Scope scope() const;

private:
    void emit_event(HistoryEvent event);
    void give_back_events(const std::vector<Json>& stored);

    const dsl::Program& program_;
    InstanceState& state_;
    const Context& context_;
    Step& out_;
};

// --- the parts, each in a file of its own --------------------------------------------------------

// Enters, catches and fails until nothing local is left or the limit of one input is met.
void advance(Transition& run);
// Starts what can be undone now; ends the instance when everything is settled.
void advance_compensation(Transition& run);

// The pivot, while nobody knows whether it is done: its call is out, or an attempt may have been
// applied. Null otherwise. Until it is known, there is neither a way back nor a point of no return.
const ActiveState* pivot_in_doubt(const Transition& run);

void enter_state(Transition& run, const std::string& name, const std::string& item);
void handle_failure(Transition& run, const StepRef& step);

// Evaluates `assign`; an error names the variable.
Result<Json> evaluate_assignments(const dsl::Assignments& assign, const Scope& scope);

StepError expression_error(const std::string& state, const Error& error);

}  // namespace sagaflow::kernel
