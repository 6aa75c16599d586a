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

// {"value": typed}, {"error": [...]}, or {"any_of": [such, …]}.
Status read_expectation(const Json& expect, Case& test) {
    if (expect.is_object() && expect.contains("any_of")) {
        for (const Json& choice : expect["any_of"]) {
            auto status = read_expectation(choice, test);
            if (!status.ok()) return status;
        }
        return ok_status();
    }
    if (expect.is_object() && expect.contains("error")) {
        test.expected.push_back(Value::error("an error"));
        return ok_status();
    }
    if (!expect.is_object() || !expect.contains("value")) {
        return Error{
            ErrorCode::kInvalidArgument, "Expected \"expect\" to name a value or an error"};
    }
    auto value = read_value(expect["value"]);
    if (!value.ok()) return value.error();
    test.expected.push_back(*value);
    return ok_status();
}

Case read_case(const Json& json) {
    Case test;
    if (!json.is_object()) {
        test.unreadable = "the case is no object";
        return test;
    }
    test.id = text_of(json, "id");
    test.expression = text_of(json, "expr");
    test.options.container = text_of(json, "container");
    const auto unchecked = json.find("disable_check");
    test.options.defer_problems = unchecked != json.end() && *unchecked == true;
    read_declarations(json, test);
    const auto bound = read_bindings(json, test);
    const auto expect = json.find("expect");
    const auto expected = read_expectation(expect == json.end() ? Json() : *expect, test);
    if (!bound.ok()) test.unreadable = bound.error().message;
    if (!expected.ok()) test.unreadable = expected.error().message;
    return test;
}

class Bound final : public Activation {
public:
    Bound(const Environment& environment, const Case& test)
        : environment_(environment), test_(test) {}
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
        return Value::error("at byte " + std::to_string(issue.offset) + ": " + issue.message);
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
    for (const Json& json : *list) cases.push_back(read_case(json));
    return cases;
}

Outcome run(const Case& test) {
    Outcome outcome;
    outcome.got = test.unreadable;
    if (!test.unreadable.empty()) return outcome;
    const Value got = evaluate(test);
    for (const Value& expected : test.expected) {
        const auto repaired = undo_escapes(expected);
        const bool is_exact = is_same(expected, got);
        outcome.is_repaired = !is_exact && repaired && is_same(*repaired, got);
        outcome.passed = is_exact || outcome.is_repaired;
        if (outcome.passed) break;
        if (!outcome.expected.empty()) outcome.expected += " or ";
        outcome.expected += expected.is_error() ? "an error" : describe(expected);
    }
    outcome.got = describe(got);
    return outcome;
}

}  // namespace sagaflow::cel::conformance
