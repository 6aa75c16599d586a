// The one strict way into the product: what parse_json refuses, where it says the fault is, and
// what the small helpers around it promise.
#include "engine/core/json.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace sagaflow {
namespace {

using namespace std::string_literals;

constexpr std::size_t kBytesMax = 1'000'000;

struct Refused {
    std::string text;
    std::string place;
    std::string why;
};

// The message must hold the place and the reason, for each text.
void expect_refusals(const std::vector<Refused>& cases) {
    for (const Refused& refused : cases) {
        SCOPED_TRACE(to_text(Json(refused.text)));
        const auto parsed = parse_json(refused.text, kBytesMax);
        if (parsed.ok()) {
            ADD_FAILURE() << "was read as " << to_text(*parsed);
            continue;
        }
        const std::string& message = parsed.error().message;
        EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidArgument);
        EXPECT_TRUE(message.starts_with("Expected JSON, but at " + refused.place + ": "))
            << message;
        EXPECT_NE(message.find(refused.why), std::string::npos) << message;
    }
}

Json parsed(std::string_view text) {
    const auto result = parse_json(text, kBytesMax);
    if (result.ok()) return *result;
    ADD_FAILURE() << result.error().message;
    return nullptr;
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

bool is_utf8(const std::string& text) {
    try {
        return !Json(text).dump().empty();
    } catch (const Json::exception&) {
        return false;
    }
}

TEST(ParseJson, ReadsEveryKindOfValue) {
    const Json value =
        parsed(R"( {"n": null, "t": true, "f": false, "i": -7, "d": 1.5e2, "s": "a\u00e4\n",
        "list": [1, [], {}], "": {"x": "y"}} )");
    const Json expected = Json::object(
        {{"n", nullptr},
         {"t", true},
         {"f", false},
         {"i", -7},
         {"d", 150.0},
         {"s", "aä\n"},
         {"list", Json::array({1, Json::array(), Json::object()})},
         {"", Json::object({{"x", "y"}})}}
    );
    EXPECT_EQ(value, expected);
    for (const char* text : {"null", "true", "7", "\"text\"", "[]", "{}"}) {
        EXPECT_EQ(to_text(parsed(text)), text);
    }
}

TEST(ParseJson, GivesIntegersWithSignAlways) {
    for (const char* text : {"0", "-0", "7", "9223372036854775807", "-9223372036854775808"}) {
        EXPECT_EQ(parsed(text).type(), Json::value_t::number_integer) << text;
    }
    EXPECT_EQ(parsed("9223372036854775807").get<std::int64_t>(), INT64_MAX);
    EXPECT_EQ(parsed("-9223372036854775808").get<std::int64_t>(), INT64_MIN);
    EXPECT_EQ(parsed("1.0").type(), Json::value_t::number_float);
    EXPECT_EQ(parsed("1e2").type(), Json::value_t::number_float);
}

TEST(ParseJson, RefusesIntegersBeyond64BitsWithSign) {
    expect_refusals({
        {"[9223372036854775808]", "line 1, column 20", "9223372036854775808 is beyond 64 bits"},
        {"[18446744073709551615]", "line 1, column 21", "beyond 64 bits with sign"},
        {"[18446744073709551616]", "line 1, column 21", "beyond 64 bits with sign"},
        {"[-9223372036854775809]", "line 1, column 21", "-9223372036854775809 is beyond 64 bits"},
    });
}

TEST(ParseJson, RefusesNumbersThatNoDoubleHolds) {
    expect_refusals({
        {"{\"a\": 1e999}",
         "line 1, column 11",
         "the number 1e999 is beyond what a double can hold"},
        {"[-1e400]", "line 1, column 7", "the number -1e400 is beyond"},
        {"[NaN]", "line 1, column 2", "syntax error"},
        {"[Infinity]", "line 1, column 2", "syntax error"},
        {"[-Infinity]", "line 1, column 3", "syntax error"},
    });
    EXPECT_TRUE(std::isfinite(parsed("1.7976931348623157e308").get<double>()));
}

TEST(ParseJson, RefusesDuplicateMembersOfOneObject) {
    expect_refusals({
        {R"({"a":1,"a":2})", "line 1, column 10", "the member \"a\" appears twice in one object"},
        {"{\"x\": [{\"k\": {},\n  \"k\": 1}]}",
         "line 2, column 5",
         "the member \"k\" appears twice"},
        // The same name, written in two ways.
        {R"({"a":1,"\u0061":2})", "line 1, column 15", "the member \"a\" appears twice"},
    });
    EXPECT_EQ(parsed(R"([{"a": 1}, {"a": {"a": 2}}])").size(), 2U);
}

