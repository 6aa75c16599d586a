// Compiles one state of each type.
#pragma once

#include "dsl/ast/model.hpp"
#include "dsl/compile/policies.hpp"

namespace sagaflow::dsl {

class StateCompiler {
public:
    StateCompiler(const Model& model, OnExhausted on_failure);

    State compile(std::size_t index) const;

private:
    TaskState task(const Json& state) const;
    ChoiceState choice(const Json& state) const;
    WaitState wait(const Json& state) const;
    ReceiveState receive(const Json& state) const;
    SetState set(const Json& state) const;
    SucceedState succeed(const Json& state) const;
    FailState fail(const Json& state) const;

    Call call(const Json& object, RetryPolicy retry) const;
    Catch catch_entry(const Json& entry) const;
    Handler handler(const Json& entry) const;
    ReceiveTimeout receive_timeout(const Json& timeout) const;

    TemplatePtr template_of(const Json& object, std::string_view name) const;
    ExpressionPtr expression_of(const Json& object, std::string_view name) const;
    Assignments assignments_of(const Json& object) const;
    StateIndex target_of(const Json& object, std::string_view name) const;
    std::optional<StateIndex> optional_target(const Json& object, std::string_view name) const;

    const Model& model_;
    Policies policies_;
    OnExhausted on_failure_;
};

}  // namespace sagaflow::dsl
