#include "tests/cel/sample_scope.hpp"

namespace sagaflow::cel {

SampleScope::SampleScope() {
    environment_.declare("input");
    environment_.declare("steps");
    environment_.declare("absent");
    input_ = Json::parse(R"({
        "amount": 250, "price": 1.5, "flag": true, "nothing": null, "text": "Grüße",
        "pattern": "^x$", "orderId": "o-17",
        "items": [{"sku": "A-1", "count": 1}, {"sku": "B-2", "count": 2}]
    })");
    steps_ = Json::parse(R"({"charge": {"id": "ch_1", "amount": 250}})");
}

Value SampleScope::variable(std::size_t slot) const {
    if (slot == 0) return Value::of_json(input_);
    if (slot == 1) return Value::of_json(steps_);
    return Value::error("the variable absent has no value");
}

Value SampleScope::run(std::string_view source, const Budget& budget) const {
    const auto compiled = Expression::compile(source, environment_);
    if (compiled.expression) return compiled.expression->evaluate(*this, budget);
    const Issue& issue = compiled.issues.front();
    return Value::error(issue.message + (issue.hint.empty() ? "" : " (" + issue.hint + ")"));
}

}  // namespace sagaflow::cel