TEST(ParseJson, CutsALongDuplicateNameBetweenCharacters) {
    std::string name = "x";
    for (int i = 0; i < 100; ++i) name += "ä";
    const auto result = parse_json("{\"" + name + "\":1,\"" + name + "\":2}", kBytesMax);
    ASSERT_FALSE(result.ok());
    EXPECT_TRUE(is_utf8(result.error().message)) << result.error().message;
    EXPECT_LT(result.error().message.size(), 200U);
}

TEST(ParseJson, RefusesNul) {
    expect_refusals({
        {R"(["a\u0000b"])", "line 1, column 11", "U+0000, which cannot be stored"},
        {R"({"a\u0000": 1})", "line 1, column 10", "a member name holds the character U+0000"},
        {"[\"a\0b\"]"s, "line 1, column 4", "the byte NUL, which JSON never holds"},
        {"[1]\0"s, "line 1, column 4", "the byte NUL"},
        {"[1]\0{"s, "line 1, column 4", "the byte NUL"},
        {"\0"s, "line 1, column 1", "the byte NUL"},
    });
}

TEST(ParseJson, RefusesLoneSurrogates) {
    expect_refusals({
        {R"(["\ud800"])", "line 1, column 9", "surrogate"},
        {R"(["\ud800x"])", "line 1, column 9", "surrogate"},
        {R"(["\udc00"])", "line 1, column 8", "surrogate"},
        {R"(["\ud800\ud800"])", "line 1, column 14", "surrogate"},
    });
    EXPECT_EQ(parsed(R"("\ud83d\ude00")"), Json("😀"));
}

TEST(ParseJson, RefusesBytesThatAreNoUtf8) {
    expect_refusals({
        {"[\"\xff\"]", "line 1, column 3", "ill-formed UTF-8"},
        {"[\"\xc3\"]", "line 1, column 4", "ill-formed UTF-8"},
        {"[\"\xc0\xaf\"]", "line 1, column 3", "ill-formed UTF-8"},          // overlong
        {"[\"\xed\xa0\x80\"]", "line 1, column 4", "ill-formed UTF-8"},      // a surrogate
        {"[\"\xf4\x90\x80\x80\"]", "line 1, column 4", "ill-formed UTF-8"},  // beyond U+10FFFF
        {"[\"\xe2\x82", "line 1, column 5", "ill-formed UTF-8"},             // cut short
        {"{\"\x80\": 1}", "line 1, column 3", "ill-formed UTF-8"},
    });
}

TEST(ParseJson, RepeatsNoBrokenBytesInItsMessages) {
    for (const char* text : {"[\"\xff\"]", "[\xc3\xa4]", "\xf0\x9f", "[\"\x01\"]"}) {
        const auto result = parse_json(text, kBytesMax);
        ASSERT_FALSE(result.ok());
        for (const char c : result.error().message) {
            EXPECT_TRUE(c >= 0x20 && c <= 0x7e) << result.error().message;
        }
    }
}

TEST(ParseJson, RefusesWhatIsNoJsonAndSaysWhere) {
    expect_refusals({
        {"", "line 1, column 1", "unexpected end of input"},
        {"   ", "line 1, column 4", "unexpected end of input"},
        {"{\"a\":", "line 1, column 6", "unexpected end of input"},
        {"{\"a\" 1}", "line 1, column 6", "expected ':'"},
        {"[1,]", "line 1, column 4", "unexpected ']'"},
        {"{\"a\": 1,}", "line 1, column 9", "expected string literal"},
        {"[1\n,\n  x]", "line 3, column 3", "invalid literal"},
        {"{\n  \"a\": tru\n}", "line 2, column 11", "invalid literal"},
        {"[01]", "line 1, column 3", "unexpected number literal"},
        {"{'a': 1}", "line 1, column 2", "invalid literal"},
        {"[\"a\tb\"]", "line 1, column 4", "control character"},
        {R"(["\x"])", "line 1, column 4", "forbidden character after backslash"},
        {"// c\n1", "line 1, column 1", "invalid literal"},
    });
}

TEST(ParseJson, RefusesTextAfterTheValue) {
    expect_refusals({
        {"{} {}", "line 1, column 4", "expected end of input"},
        {"1 2", "line 1, column 3", "expected end of input"},
        {"[1]\n]", "line 2, column 1", "expected end of input"},
        {"null,", "line 1, column 5", "expected end of input"},
    });
    EXPECT_EQ(parsed(" 1 \n\t\r"), Json(1));
}

