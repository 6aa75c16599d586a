// Templates: cutting text into pieces, and rendering them in a scope.
#include <gtest/gtest.h>

#include "dsl/parse/template_parser.hpp"
#include "dsl/parse/template_scanner.hpp"

namespace sagaflow::dsl {
namespace {

struct Rendering {
    Json input = Json::parse(R"({"n": 3, "name": "é", "list": [1, {"a": null}], "zero": 0})");
    PathArena arena;

    Result<Rendered> of(const Json& source) {
        const ParsedTemplate parsed = parse_template(arena.root(source), arena);
        for (const TextIssue& issue : parsed.issues) ADD_FAILURE() << issue.message;
        Scope scope;
        scope.bind(Slot::kInput, input);
        return render(*parsed.value, scope);
    }
};

Json rendered(const Json& source) {
    const auto result = Rendering().of(source);
    EXPECT_TRUE(result.ok()) << result.error().message;
    return result.ok() ? result->value : Json();
}

TEST(Template, KeepsTheTypeOfAWholeExpression) {
    EXPECT_EQ(rendered("${input.n}"), Json(3));
    EXPECT_EQ(rendered("${input.list}"), Json::parse(R"([1, {"a": null}])"));
    EXPECT_EQ(rendered("${input.n > 2}"), Json(true));
}

TEST(Template, PutsValuesIntoText) {
    EXPECT_EQ(rendered("n=${input.n}!"), Json("n=3!"));
    EXPECT_EQ(rendered("${input.name}${input.n}"), Json("é3"));
    EXPECT_EQ(rendered(" ${input.n}"), Json(" 3"));
}

TEST(Template, ReadsDoubledDollarsAsLiterals) {
    EXPECT_EQ(rendered("$${input.n}"), Json("${input.n}"));
    EXPECT_EQ(rendered("a $ b $$ {c}"), Json("a $ b $$ {c}"));
}

TEST(Template, FindsTheEndBehindBracesAndStrings) {
    EXPECT_EQ(rendered("${ {'a': {'b': 1}}.a }"), Json::parse(R"({"b": 1})"));
    EXPECT_EQ(rendered("${'}'}x"), Json("}x"));
    EXPECT_EQ(rendered(R"(${"\"}" + '\'}'}x)"), Json(R"("}'}x)"));
    EXPECT_EQ(rendered(R"(${r'\'}x)"), Json(R"(\x)"));
    EXPECT_EQ(rendered("${'''a'}''' + 'b'}"), Json("a'}b"));
}

TEST(Template, RendersContainers) {
    const Json source =
        Json::parse(R"({"a": ["${input.n}", 1, {"b": "x${input.n}"}], "c": {"d": 2}})");
    EXPECT_EQ(rendered(source), Json::parse(R"({"a": [3, 1, {"b": "x3"}], "c": {"d": 2}})"));
}

TEST(Template, KeepsLiteralsAsOneNode) {
    PathArena arena;
    const Json source = Json::parse(R"({"a": [1, "$${x}", {"b": null}]})");
    const ParsedTemplate parsed = parse_template(arena.root(source), arena);
    ASSERT_TRUE(std::holds_alternative<Json>(parsed.value->node));
    EXPECT_EQ(std::get<Json>(parsed.value->node)["a"][1], "${x}");
    EXPECT_TRUE(parsed.constant);
}

TEST(Template, ReportsPlacesOfSecretsAndNotTheirValues) {
    const auto result = Rendering().of(Json::parse(
        R"({"h": {"a/b": "Bearer ${secret.token} ${input.n}${ secret.key }"},
            "l": ["${secret.one}"]})"
    ));
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result->value, Json::parse(R"({"h": {"a/b": "Bearer  3"}, "l": [""]})"));
    const std::vector<SecretUse> expected{
        {"/h/a~1b", 7, "token"}, {"/h/a~1b", 9, "key"}, {"/l/0", 0, "one"}};
    EXPECT_EQ(result->secrets, expected);
}

TEST(Template, NamesTheExpressionThatFails) {
    const auto result = Rendering().of("x ${1 / input.zero}");
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::kUnprocessable);
    EXPECT_NE(result.error().message.find("${1 / input.zero}"), std::string::npos);
}

TEST(Template, NamesWhatIsNotBound) {
    const auto result = Rendering().of("${event.data}");
    ASSERT_FALSE(result.ok());
    EXPECT_NE(result.error().message.find("event"), std::string::npos);
}

TEST(Template, RefusesToGrowBeyondTheCap) {
    Rendering rendering;
    rendering.input["big"] = std::string(limits::kExpressionOutputBytesMax / 4, 'x');
    Json source = Json::array();
    for (int i = 0; i < 8; ++i) source.push_back("${input.big}");
    const auto result = rendering.of(source);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::kTooLarge);
}

// Lists in lists, `levels` of them.
Json nested(std::size_t levels) {
    Json value = Json::array();
    for (std::size_t i = 1; i < levels; ++i) value = Json::array({std::move(value)});
    return value;
}

TEST(Template, RefusesToNestBeyondWhatJsonMay) {
    Rendering rendering;
    rendering.input["deepest"] = nested(limits::kJsonDepthMax);
    rendering.input["below"] = nested(limits::kJsonDepthMax - 1);
    EXPECT_TRUE(rendering.of("${input.deepest}").ok());
    EXPECT_TRUE(rendering.of(Json::array({"${input.below}"})).ok());
    const auto wrapped = rendering.of({{"more", "${input.deepest}"}});
    ASSERT_FALSE(wrapped.ok());
    EXPECT_EQ(wrapped.error().code, ErrorCode::kTooLarge);
    EXPECT_NE(wrapped.error().message.find("64 levels"), std::string::npos);
    EXPECT_FALSE(rendering.of("${[input.deepest]}").ok());
}

TEST(Template, RendersWhatCanBeReadBack) {
    for (std::size_t levels = 55; levels <= 70; ++levels) {
        const std::string literal =
            std::string(levels - 40, '[') + "input.held" + std::string(levels - 40, ']');
        Rendering rendering;
        rendering.input["held"] = nested(40);
        const auto result = rendering.of("${" + literal + "}");
        EXPECT_EQ(result.ok(), levels <= limits::kJsonDepthMax) << levels;
        if (!result.ok()) continue;
        const std::string text = to_text(result->value);
        EXPECT_TRUE(parse_json(text, text.size()).ok()) << levels;
    }
}

TEST(Template, RendersNothingToNull) {
    const auto result = render_value(nullptr, Scope());
    ASSERT_TRUE(result.ok());
    EXPECT_TRUE(result->is_null());
}

TEST(TemplateScanner, SaysWhereAnOpenExpressionStarts) {
    EXPECT_EQ(scan_template("ab${c").unterminated, 2U);
    EXPECT_EQ(scan_template("${a}${'").unterminated, 4U);
    EXPECT_EQ(scan_template("${a // }").unterminated, 0U);
    EXPECT_FALSE(scan_template("$${a").unterminated.has_value());
    EXPECT_FALSE(scan_template("$").unterminated.has_value());
}

}  // namespace
}  // namespace sagaflow::dsl
