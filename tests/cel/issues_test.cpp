#include <gtest/gtest.h>

#include "tests/cel/sample_scope.hpp"

namespace sagaflow::cel {
namespace {

std::vector<Issue> issues_of(std::string_view source) {
    const SampleScope scope;
    auto compiled = Expression::compile(source, scope.environment());
    EXPECT_EQ(compiled.expression == nullptr, !compiled.issues.empty());
    return std::move(compiled.issues);
}

TEST(CelIssues, TellTheNearestVariable) {
    const auto issues = issues_of("1 + inptu.amount");
    ASSERT_EQ(issues.size(), 1U);
    EXPECT_EQ(issues[0].offset, 4U);
    EXPECT_EQ(issues[0].message, "unknown variable 'inptu'");
    EXPECT_EQ(issues[0].hint, "did you mean 'input'?");
}

TEST(CelIssues, ListTheScopeWhereNothingIsNear) {
    const auto issues = issues_of("zzzzzz");
    ASSERT_EQ(issues.size(), 1U);
    EXPECT_EQ(issues[0].hint, "in scope here: absent input steps");
}

TEST(CelIssues, TellTheNearestFunction) {
    const auto issues = issues_of("input.text.startswith('a')");
    ASSERT_EQ(issues.size(), 1U);
    EXPECT_EQ(issues[0].offset, 11U);
    EXPECT_EQ(issues[0].hint, "did you mean 'startsWith'?");
    EXPECT_EQ(issues_of("startsWith(input.text, 'a')")[0].hint, "write value.startsWith()");
    EXPECT_EQ(issues_of("input.text.int()")[0].hint, "write int(value)");
}

TEST(CelIssues, ComeAllAtOnce) {
    const auto issues = issues_of("inptu.a + stesp.b + sise(input.c)");
    ASSERT_EQ(issues.size(), 3U);
    EXPECT_EQ(issues[0].hint, "did you mean 'input'?");
    EXPECT_EQ(issues[1].hint, "did you mean 'steps'?");
    EXPECT_EQ(issues[2].hint, "did you mean 'size'?");
}

TEST(CelIssues, SayWhereTheSyntaxBreaks) {
    EXPECT_EQ(issues_of("input.a ==")[0].offset, 10U);
    EXPECT_EQ(issues_of("input.a = 1")[0].offset, 8U);
    EXPECT_NE(issues_of("input.a = 1")[0].hint.find("=="), std::string::npos);
    EXPECT_EQ(issues_of("'abc\\q'")[0].offset, 4U);
    EXPECT_EQ(issues_of("")[0].message, "expected a value, but got the end of the expression");
}

TEST(CelIssues, FindOperatorsThatCanNeverWork) {
    EXPECT_EQ(issues_of("'a' + 1").size(), 1U);
    EXPECT_EQ(issues_of("size(input) + 'a'").size(), 1U);
    EXPECT_EQ(issues_of("input.a && size(input.b)").size(), 1U);
    EXPECT_EQ(issues_of("size(input) ? 1 : 2").size(), 1U);
    EXPECT_EQ(issues_of("input.items.all(i, size(i))").size(), 1U);
    EXPECT_EQ(issues_of("1 in 'abc'").size(), 1U);
    EXPECT_TRUE(issues_of("input.a + 1 > 2 && input.b < 'x'").empty());
}

TEST(CelIssues, BecomeErrorsOfTheEvaluationWhenDeferred) {
    const SampleScope scope;
    CompileOptions options;
    options.defer_problems = true;
    const auto compiled =
        Expression::compile("unknown.f() || 'x' || true", scope.environment(), options);
    ASSERT_TRUE(compiled.expression);
    EXPECT_TRUE(compiled.expression->evaluate(scope).as_bool());
}

TEST(CelIssues, FollowContainers) {
    Environment environment;
    environment.declare("com.example.y");
    CompileOptions options;
    options.container = "com.example.deep";
    EXPECT_TRUE(Expression::compile("y", environment, options).expression);
    EXPECT_FALSE(Expression::compile(".y", environment, options).expression);
    EXPECT_TRUE(Expression::compile(".com.example.y", environment, options).expression);
}

}  // namespace
}  // namespace sagaflow::cel
