#include <gtest/gtest.h>

#include "tests/cel/sample_scope.hpp"

namespace sagaflow::cel {
namespace {

// "input.amount, steps.charge?": a ? stands behind each member whose absence is handled, and an !
// at the end when the reference is guarded.
std::string references_of(std::string_view source) {
    Environment environment;
    for (const char* name : {"input", "steps", "vars", "a.b"}) environment.declare(name);
    const auto compiled = Expression::compile(source, environment);
    if (!compiled.expression) return "issue: " + compiled.issues.front().message;
    std::string text;
    for (const Reference& reference : compiled.expression->references()) {
        if (!text.empty()) text += ", ";
        text += reference.variable;
        for (std::size_t i = 0; i < reference.members.size(); ++i) {
            text += "." + reference.members[i] + (reference.member_guards[i] ? "?" : "");
        }
        text += reference.guarded ? "!" : "";
    }
    return text;
}

TEST(CelReferences, NameThePathsThatAreRead) {
    EXPECT_EQ(references_of("input"), "input");
    EXPECT_EQ(references_of("1 + 2"), "");
    EXPECT_EQ(references_of("input.a.b + steps.charge.id"), "input.a.b, steps.charge.id");
    EXPECT_EQ(references_of("input['a'].b"), "input.a.b");
    EXPECT_EQ(references_of("input.list[0].b"), "input.list");
    EXPECT_EQ(references_of("input.list[vars.i].b"), "input.list, vars.i");
    EXPECT_EQ(
        references_of("size(input.a) > 0 && input.b.startsWith(vars.p)"), "input.a, input.b, vars.p"
    );
    EXPECT_EQ(references_of("{'k': input.a}.k"), "input.a");
    EXPECT_EQ(references_of("[input.a][0]"), "input.a");
    EXPECT_EQ(references_of("a.b.c"), "a.b.c");
}

TEST(CelReferences, LeaveOutTheVariablesOfMacros) {
    EXPECT_EQ(references_of("input.items.all(i, i.count > vars.least)"), "input.items, vars.least");
    EXPECT_EQ(references_of("vars.xs.map(input, input.x)"), "vars.xs");
    EXPECT_EQ(references_of("vars.xs.map(x, vars.f, .input.y)"), "vars.xs, vars.f, input.y");
    EXPECT_EQ(references_of("vars.xs.filter(x, x > vars.y)"), "vars.xs, vars.y");
}

TEST(CelReferences, KnowWhatHasGuards) {
    EXPECT_EQ(references_of("has(steps.charge)"), "steps.charge?!");
    EXPECT_EQ(references_of("has(steps.charge.id)"), "steps.charge.id?!");
    EXPECT_EQ(
        references_of("has(steps.charge) ? steps.charge.id : null"),
        "steps.charge?!, steps.charge?.id!"
    );
    EXPECT_EQ(
        references_of("has(steps.charge) ? null : steps.charge.id"),
        "steps.charge?!, steps.charge.id"
    );
    EXPECT_EQ(
        references_of("!has(steps.charge) ? null : steps.charge.id"),
        "steps.charge?!, steps.charge?.id!"
    );
    EXPECT_EQ(
        references_of("has(steps.charge) && steps.charge.id == 'x'"),
        "steps.charge?!, steps.charge?.id!"
    );
    EXPECT_EQ(
        references_of("!has(steps.charge) || steps.charge.id == 'x'"),
        "steps.charge?!, steps.charge?.id!"
    );
    EXPECT_EQ(
        references_of("has(steps.charge) || steps.charge.id == 'x'"),
        "steps.charge?!, steps.charge.id"
    );
    EXPECT_EQ(
        references_of("has(steps.charge) ? steps.other.id : null"), "steps.charge?!, steps.other.id"
    );
    EXPECT_EQ(
        references_of("has(steps.charge) && input.x ? steps.charge.id : steps.charge.no"),
        "steps.charge?!, input.x, steps.charge?.id!, steps.charge.no"
    );
}

TEST(CelReferences, TellWhereTheyStart) {
    Environment environment;
    environment.declare("input");
    const auto compiled = Expression::compile("1 + input.a", environment);
    ASSERT_TRUE(compiled.expression);
    ASSERT_EQ(compiled.expression->references().size(), 1U);
    EXPECT_EQ(compiled.expression->references()[0].offset, 4U);
}

}  // namespace
}  // namespace sagaflow::cel
