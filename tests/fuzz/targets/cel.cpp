#include <algorithm>

#include "dsl/cel/cel.hpp"
#include "tests/fuzz/targets/promises.hpp"
#include "tests/fuzz/targets/targets.hpp"

namespace sagaflow::fuzz {
namespace {

using cel::Expression;
using Compiled = Expression::Compiled;

// What an evaluation gives: the value's JSON text, or the reason why there is none.
struct Verdict {
    bool ok = false;
    std::string text;
    bool operator==(const Verdict&) const = default;
};

// A message may quote a text with NUL in it, which is taken out before it is kept; all else has to
// be readable as it stands.
void expect_reason(const std::string& message) {
    const std::string shown = storable(message);
    ENSURE(shown.size() == message.size(), "a message that is cut in a character");
    expect_message(shown);
}

Verdict verdict_of(const Expression& expression, const cel::Budget& budget = {}) {
    const cel::Value value = expression.evaluate(sample_scope(), budget);
    if (value.is_error()) {
        expect_reason(value.error_message());
        return {false, value.error_message()};
    }
    const Result<Json> json = value.to_json();
    const Result<std::string> text = value.to_template_text();
    ENSURE(json.ok() == text.ok(), "a value is text or JSON, but not both");
    if (!json.ok()) {
        expect_reason(json.error().message);
        return {false, json.error().message};
    }
    expect_kept(*json);
    ENSURE(is_readable(*text), "text that cannot be put into a template");
    return {true, to_text(*json)};
}

bool is_nesting_issue(const Compiled& compiled) {
    return !compiled.issues.empty() &&
           compiled.issues[0].message.find("nested") != std::string::npos;
}

void expect_issues(const Compiled& compiled, std::string_view source) {
    ENSURE(!compiled.issues.empty(), "neither an expression nor an issue");
    for (const cel::Issue& issue : compiled.issues) {
        ENSURE(issue.offset <= source.size(), "an issue behind the end of the text");
        expect_reason(issue.message);
        ENSURE(is_readable(issue.hint), "a hint that cannot be shown");
    }
}

void expect_references(const Expression& expression, std::string_view source) {
    ENSURE(expression.source() == source, "an expression keeps its source");
    for (const cel::Reference& reference : expression.references()) {
        ENSURE(reference.offset <= source.size(), "a reference behind the end of the text");
        ENSURE(dsl::environment().slot_of(reference.variable) >= 0, "a reference to no variable");
        ENSURE(reference.member_guards.size() == reference.members.size(), "a guard each");
    }
}

// A smaller budget may end in an error, but never in another value.
void expect_same_within(const Expression& expression, const Verdict& full) {
    cel::Budget small;
    small.cost_max = 50;
    small.output_bytes_max = 64;
    const Verdict outcome = verdict_of(expression, small);
    ENSURE(!outcome.ok || outcome == full, "a smaller budget gives another value");
}

void expect_same_deferred(std::string_view source, const Verdict& strict) {
    cel::CompileOptions options;
    options.defer_problems = true;
    const Compiled compiled = Expression::compile(source, dsl::environment(), options);
    ENSURE(compiled.expression != nullptr, "problems that could be deferred were not");
    ENSURE(verdict_of(*compiled.expression) == strict, "another result without the checker");
}

void expect_same_in_parentheses(std::string_view source, const Verdict& bare) {
    // A comment may end the text, hence the line break.
    const std::string wrapped = "(" + std::string(source) + "\n)";
    if (wrapped.size() > limits::kExpressionBytesMax) return;
    const Compiled compiled = Expression::compile(wrapped, dsl::environment());
    if (is_nesting_issue(compiled)) return;
    ENSURE(compiled.expression != nullptr, "parentheses around an expression are refused");
    ENSURE(verdict_of(*compiled.expression) == bare, "parentheses change the result");
}

// Every JSON text within the limits is an expression for its own value.
void expect_json_is_an_expression(std::string_view source) {
    const Result<Json> json = parse_json(source, limits::kExpressionBytesMax);
    if (!json.ok()) return;
    const std::string text = to_text(*json);
    if (text.size() > limits::kExpressionBytesMax) return;
    const Compiled compiled = Expression::compile(text, dsl::environment());
    if (is_nesting_issue(compiled)) return;
    ENSURE(compiled.expression != nullptr, compiled.issues[0].message);
    const Verdict outcome = verdict_of(*compiled.expression);
    ENSURE(outcome.ok && Json::parse(outcome.text) == *json, "JSON stands for another value");
}

}  // namespace

void fuzz_cel(std::string_view bytes) {
    expect_json_is_an_expression(bytes);
    const Compiled compiled = Expression::compile(bytes, dsl::environment());
    if (!compiled.expression) {
        expect_issues(compiled, bytes);
        cel::CompileOptions options;
        options.defer_problems = true;
        const Compiled deferred = Expression::compile(bytes, dsl::environment(), options);
        if (deferred.expression) (void)verdict_of(*deferred.expression);
        return;
    }
    ENSURE(compiled.issues.empty(), "an expression with issues");
    expect_references(*compiled.expression, bytes);
    const Verdict outcome = verdict_of(*compiled.expression);
    ENSURE(verdict_of(*compiled.expression) == outcome, "another result the second time");
    expect_same_within(*compiled.expression, outcome);
    expect_same_deferred(bytes, outcome);
    expect_same_in_parentheses(bytes, outcome);
}

}  // namespace sagaflow::fuzz