TEST(ParseJson, CountsTheDepthOfArraysAndObjects) {
    EXPECT_TRUE(parse_json(nested(limits::kJsonDepthMax), kBytesMax).ok());
    const std::string limit = std::to_string(limits::kJsonDepthMax);
    expect_refusals({
        {nested(limits::kJsonDepthMax + 1),
         "line 1, column " + std::to_string(limits::kJsonDepthMax + 1),
         "nesting is deeper than " + limit + " levels"},
        // Far deeper than any recursion could bear.
        {std::string(500'000, '['), "line 1, column 65", "deeper than " + limit},
    });
    EXPECT_TRUE(parse_json(R"({"a": {"b": 1}})", kBytesMax, 2).ok());
    const auto third = parse_json(R"({"a": {"b": []}})", kBytesMax, 2);
    ASSERT_FALSE(third.ok());
    EXPECT_NE(third.error().message.find("column 13: nesting is deeper than 2"), std::string::npos)
        << third.error().message;
    EXPECT_TRUE(parse_json("[[],[],[[]]]", kBytesMax, 3).ok()) << "siblings add no depth";
}

TEST(ParseJson, RefusesTextLongerThanAllowedAndNamesBothSizes) {
    EXPECT_TRUE(parse_json("[1,2]", 5).ok());
    const auto result = parse_json("[1,23]", 5);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::kTooLarge);
    EXPECT_EQ(result.error().message, "Expected at most 5 bytes of JSON, but got 6");
}

TEST(ParseJson, KeepsItsMessagesShort) {
    const std::string long_number = "1" + std::string(100'000, '0');
    const std::string long_text(100'000, 'x');
    for (const std::string& text :
         {long_number,
          "1" + long_number + "e999",
          "[\"" + long_text,
          "{\"" + long_text + "\" 1}",
          "[" + long_text + "]"}) {
        const auto result = parse_json(text, kBytesMax);
        ASSERT_FALSE(result.ok());
        EXPECT_LT(result.error().message.size(), 400U) << result.error().message;
    }
}

TEST(Shortened, CutsOnlyBetweenCharacters) {
    struct Case {
        std::string_view text;
        std::size_t bytes_max;
        std::string_view expected;
    };
    const std::vector<Case> cases{
        {"", 0, ""},
        {"abc", 3, "abc"},
        {"abcd", 3, "abc…"},
        {"abc", 0, "…"},
        {"aä", 3, "aä"},
        {"aäb", 2, "a…"},
        {"aäb", 3, "aä…"},
        {"€€", 3, "€…"},
        {"€€", 4, "€…"},
        {"€€", 5, "€…"},
        {"€€", 6, "€€"},
        {"x😀y", 4, "x…"},
        {"x😀y", 5, "x😀…"},
        {"😀", 3, "…"},
    };
    for (const Case& c : cases) {
        EXPECT_EQ(shortened(c.text, c.bytes_max), c.expected) << c.text << " " << c.bytes_max;
    }
}

TEST(Shortened, StaysUtf8AtEveryLength) {
    const std::string text = "aäß€😀z漢字";
    for (std::size_t bytes = 0; bytes <= text.size(); ++bytes) {
        const std::string cut = shortened(text, bytes);
        EXPECT_TRUE(is_utf8(cut)) << bytes;
        EXPECT_LE(cut.size(), bytes + std::string_view("…").size());
    }
    EXPECT_EQ(shortened(text, text.size()), text);
}

TEST(Storable, KeepsUtf8AndReplacesAllElse) {
    struct Case {
        std::string text;
        std::string expected;
    };
    const std::vector<Case> cases{
        {"", ""},
        {"plain ä€😀 \n\t\"\\ \x01", "plain ä€😀 \n\t\"\\ \x01"},
        {"a\0b"s, "a?b"},
        {"a\xff"
         "b",
         "a\uFFFD"
         "b"},
        {"\xc3", "\uFFFD"},
        {"\xed\xa0\x80x", "\uFFFD\uFFFD\uFFFDx"},
    };
    for (const Case& c : cases) {
        const std::string kept = storable(c.text);
        EXPECT_EQ(kept, c.expected);
        EXPECT_TRUE(is_utf8(kept));
        EXPECT_EQ(storable(kept), kept) << "nothing is left to replace";
    }
}

TEST(ToText, WritesCompactTextThatReadsBack) {
    const Json value = parsed(R"({"b": [1, 2.5, null, true], "a": {"text": "ä \" \\ \n"}})");
    EXPECT_EQ(to_text(value), R"({"a":{"text":"ä \" \\ \n"},"b":[1,2.5,null,true]})");
    EXPECT_EQ(parsed(to_text(value)), value);
}

