#include "tests/cel_conformance/conformance_case.hpp"

namespace sagaflow::cel::conformance {
namespace {

Error unreadable(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

// A member that may be missing, and is a text when it is there.
Result<std::string> text_of(const Json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || found->is_null()) return std::string();
    if (found->is_string()) return found->get<std::string>();
    return unreadable("Expected \"" + std::string(name) + "\" to be a text");
}

Result<bool> flag_of(const Json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || found->is_null()) return false;
    if (found->is_boolean()) return found->get<bool>();
    return unreadable("Expected \"" + std::string(name) + "\" to be true or false");
}

Status read_bindings(const Json& json, Case& test) {
    const auto bindings = json.find("bindings");
    if (bindings == json.end() || bindings->is_null()) return ok_status();
    if (!bindings->is_object()) return unreadable("Expected \"bindings\" to be an object");
    for (const auto& [name, typed] : bindings->items()) {
        auto value = read_value(typed);
        if (!value.ok()) return unreadable("bindings." + name + ": " + value.error().message);
        test.bindings.emplace_back(name, *value);
    }
    return ok_status();
}

// A list of {"name", "type"}; the kinds are found out while the expression runs.
Status read_declarations(const Json& json, Case& test) {
    const auto declared = json.find("type_env");
    if (declared == json.end() || declared->is_null()) return ok_status();
    if (!declared->is_array()) return unreadable("Expected \"type_env\" to be a list");
    for (const Json& declaration : *declared) {
        const bool is_named = declaration.is_object() && declaration.contains("name") &&
                              declaration["name"].is_string();
        if (!is_named) return unreadable("Expected each entry of \"type_env\" to have a name");
        test.declared.push_back(declaration["name"].get<std::string>());
    }
    return ok_status();
}

// {"value": typed} or {"error": [...]}.
Status read_choice(const Json& expect, Case& test) {
    if (expect.is_object() && expect.contains("error")) {
        test.expected.push_back(Value::error("an error"));
        return ok_status();
    }
    if (!expect.is_object() || !expect.contains("value")) {
        return unreadable("Expected \"expect\" to hold a value, an error or any_of such");
    }
    auto value = read_value(expect["value"]);
    if (!value.ok()) return unreadable("expect: " + value.error().message);
    test.expected.push_back(*value);
    return ok_status();
}

Status read_expectation(const Json& json, Case& test) {
    const auto expect = json.find("expect");
    if (expect == json.end()) return unreadable("Expected the case to have \"expect\"");
    if (!expect->is_object() || !expect->contains("any_of")) return read_choice(*expect, test);
    const Json& choices = (*expect)["any_of"];
    if (!choices.is_array() || choices.empty()) {
        return unreadable("Expected \"any_of\" to be a list that is not empty");
    }
    for (const Json& choice : choices) {
        auto status = read_choice(choice, test);
        if (!status.ok()) return status;
    }
    return ok_status();
}

Status read_options(const Json& json, Case& test) {
    auto container = text_of(json, "container");
    if (!container.ok()) return container.error();
    test.options.container = std::move(*container);
    const auto unchecked = flag_of(json, "disable_check");
    if (!unchecked.ok()) return unchecked.error();
    test.options.defer_problems = *unchecked;
    const auto no_macros = flag_of(json, "disable_macros");
    if (!no_macros.ok()) return no_macros.error();
    test.options.no_macros = *no_macros;
    return ok_status();
}

Status read_members(const Json& json, Case& test) {
    if (!json.is_object()) return unreadable("Expected the case to be an object");
    if (auto id = text_of(json, "id"); id.ok() && !id->empty()) test.id = std::move(*id);
    auto expression = text_of(json, "expr");
    if (!expression.ok()) return expression.error();
    if (expression->empty()) return unreadable("Expected the case to have \"expr\"");
    test.expression = std::move(*expression);
    for (const auto read : {read_options, read_declarations, read_bindings, read_expectation}) {
        auto status = read(json, test);
        if (!status.ok()) return status;
    }
    return ok_status();
}

Case read_case(const Json& json, std::size_t index) {
    Case test;
    test.id = "cases[" + std::to_string(index) + "]";
    const auto status = read_members(json, test);
    if (!status.ok()) test.unreadable = status.error().message;
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
        return unreadable("Expected {\"cases\": [...]}, but there is no list of cases");
    }
    std::vector<Case> cases;
    for (const Json& json : *list) cases.push_back(read_case(json, cases.size()));
    return cases;
}

Outcome run(const Case& test, Compare compare) {
    Outcome outcome;
    outcome.expected = "a case that can be read";
    outcome.got = test.unreadable;
    if (!test.unreadable.empty()) return outcome;
    outcome.expected.clear();
    const Value got = evaluate(test);
    outcome.got = describe(got);
    for (const Value& expected : test.expected) {
        outcome.passed = is_same(expected, got);
        if (!outcome.passed && compare == Compare::kUndoingEscapes) {
            const auto repaired = undo_escapes(test, expected);
            outcome.is_repaired = repaired && is_same(*repaired, got);
            outcome.passed = outcome.is_repaired;
        }
        if (outcome.passed) break;
        if (!outcome.expected.empty()) outcome.expected += " or ";
        outcome.expected += expected.is_error() ? "an error" : describe(expected);
    }
    return outcome;
}

}  // namespace sagaflow::cel::conformance
