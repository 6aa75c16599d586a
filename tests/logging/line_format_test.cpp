#include "server/logging/line_format.hpp"

#include <gtest/gtest.h>

#include "engine/core/json.hpp"

namespace sagaflow::server {
namespace {

constexpr Timestamp kAt{1'769'846'400'000};  // 2026-01-31T08:00:00Z

std::string line(LogFormat format, std::string_view message, std::string_view value) {
    return format_line(format, kAt, LogLevel::kInfo, message, {{"key", value}});
}

TEST(LineFormat, WritesTextForPeople) {
    EXPECT_EQ(
        format_line(
            LogFormat::kText,
            kAt,
            LogLevel::kWarning,
            "lease lost",
            {{"shard", std::int64_t{7}}, {"node", std::string_view("a-1")}, {"mine", true}}
        ),
        "2026-01-31T08:00:00.000Z warning lease lost shard=7 node=a-1 mine=true\n"
    );
}

TEST(LineFormat, WritesOneJsonObjectForEachLine) {
    const std::string text = format_line(
        LogFormat::kJson,
        kAt,
        LogLevel::kError,
        "commit failed",
        {{"saga", std::string_view("order")},
         {"ms", std::int64_t{12}},
         {"share", 0.5},
         {"again", false}}
    );
    ASSERT_EQ(text.back(), '\n');
    const auto parsed = parse_json(text, 10'000);
    ASSERT_TRUE(parsed.ok());
    const Json expected = {
        {"time", "2026-01-31T08:00:00.000Z"},
        {"level", "error"},
        {"message", "commit failed"},
        {"saga", "order"},
        {"ms", 12},
        {"share", 0.5},
        {"again", false}};
    EXPECT_EQ(parsed.value(), expected);
}

TEST(LineFormat, LetsNoValueForgeAnotherLine) {
    const std::string hostile = "x\n2026 error forged\r\x1b[31m\"} {\"level\":\"error\"";
    for (const LogFormat format : {LogFormat::kText, LogFormat::kJson}) {
        const std::string text = line(format, hostile, hostile);
        EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
        EXPECT_EQ(text.find('\r'), std::string::npos);
        EXPECT_EQ(text.find('\x1b'), std::string::npos);
    }
    const auto parsed = parse_json(line(LogFormat::kJson, "m", hostile), 10'000);
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed.value()["key"], hostile);
}

TEST(LineFormat, KeepsJsonValidForBrokenUtf8AndNul) {
    const std::string broken("\xff\xfe\0ok", 5);
    const auto parsed = Json::parse(line(LogFormat::kJson, "m", broken), nullptr, false);
    EXPECT_FALSE(parsed.is_discarded());
}

TEST(LineFormat, CutsLongValuesAtACharacter) {
    std::string text;
    for (int i = 0; i < 3'000; ++i) text += "\u00e4";
    const std::string cut = line(LogFormat::kJson, "m", text);
    EXPECT_LT(cut.size(), 2'200u);
    EXPECT_FALSE(Json::parse(cut, nullptr, false).is_discarded());
}

TEST(LineFormat, QuotesTextValuesThatCouldBeMisread) {
    EXPECT_NE(
        line(LogFormat::kText, "m", "two words").find("key=\"two words\""), std::string::npos
    );
    EXPECT_NE(line(LogFormat::kText, "m", "a b=c").find("key=\"a b=c\""), std::string::npos);
    EXPECT_EQ(line(LogFormat::kText, "m", "").find("key="), std::string::npos);
    EXPECT_NE(line(LogFormat::kJson, "m", "").find("\"key\":\"\""), std::string::npos);
}

TEST(LineFormat, ReadsItsOwnNames) {
    EXPECT_EQ(log_format_from("json"), LogFormat::kJson);
    EXPECT_EQ(log_level_from("warning"), LogLevel::kWarning);
    EXPECT_FALSE(log_format_from("xml").has_value());
    EXPECT_FALSE(log_level_from("loud").has_value());
}

}  // namespace
}  // namespace sagaflow::server
