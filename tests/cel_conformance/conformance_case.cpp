#include "tests/cel_conformance/conformance_case.hpp"

namespace sagaflow::cel::conformance {
namespace {

std::string text_of(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Status read_bindings(const Json& json, Case& test) {
    const auto bindings = json.find("bindings");
    if (bindings == json.end() || !bindings->is_object()) return ok_status();
    for (const auto& [name, typed] : bindings->items()) {
        auto value = read_value(typed);
        if (!value.ok()) return value.error();
        test.bindings.emplace_back(name, *value);
    }
    return ok_status();
}

// A list of {"name", "type"}; the kinds are found out while the expression runs.
void read_declarations(const Json& json, Case& test) {
    const auto declared = json.find("type_env");
    if (declared == json.end() || !declared->is_array()) return;
    for (const Json& declaration : *declared) test.declared.push_back(text_of(declaration, "name"));
}

Result<Case> read_case(const Json& json) {
    Case test;
    if (!json.is_object()) return Error{ErrorCode::kInvalidArgument, "a case is no object"};
    test.id = text_of(json, "id");
    test.expression = text_of(json, "expr");
    test.options.container = text_of(json, "container");
    test.options.defer_problems = json.value("disable_check", false);
    read_declarations(json, test);
    const auto status = read_bindings(json, test);
    if (!status.ok()) return Error{status.error().code, test.id + ": " + status.error().message};
    const auto expect = json.find("expect");
    if (expect == json.end() || !expect->is_object()) {
        return Error{ErrorCode::kInvalidArgument, test.id + ": Expected \"expect\""};
    }
    const auto value = expect->find("value");
    if (value == expect->end()) {
        if (expect->contains("error") || expect->contains("any_error")) return test;
        return Error{ErrorCode::kInvalidArgument, test.id + ": Expected a value or an error"};
    }
    auto expected = read_value(*value);
    if (!expected.ok()) {
        return Error{expected.error().code, test.id + ": " + expected.error().message};
    }
    test.expected = *expected;
    return test;
}

class Bound final : public Activation {
public:
    Bound(const Environment& environment, const Case& test) : environment_(environment), test_(test) {}
    Value variable(std::size_t slot) const override {
        const std::string& name = environment_.names()[slot];
        for (const auto& [bound, value] : test_.bindings) {
            if (bound == name) return value;
        }
        return Value::error("no value for the variable '" + name + "'");
    }

private:
    const Environment& environment_;
    const Case& test_;
};

Value evaluate(const Case& test) {
    Environment environment;
    for (const std::string& name : test.declared) environment.declare(name);
    for (const auto& [name, value] : test.bindings) environment.declare(name);
    const auto compiled = Expression::compile(test.expression, environment, test.options);
    if (!compiled.expression) {
        const Issue& issue = compiled.issues.front();
        return Value::error(
            "at byte " + std::to_string(issue.offset) + ": " + issue.message
        );
    }
    return compiled.expression->evaluate(Bound(environment, test));
}

}  // namespace

Result<std::vector<Case>> read_cases(const Json& document) {
    const Json* list = &document;
    if (document.is_object() && document.contains("cases")) list = &document["cases"];
    if (!list->is_array()) {
        return Error{ErrorCode::kInvalidArgument, "Expected {\"cases\": [...]}"};
    }
    std::vector<Case> cases;
    for (const Json& json : *list) {
        auto test = read_case(json);
        if (!test.ok()) return test.error();
        cases.push_back(std::move(test).value());
    }
    return cases;
}

Outcome run(const Case& test) {
    const Value got = evaluate(test);
    Outcome outcome;
    outcome.passed = test.expected ? is_same(*test.expected, got) : got.is_error();
    if (!outcome.passed && test.expected) {
        const auto repaired = undo_escapes(*test.expected);
        outcome.is_repaired = repaired && is_same(*repaired, got);
        outcome.passed = outcome.is_repaired;
    }
    outcome.expected = test.expected ? describe(*test.expected) : "an error";
    outcome.got = describe(got);
    return outcome;
}

}  // namespace sagaflow::cel::conformance
