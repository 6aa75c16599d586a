// Lines, columns, pointers, and how a diagnostic is written.
#include <gtest/gtest.h>

#include "dsl/definition.hpp"
#include "dsl/parse/node.hpp"
#include "dsl/parse/positions.hpp"
#include "dsl/validate/did_you_mean.hpp"

namespace sagaflow::dsl {
namespace {

Offsets offsets_of(std::string_view text, const char* pointer) {
    const Json root = Json::parse(text);
    const Json* wanted = &root.at(Json::json_pointer(pointer));
    return locate(text, root, {wanted}).at(wanted);
}

TEST(Positions, FindsNamesAndValues) {
    const std::string_view text =
        "{ \"a\" : [1, {\"b\\u0063\": \"x\\\"]\" , \"d\":[]}], \"e\": -1.5e3 }";
    EXPECT_EQ(offsets_of(text, "/a").key, text.find("\"a\""));
    EXPECT_EQ(offsets_of(text, "/a").value, text.find('['));
    EXPECT_EQ(offsets_of(text, "/a/0").value, text.find('1'));
    EXPECT_EQ(offsets_of(text, "/a/1/bc").value, text.find("\"x"));
    EXPECT_EQ(offsets_of(text, "/a/1/d").value, text.find("[]"));
    EXPECT_EQ(offsets_of(text, "/e").value, text.find('-'));
    EXPECT_EQ(offsets_of(text, "").value, 0U);
}

TEST(Positions, CountsColumnsInCharacters) {
    const std::string_view text = "äö\n\"x";
    LineCounter lines(text);
    EXPECT_EQ(lines.at(4).column, 3U);
    const LineColumn second = lines.at(6);
    EXPECT_EQ(second.line, 2U);
    EXPECT_EQ(second.column, 2U);
}

TEST(Positions, SeesThroughEscapes) {
    const std::string_view text = R"("a\n\u00e4\ud83d\ude00é|")";
    const std::string value = Json::parse(text).get<std::string>();
    EXPECT_EQ(offset_in_literal(text, 0, value.find('|')), text.find('|'));
    EXPECT_EQ(offset_in_literal(text, 0, 1), 2U);
}

TEST(Positions, WritesPointersAsTheStandardSays) {
    PathArena arena;
    const Json json = Json::parse(R"({"a/b": [{"~": 1}]})");
    const Node list = arena.member(arena.root(json), "a/b", json["a/b"]);
    const Node tilde = arena.member(arena.item(list, 0, json["a/b"][0]), "~", json["a/b"][0]["~"]);
    EXPECT_EQ(pointer_of(tilde.path), "/a~1b/0/~0");
    EXPECT_EQ(pointer_of(nullptr), "");
}

TEST(Diagnostic, IsOneLineThatEditorsUnderstand) {
    const Diagnostic diagnostic{"/a", 12, 7, "unknown state 'x'", "add it", Severity::kError};
    EXPECT_EQ(
        format_diagnostic("order.json", diagnostic),
        "order.json:12:7: error: unknown state 'x' (add it)"
    );
    EXPECT_EQ(to_json(diagnostic)["hint"], "add it");
    EXPECT_EQ(to_json(diagnostic)["severity"], "error");
}

TEST(Diagnostic, CutsLongNamesBetweenCharacters) {
    std::string name(79, 'a');
    for (int i = 0; i < 50; ++i) name += "ä";
    EXPECT_EQ(in_quotes(name), "'" + std::string(79, 'a') + "…'");
    EXPECT_EQ(in_quotes("a\nb"), "'a b'");
}

TEST(Definition, NamesThePlaceOfWhatIsNoJson) {
    const auto broken = check_definition("{\n  \"saga\": ,\n}");
    ASSERT_FALSE(broken.ok());
    EXPECT_EQ(broken.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(broken.error().message.find("line 2, column 11"), std::string::npos)
        << broken.error().message;
    const auto twice = check_definition(R"({"saga": "a", "saga": "b"})");
    ASSERT_FALSE(twice.ok());
    EXPECT_NE(twice.error().message.find("twice"), std::string::npos);
}

TEST(Definition, RefusesWhatIsTooLarge) {
    const auto checked = check_definition(std::string(limits::kDefinitionBytesMax + 1, ' '));
    ASSERT_FALSE(checked.ok());
    EXPECT_EQ(checked.error().code, ErrorCode::kTooLarge);
}

TEST(DidYouMean, TakesTheNearestName) {
    DidYouMean suggest;
    const std::vector<std::string_view> known{"charge_card", "refund", "reserve"};
    EXPECT_EQ(suggest.suffix("s", "chrage_card", known), "; did you mean 'charge_card'?");
    EXPECT_EQ(suggest.suffix("s", "refnd", known), "; did you mean 'refund'?");
    EXPECT_EQ(suggest.suffix("s", "ship", known), "");
    EXPECT_EQ(suggest.suffix("s", std::string(1'000, 'r'), known), "");
}

TEST(DidYouMean, CountsASwapOfNeighboursAsOneEdit) {
    EXPECT_EQ(edit_distance("ab", "ba", 4), 1U);
    EXPECT_EQ(edit_distance("kitten", "sitting", 4), 3U);
    EXPECT_EQ(edit_distance("", "abc", 4), 3U);
    EXPECT_EQ(edit_distance("abcdef", "uvwxyz", 2), 3U);
}

}  // namespace
}  // namespace sagaflow::dsl
