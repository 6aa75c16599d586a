#include <gtest/gtest.h>

#include <limits>

#include "tests/cel/sample_scope.hpp"

namespace sagaflow::cel {
namespace {

std::string json_of(std::string_view source) {
    const SampleScope scope;
    const auto json = scope.run(source).to_json();
    return json.ok() ? to_text(*json) : "error: " + json.error().message;
}

TEST(CelValue, BecomesJson) {
    EXPECT_EQ(json_of("null"), "null");
    EXPECT_EQ(json_of("[1, 2u, 1.5, 'x', true, null]"), R"([1,2,1.5,"x",true,null])");
    EXPECT_EQ(json_of("{'a': {1: 2}, true: []}"), R"({"a":{"1":2},"true":[]})");
    EXPECT_EQ(json_of("[input.items[0], input.price]"), R"([{"count":1,"sku":"A-1"},1.5])");
    EXPECT_EQ(json_of("2.0"), "2.0");
    EXPECT_EQ(json_of("b''"), R"("")");
    EXPECT_EQ(json_of("b'a'"), R"("YQ==")");
    EXPECT_EQ(json_of("b'ab'"), R"("YWI=")");
    EXPECT_EQ(json_of("b'abc'"), R"("YWJj")");
    EXPECT_EQ(json_of("b'\\xff\\xfe\\xfd\\xfc'"), R"("//79/A==")");
    EXPECT_EQ(json_of("timestamp('2024-01-01T02:00:00+02:00')"), R"("2024-01-01T00:00:00Z")");
    EXPECT_EQ(json_of("duration('1500ms')"), R"("1.5s")");
}

TEST(CelValue, RefusesWhatJsonCannotHold) {
    EXPECT_NE(json_of("9223372036854775808u").find("64 bits"), std::string::npos);
    EXPECT_NE(json_of("1.0 / 0.0").find("Infinity"), std::string::npos);
    EXPECT_NE(json_of("[0.0 / 0.0]").find("NaN"), std::string::npos);
    EXPECT_NE(json_of("int").find("the type int"), std::string::npos);
    EXPECT_NE(json_of("'a\\u0000b'").find("U+0000"), std::string::npos);
    EXPECT_NE(json_of("{'\\u0000': 1}").find("U+0000"), std::string::npos);
    EXPECT_NE(json_of("{1: 1, '1': 2}").find("twice"), std::string::npos);
    EXPECT_NE(json_of("input.missing").find("no such key"), std::string::npos);
}

TEST(CelValue, RefusesJsonThatIsNestedTooDeep) {
    Json deep = 1;
    for (std::size_t i = 0; i < limits::kJsonDepthMax; ++i) deep = Json::array({deep});
    const Value view = Value::of_json(deep);
    EXPECT_TRUE(view.to_json().ok());
    const auto deeper = Value::of_list({view}).to_json();
    ASSERT_FALSE(deeper.ok());
    EXPECT_EQ(deeper.error().code, ErrorCode::kTooLarge);
}

TEST(CelValue, BecomesTheTextOfTemplates) {
    const SampleScope scope;
    EXPECT_EQ(scope.run("'it'").to_template_text().value(), "it");
    EXPECT_EQ(scope.run("5").to_template_text().value(), "5");
    EXPECT_EQ(scope.run("null").to_template_text().value(), "null");
    EXPECT_EQ(scope.run("input.items[0]").to_template_text().value(), R"({"count":1,"sku":"A-1"})");
    EXPECT_EQ(scope.run("duration('1h')").to_template_text().value(), "3600s");
}

TEST(CelValue, ReadsTheNumbersOfJson) {
    const Json json = Json::parse("[1, 1.0, 18446744073709551615, -3]");
    const Value list = Value::of_json(json);
    EXPECT_EQ(list.item(0).kind(), Kind::kInt);
    EXPECT_EQ(list.item(1).kind(), Kind::kDouble);
    EXPECT_EQ(list.item(2).as_uint(), std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(list.item(3).as_int(), -3);
}

TEST(CelValue, KeepsTimesBeforeTheEpoch) {
    const Value value = Value::of_timestamp(Timestamp{-1});
    EXPECT_EQ(value.timestamp_seconds(), -1);
    EXPECT_EQ(value.timestamp_nanos(), 999'000'000);
    EXPECT_EQ(value.as_timestamp().ms, -1);
    EXPECT_EQ(Value::of_duration(-1, -500'000'000).as_duration().ms, -1500);
    EXPECT_TRUE(Value::of_duration(10'000'000'000, 0).is_error());
}

TEST(CelValue, OutlivesItsExpressionWhenBuilt) {
    Value list;
    {
        const SampleScope scope;
        list = scope.run("['a' + 'b', 'constant', {'k': [1]}]");
    }
    EXPECT_EQ(to_text(*list.to_json()), R"(["ab","constant",{"k":[1]}])");
    list = list.item(2);  // what is assigned is part of what is let go
    EXPECT_EQ(to_text(*list.to_json()), R"({"k":[1]})");
}

TEST(CelValue, IsNotChangedByJoiningToACopy) {
    const SampleScope scope;
    EXPECT_EQ(
        json_of("cel.bind(s, ['x'] + [string(input.amount)], [s + ['y'], s])"),
        R"([["x","250","y"],["x","250"]])"
    );
    EXPECT_EQ(
        json_of("cel.bind(s, 'a' + string(input.amount), [s + 'b' + 'c', s])"),
        R"(["a250bc","a250"])"
    );
}

}  // namespace
}  // namespace sagaflow::cel