TEST(ToText, SurvivesTextThatIsNoUtf8) { EXPECT_EQ(to_text(Json("a\xff")), "\"a\uFFFD\""); }

std::string library_text(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

TEST(ToText, IsTheLibrarysTextForEveryByte) {
    for (int byte = 0; byte < 256; ++byte) {
        const std::string text = std::string("a") + static_cast<char>(byte) + "b";
        for (const Json& value : {Json(text), Json::object({{text, text}}), Json::array({text})}) {
            EXPECT_EQ(to_text(value), library_text(value)) << "byte " << byte;
        }
    }
}

TEST(ToText, IsTheLibrarysTextForEveryKindOfValue) {
    const std::vector<Json> values{
        nullptr,
        true,
        false,
        0,
        -1,
        std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max(),
        std::numeric_limits<std::uint64_t>::max(),
        0.1,
        1.0,
        -0.0,
        1e300,
        5e-324,
        std::numeric_limits<double>::infinity(),
        "",
        "plain ~ text",
        "ä€😀",
        Json::array(),
        Json::object(),
        Json::array({Json::array(), Json::object(), nullptr}),
        Json::object({{"", 1}, {"é\n", Json::array({1, "two", 3.5})}}),
        Json::binary({1, 2}),
        Json(Json::value_t::discarded)};
    for (const Json& value : values) {
        EXPECT_EQ(to_text(value), library_text(value));
        const Json nested = Json::object({{"in", Json::array({value, value})}});
        EXPECT_EQ(to_text(nested), library_text(nested));
    }
}

TEST(AppendText, WritesBehindWhatIsThere) {
    std::string text = "x=";
    append_text(text, Json::array({1, "two"}));
    EXPECT_EQ(text, R"(x=[1,"two"])");
}

TEST(ApproximateSize, GrowsByWhatIsAdded) {
    EXPECT_EQ(approximate_size(Json(std::string(1'000, 'x'))) - approximate_size(Json("")), 1'000U);
    const std::size_t one = approximate_size(Json::array({1}));
    const std::size_t empty = approximate_size(Json::array());
    ASSERT_GT(one, empty);
    Json list = Json::array();
    for (int i = 0; i < 1'000; ++i) list.push_back(1);
    EXPECT_EQ(approximate_size(list) - empty, 1'000 * (one - empty));
    EXPECT_GT(
        approximate_size(Json::object({{std::string(500, 'n'), 1}})),
        approximate_size(Json::object({{"n", 1}})) + 498
    );
}

TEST(ApproximateSize, IsNeverBelowTheTextAndNotFarAbove) {
    Json order = Json::object();
    for (int i = 0; i < 200; ++i) {
        order["items"].push_back(
            {{"sku", "article-" + std::to_string(i)}, {"count", i}, {"price", 12.5 + i}}
        );
    }
    order["comment"] = std::string(5'000, 'c');
    const std::size_t text = to_text(order).size();
    EXPECT_GE(approximate_size(order), text);
    EXPECT_LE(approximate_size(order), 10 * text);
}

TEST(DepthOf, CountsAsTheReaderDoes) {
    EXPECT_EQ(depth_of(Json(1)), 0U);
    EXPECT_EQ(depth_of(Json::array()), 1U);
    EXPECT_EQ(depth_of(Json::parse(R"({"a": [1, {}], "b": 2})")), 3U);
    const std::string deep = std::string(20, '[') + std::string(20, ']');
    EXPECT_EQ(depth_of(Json::parse(deep)), 20U);
    EXPECT_TRUE(parse_json(deep, deep.size(), 20).ok());
    EXPECT_FALSE(parse_json(deep, deep.size(), 19).ok());
}

TEST(ApproximateSize, CountsWhatIsNestedOnce) {
    const Json leaf(std::string(100, 'x'));
    Json deep = leaf;
    for (int i = 0; i < 50; ++i) deep = Json::array({std::move(deep)});
    const std::size_t level = approximate_size(Json::array());
    EXPECT_EQ(approximate_size(deep), 50 * level + approximate_size(leaf));
}

}  // namespace
}  // namespace sagaflow
