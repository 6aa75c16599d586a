#include "dsl/program/program.hpp"

namespace sagaflow::dsl {
namespace {

struct TypeName {
    std::string_view operator()(const TaskState&) const { return "task"; }
    std::string_view operator()(const ChoiceState&) const { return "choice"; }
    std::string_view operator()(const WaitState&) const { return "wait"; }
    std::string_view operator()(const ReceiveState&) const { return "receive"; }
    std::string_view operator()(const SetState&) const { return "set"; }
    std::string_view operator()(const SucceedState&) const { return "succeed"; }
    std::string_view operator()(const FailState&) const { return "fail"; }
};

}  // namespace

RetryPolicy RetryPolicy::task_default() {
    RetryPolicy policy;
    policy.on = {"connection", "timeout", "http.408", "http.425", "http.429", "http.5xx"};
    return policy;
}

RetryPolicy RetryPolicy::undo_default() {
    RetryPolicy policy;
    policy.max_attempts = 0;
    policy.initial = Duration{5'000};
    policy.max = Duration{3'600'000};
    policy.budget = Duration{24 * 3'600'000};
    policy.on = {"*"};
    return policy;
}

std::string_view type_name(const State& state) { return std::visit(TypeName{}, state.kind); }

const State* Program::find(const std::string& name) const {
    const auto found = index.find(name);
    return found == index.end() ? nullptr : &states.at(found->second);
}

std::vector<InputProblem> check_input(const Program& program, const Json& input) {
    if (program.input_checker) return program.input_checker->check(input);
    if (program.input_schema.is_null()) return {};
    InputSchema::Compiled compiled = InputSchema::compile(program.input_schema);
    return compiled.schema ? compiled.schema->check(input) : std::move(compiled.problems);
}

}  // namespace sagaflow::dsl
