// Durations and timestamps as users write them, as we write them back, and where they end.
#include "engine/core/time.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sagaflow {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kCenturyMs = 100 * 366 * kDayMs;

TEST(Duration, ReadsEveryUnitAndTheirSums) {
    struct Case {
        const char* text;
        std::int64_t ms;
    };
    const std::vector<Case> cases{
        {"0s", 0},
        {"0ms", 0},
        {"200ms", 200},
        {"5s", 5'000},
        {"3m", 180'000},
        {"2h", 7'200'000},
        {"7d", 7 * kDayMs},
        {"1h30m", 5'400'000},
        {"1d2h3m4s5ms", kDayMs + 2 * 3'600'000 + 3 * 60'000 + 4'000 + 5},
        {"1d5ms", kDayMs + 5},
        {"1m1ms", 60'001},
        {"90m", 5'400'000},
        {"007s", 7'000},
        {"36600d", kCenturyMs},
        {"3162240000000ms", kCenturyMs},
    };
    for (const Case& c : cases) {
        const auto parsed = parse_duration(c.text);
        ASSERT_TRUE(parsed.ok()) << parsed.error().message;
        EXPECT_EQ(parsed->ms, c.ms) << c.text;
    }
}

TEST(Duration, RefusesEveryOtherText) {
    for (const char* text :
         {"",
          " ",
          "5",
          "s",
          "ms",
          "-5s",
          "+5s",
          "1.5s",
          "5 s",
          " 5s",
          "5s ",
          "5S",
          "5sec",
          "1w",
          "1y",
          "1h 30m",
          "30m1h",
          "1s1m",
          "1ms1s",
          "1m1m",
          "5s5",
          "1hm",
          "PT5S",
          "never",
          "5\xc2\xb5s",
          "0x5s",
          "36601d",
          "36600d1ms",
          "878401h",
          "3162240000001ms",
          "9223372036854775808ms",
          "99999999999999999999999999d"}) {
        const auto parsed = parse_duration(text);
        ASSERT_FALSE(parsed.ok()) << text << " was read as " << parsed->ms << " ms";
        EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidArgument);
        EXPECT_EQ(
            parsed.error().message,
            "Expected a duration such as 200ms, 5s, 1h30m or 7d (at most 100 years), but got \"" +
                std::string(text) + "\""
        );
    }
}

TEST(Duration, IsWrittenInTheLargestUnitsAndReadsBack) {
    struct Case {
        std::int64_t ms;
        const char* text;
    };
    const std::vector<Case> cases{
        {0, "0s"},
        {1, "1ms"},
        {999, "999ms"},
        {1'000, "1s"},
        {61'001, "1m1s1ms"},
        {5'400'000, "1h30m"},
        {kDayMs - 1, "23h59m59s999ms"},
        {kDayMs, "1d"},
        {kCenturyMs, "36600d"},
    };
    for (const Case& c : cases) {
        EXPECT_EQ(format_duration({c.ms}), c.text);
        const auto back = parse_duration(c.text);
        ASSERT_TRUE(back.ok()) << back.error().message;
        EXPECT_EQ(back->ms, c.ms);
    }
}

TEST(Timestamp, ReadsRfc3339WithAnyOffset) {
    struct Case {
        const char* text;
        std::int64_t ms;
    };
    const std::vector<Case> cases{
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01T00:00:00.001Z", 1},
        {"1970-01-01t00:00:01z", 1'000},
        {"1970-01-01 00:00:01Z", 1'000},
        {"1970-01-01T02:00:00+02:00", 0},
        {"1969-12-31T19:30:00-04:30", 0},
        {"1970-01-01T00:00:00-00:00", 0},
        {"1969-12-31T23:59:59.999Z", -1},
        {"2026-01-31T08:00:00Z", 1'769'846'400'000},
        {"2024-02-29T12:00:00.5Z", 1'709'208'000'500},
        {"2000-02-29T00:00:00.05Z", 951'782'400'050},
        {"2026-01-31T08:00:00.123456789Z", 1'769'846'400'123},
        {"2026-01-31T08:00:00.9999Z", 1'769'846'400'999},
        {"2016-12-31T23:59:60Z", 1'483'228'800'000},  // a leap second is the next day's first
        {"0001-01-01T00:00:00Z", -62'135'596'800'000},
        {"9999-12-31T23:59:59.999Z", 253'402'300'799'999},
    };
    for (const Case& c : cases) {
        const auto parsed = parse_timestamp(c.text);
        ASSERT_TRUE(parsed.ok()) << parsed.error().message;
        EXPECT_EQ(parsed->ms, c.ms) << c.text;
    }
}

TEST(Timestamp, RefusesEveryOtherText) {
    for (const char* text :
         {"",
          "2026",
          "2026-01-31",
          "2026-01-31T08:00Z",
          "2026-01-31T08:00:00",
          "2026-01-31T08:00:00 Z",
          "2026-01-31T08:00:00ZZ",
          "2026-01-31T08:00:00Z ",
          " 2026-01-31T08:00:00Z",
          "2026-01-31X08:00:00Z",
          "2026/01/31T08:00:00Z",
          "2026-1-31T08:00:00Z",
          "26-01-31T08:00:00Z",
          "2026-00-31T08:00:00Z",
          "2026-13-31T08:00:00Z",
          "2026-01-00T08:00:00Z",
          "2026-01-32T08:00:00Z",
          "2026-02-29T08:00:00Z",
          "1900-02-29T08:00:00Z",
          "2026-04-31T08:00:00Z",
          "2026-01-31T24:00:00Z",
          "2026-01-31T08:60:00Z",
          "2026-01-31T08:00:61Z",
          "2026-01-31T08:00:00.Z",
          "2026-01-31T08:00:00,5Z",
          "2026-01-31T08:00:00+2:00",
          "2026-01-31T08:00:00+0200",
          "2026-01-31T08:00:00+02",
          "2026-01-31T08:00:00+02:00Z",
          "2026-01-31T08:00:00+24:00",
          "2026-01-31T08:00:00+02:60",
          "2026-01-31T08-00:00Z",
          "-026-01-31T08:00:00Z",
          "0000-01-01T00:00:00Z",
          "1769846400000"}) {
        const auto parsed = parse_timestamp(text);
        ASSERT_FALSE(parsed.ok()) << text << " was read as " << parsed->ms;
        EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidArgument);
        EXPECT_EQ(
            parsed.error().message,
            "Expected an RFC 3339 timestamp such as 2026-01-31T08:00:00Z, but got \"" +
                std::string(text) + "\""
        );
    }
}

// An offset or a leap second must not lead to a year that can be written but not read.
TEST(Timestamp, RefusesMomentsOutsideOfTheYears1To9999InUtc) {
    for (const char* text :
         {"0001-01-01T00:00:00+00:01",
          "0001-01-01T23:58:59+23:59",
          "9999-12-31T23:59:59-00:01",
          "9999-12-31T23:59:60Z"}) {
        EXPECT_FALSE(parse_timestamp(text).ok())
            << text << " was read as " << format_timestamp(*parse_timestamp(text));
    }
    EXPECT_TRUE(parse_timestamp("0001-01-01T00:01:00+00:01").ok());
    EXPECT_TRUE(parse_timestamp("9999-12-31T23:58:59-00:01").ok());
}

TEST(Timestamp, IsWrittenInUtcWithMillisecondsAndReadsBack) {
    struct Case {
        std::int64_t ms;
        const char* text;
    };
    const std::vector<Case> cases{
        {0, "1970-01-01T00:00:00.000Z"},
        {-1, "1969-12-31T23:59:59.999Z"},
        {1'769'846'400'007, "2026-01-31T08:00:00.007Z"},
        {951'782'400'000, "2000-02-29T00:00:00.000Z"},
        {-62'135'596'800'000, "0001-01-01T00:00:00.000Z"},
        {253'402'300'799'999, "9999-12-31T23:59:59.999Z"},
    };
    for (const Case& c : cases) {
        EXPECT_EQ(format_timestamp({c.ms}), c.text);
        const auto back = parse_timestamp(c.text);
        ASSERT_TRUE(back.ok()) << back.error().message;
        EXPECT_EQ(back->ms, c.ms);
    }
}

TEST(Timestamp, TextSortsAsTimeDoes) {
    std::string before = format_timestamp({-kCenturyMs});
    for (std::int64_t ms = -kCenturyMs; ms < kCenturyMs;) {
        ms += 40 * kDayMs + 12'345'678;
        std::string text = format_timestamp({ms});
        ASSERT_LT(before, text);
        before = std::move(text);
    }
}

TEST(Refusals, ShowLongTextsCutBetweenCharacters) {
    std::string text = "x";
    for (int i = 0; i < 10'000; ++i) text += "ä";
    for (const std::string& message :
         {parse_duration(text).error().message, parse_timestamp(text).error().message}) {
        ASSERT_LT(message.size(), 300U);
        EXPECT_TRUE(message.ends_with("ä…\"")) << message;
    }
}

TEST(SystemClock, IsTheMachinesWallClock) {
    const SystemClock clock;
    const Timestamp first = clock.now();
    EXPECT_GT(first, *parse_timestamp("2024-01-01T00:00:00Z"));
    EXPECT_LT(first, *parse_timestamp("2200-01-01T00:00:00Z"));
}

TEST(TimeArithmetic, AddsSpansAndMeasuresThem) {
    EXPECT_EQ(Timestamp{1'000} + Duration{500}, Timestamp{1'500});
    EXPECT_EQ(Timestamp{1'000} - Timestamp{1'500}, Duration{-500});
}

}  // namespace
}  // namespace sagaflow
