// The names that an expression sees while the kernel evaluates it. Values are views of the state
// and are made only when an expression asks for them.
#pragma once

#include "dsl/program/scope.hpp"
#include "dsl/program/template.hpp"
#include "engine/model/instance_state.hpp"

namespace sagaflow::kernel {

class Scope final : public cel::Activation {
public:
    Scope(const InstanceState& state, Timestamp now, const Json& config)
        : state_(state), now_(now), config_(config) {}

    // Replaces `vars`: an undo and a probe see the snapshot of their step.
    Scope& vars(const Json& vars) {
        vars_ = &vars;
        return *this;
    }
    // Replaces `steps`, likewise.
    Scope& steps(const Json& steps) {
        steps_ = &steps;
        return *this;
    }
    Scope& step(std::string key, int attempt) {
        step_key_ = std::move(key);
        step_attempt_ = attempt;
        return *this;
    }
    Scope& result(const Json& result, const Json& response) {
        result_ = &result;
        response_ = &response;
        return *this;
    }
    Scope& output(const Json& output) {
        output_ = &output;
        return *this;
    }
    Scope& event(const Json& event) {
        event_ = &event;
        return *this;
    }
    Scope& error(const Json& error) {
        error_ = &error;
        return *this;
    }

    cel::Value variable(std::size_t slot) const override;

private:
    cel::Value instance_value() const;
    cel::Value step_value() const;

    const InstanceState& state_;
    Timestamp now_;
    const Json& config_;
    const Json* vars_ = nullptr;
    const Json* steps_ = nullptr;
    std::string step_key_;
    int step_attempt_ = 0;
    const Json* result_ = nullptr;
    const Json* response_ = nullptr;
    const Json* output_ = nullptr;
    const Json* event_ = nullptr;
    const Json* error_ = nullptr;
};

// The undo, and the probe before it, see what the step saw when it ran.
void see_snapshot(Scope& scope, const UndoEntry& undo);

}  // namespace sagaflow::kernel
