#include "engine/core/time.hpp"

#include <array>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <limits>

#include "engine/core/json.hpp"

namespace sagaflow {
namespace {

struct DurationUnit {
    std::string_view suffix;
    std::int64_t ms;
};

// Largest first: the order in which a duration must be written.
constexpr std::array<DurationUnit, 5> kDurationUnits{{
    {"d", 86'400'000},
    {"h", 3'600'000},
    {"m", 60'000},
    {"s", 1'000},
    {"ms", 1},
}};

// A hundred years: longer spans are mistakes, and this keeps every sum far from overflow.
constexpr std::int64_t kDurationMsMax = 100LL * 366 * 86'400'000;

// The years 1 to 9999 in UTC: what the four digits of a year can say.
constexpr std::int64_t kTimestampSecondsMin = -62'135'596'800;
constexpr std::int64_t kTimestampSecondsMax = 253'402'300'799;

Error bad_duration(std::string_view text) {
    return {
        ErrorCode::kInvalidArgument,
        "Expected a duration such as 200ms, 5s, 1h30m or 7d (at most 100 years), but got \"" +
            shortened(text) + "\""};
}

Error bad_timestamp(std::string_view text) {
    return {
        ErrorCode::kInvalidArgument,
        "Expected an RFC 3339 timestamp such as 2026-01-31T08:00:00Z, but got \"" +
            shortened(text) + "\""};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads exactly `count` digits at `at`; -1 when they are not there.
int digits(std::string_view text, std::size_t at, std::size_t count) {
    if (text.size() < at + count) return -1;
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (!is_digit(text[i])) return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
    std::size_t at = 0;
    std::size_t next_unit = 0;
    std::int64_t total = 0;
    if (text.empty()) return bad_duration(text);
    while (at < text.size()) {
        std::int64_t number = 0;
        const std::size_t digits_start = at;
        while (at < text.size() && is_digit(text[at])) {
            number = number * 10 + (text[at++] - '0');
            if (number > kDurationMsMax) return bad_duration(text);
        }
        const std::size_t unit_start = at;
        while (at < text.size() && !is_digit(text[at])) ++at;
        const std::string_view suffix = text.substr(unit_start, at - unit_start);
        while (next_unit < kDurationUnits.size() && kDurationUnits[next_unit].suffix != suffix) {
            ++next_unit;
        }
        if (unit_start == digits_start || next_unit == kDurationUnits.size()) {
            return bad_duration(text);
        }
        if (number > kDurationMsMax / kDurationUnits[next_unit].ms) return bad_duration(text);
        total += number * kDurationUnits[next_unit].ms;
        if (total > kDurationMsMax) return bad_duration(text);
        ++next_unit;
    }
    return Duration{total};
}

std::string format_duration(Duration duration) {
    if (duration.ms == 0) return "0s";
    std::string text;
    std::int64_t rest = duration.ms;
    for (const DurationUnit& unit : kDurationUnits) {
        if (rest >= unit.ms) {
            text += std::to_string(rest / unit.ms);
            text += unit.suffix;
            rest %= unit.ms;
        }
    }
    return text;
}

Result<Timestamp> parse_timestamp(std::string_view text) {
    using namespace std::chrono;
    const int y = digits(text, 0, 4);
    const int mo = digits(text, 5, 2);
    const int d = digits(text, 8, 2);
    const int h = digits(text, 11, 2);
    const int mi = digits(text, 14, 2);
    const int s = digits(text, 17, 2);
    if (y < 1 || mo < 0 || d < 0 || h < 0 || mi < 0 || s < 0) return bad_timestamp(text);
    if (text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':' ||
        (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) {
        return bad_timestamp(text);
    }
    const year_month_day date{
        year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
    if (!date.ok() || h > 23 || mi > 59 || s > 60) return bad_timestamp(text);
    std::size_t at = 19;
    std::int64_t fraction_ms = 0;
    if (at < text.size() && text[at] == '.') {
        std::int64_t scale = 100;
        const std::size_t first = ++at;
        for (; at < text.size() && is_digit(text[at]); ++at, scale /= 10) {
            fraction_ms += scale * (text[at] - '0');
        }
        if (at == first) return bad_timestamp(text);
    }
    std::int64_t offset_minutes = 0;
    if (at < text.size() && (text[at] == 'Z' || text[at] == 'z')) {
        ++at;
    } else if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
        const int oh = digits(text, at + 1, 2);
        const int om = digits(text, at + 4, 2);
        if (oh < 0 || om < 0 || oh > 23 || om > 59 || text[at + 3] != ':') {
            return bad_timestamp(text);
        }
        offset_minutes = (oh * 60 + om) * (text[at] == '-' ? -1 : 1);
        at += 6;
    } else {
        return bad_timestamp(text);
    }
    if (at != text.size()) return bad_timestamp(text);
    const std::int64_t days = sys_days{date}.time_since_epoch().count();
    const std::int64_t seconds = days * 86'400 + h * 3'600 + mi * 60 + s - offset_minutes * 60;
    if (seconds < kTimestampSecondsMin || seconds > kTimestampSecondsMax) {
        return bad_timestamp(text);
    }
    return Timestamp{seconds * 1'000 + fraction_ms};
}

std::string format_timestamp(Timestamp at) {
    using namespace std::chrono;
    const sys_time<milliseconds> point{milliseconds{at.ms}};
    const auto day_start = floor<days>(point);
    const year_month_day date{day_start};
    const hh_mm_ss<milliseconds> time{point - day_start};
    std::array<char, 64> buffer{};
    const int length = std::snprintf(
        buffer.data(),
        buffer.size(),
        "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()),
        static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count()),
        static_cast<int>(time.subseconds().count())
    );
    return {buffer.data(), static_cast<std::size_t>(length)};
}

Timestamp SystemClock::now() const {
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

}  // namespace sagaflow
