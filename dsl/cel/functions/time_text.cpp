#include "dsl/cel/functions/time_text.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <optional>

namespace sagaflow::cel {
namespace {

bool is_time_digit(char c) { return c >= '0' && c <= '9'; }

Value bad_timestamp(std::string_view text) {
    return Value::error(
        "Expected an RFC 3339 timestamp such as 2026-01-31T08:00:00Z, but got \"" +
        shortened(text) + "\""
    );
}

Value bad_duration(std::string_view text) {
    return Value::error(
        "Expected a duration such as \"1h30m\" or \"1.5s\" (up to 292 years), but got \"" +
        shortened(text) + "\""
    );
}

// A cursor over the text that turns bad at the first thing that is not there.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}
    bool good() const { return good_; }
    bool done() const { return rest_.empty(); }
    char peek() const { return rest_.empty() ? '\0' : rest_[0]; }
    void skip() { rest_.remove_prefix(1); }
    int digits(std::size_t count) {
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (!is_time_digit(peek())) {
                good_ = false;
                return 0;
            }
            value = value * 10 + (peek() - '0');
            skip();
        }
        return value;
    }
    void expect(std::string_view any_of) {
        if (done() || any_of.find(peek()) == std::string_view::npos) {
            good_ = false;
        } else {
            skip();
        }
    }
    // Digits behind a point, as nanoseconds; more than nine are refused.
    std::int32_t fraction() {
        std::int32_t nanos = 0;
        std::int32_t scale = 100'000'000;
        if (!is_time_digit(peek())) good_ = false;
        while (is_time_digit(peek())) {
            if (scale == 0) good_ = false;
            nanos += (peek() - '0') * scale;
            scale /= 10;
            skip();
        }
        return nanos;
    }
    // "Z" or "+hh:mm", in seconds east of Greenwich.
    int offset() {
        if (peek() == 'Z' || peek() == 'z') {
            skip();
            return 0;
        }
        const bool west = peek() == '-';
        expect("+-");
        const int hours = digits(2);
        expect(":");
        const int minutes = digits(2);
        if (hours > 23 || minutes > 59) good_ = false;
        const int seconds = hours * 3600 + minutes * 60;
        return west ? -seconds : seconds;
    }

private:
    std::string_view rest_;
    bool good_ = true;
};

// Wide enough for any number of hours in nanoseconds, before the range is checked.
__extension__ using Wide = __int128;

struct DurationUnit {
    std::string_view suffix;
    std::int64_t nanos;
};

constexpr std::array<DurationUnit, 8> kDurationUnits{{
    {"ns", 1},
    {"us", 1'000},
    {"\xC2\xB5s", 1'000},  // micro sign
    {"\xCE\xBCs", 1'000},  // Greek mu
    {"ms", 1'000'000},
    {"s", 1'000'000'000},
    {"m", 60'000'000'000},
    {"h", 3'600'000'000'000},
}};

// One number with its unit, taken off the front of `text`; nanoseconds.
std::optional<Wide> take_duration_part(std::string_view& text) {
    Wide whole = 0;
    Wide fraction = 0;
    Wide scale = 1;
    std::size_t at = 0;
    bool any = false;
    for (; at < text.size() && is_time_digit(text[at]); ++at) {
        any = true;
        whole = whole * 10 + (text[at] - '0');
        if (whole > INT64_MAX) return std::nullopt;
    }
    if (at < text.size() && text[at] == '.') {
        for (++at; at < text.size() && is_time_digit(text[at]); ++at) {
            any = true;
            if (scale >= 1'000'000'000'000'000'000) continue;  // far below a nanosecond
            fraction = fraction * 10 + (text[at] - '0');
            scale *= 10;
        }
    }
    const std::size_t unit_start = at;
    while (at < text.size() && !is_time_digit(text[at]) && text[at] != '.') ++at;
    const std::string_view suffix = text.substr(unit_start, at - unit_start);
    text.remove_prefix(at);
    if (!any) return std::nullopt;
    for (const DurationUnit& unit : kDurationUnits) {
        if (unit.suffix == suffix) return whole * unit.nanos + fraction * unit.nanos / scale;
    }
    return std::nullopt;
}

std::string nanos_suffix(std::int64_t nanos) {
    if (nanos == 0) return {};
    std::array<char, 16> buffer{};
    std::snprintf(buffer.data(), buffer.size(), ".%09lld", static_cast<long long>(nanos));
    std::string text(buffer.data());
    while (text.back() == '0') text.pop_back();
    return text;
}

}  // namespace

Value read_timestamp(std::string_view text) {
    using namespace std::chrono;
    Reader reader(text);
    const int y = reader.digits(4);
    reader.expect("-");
    const int mo = reader.digits(2);
    reader.expect("-");
    const int d = reader.digits(2);
    reader.expect("Tt");
    const int h = reader.digits(2);
    reader.expect(":");
    const int mi = reader.digits(2);
    reader.expect(":");
    const int s = reader.digits(2);
    std::int32_t nanos = 0;
    if (reader.peek() == '.') {
        reader.skip();
        nanos = reader.fraction();
    }
    const int offset = reader.offset();
    const year_month_day date{
        year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
    if (!reader.good() || !reader.done() || !date.ok() || h > 23 || mi > 59 || s > 59) {
        return bad_timestamp(text);
    }
    const std::int64_t days = sys_days(date).time_since_epoch().count();
    return Value::of_timestamp(days * 86'400 + h * 3600 + mi * 60 + s - offset, nanos);
}

std::string timestamp_text(const Value& timestamp) {
    using namespace std::chrono;
    const sys_seconds at{seconds{timestamp.timestamp_seconds()}};
    const sys_days midnight = floor<days>(at);
    const year_month_day date{midnight};
    const hh_mm_ss time{at - midnight};
    std::array<char, 64> buffer{};
    std::snprintf(
        buffer.data(),
        buffer.size(),
        "%04d-%02u-%02uT%02d:%02d:%02d",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()),
        static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count())
    );
    return buffer.data() + nanos_suffix(timestamp.timestamp_nanos()) + "Z";
}

Value read_duration(std::string_view text) {
    std::string_view rest = text;
    bool negative = false;
    if (rest.starts_with('-') || rest.starts_with('+')) {
        negative = rest[0] == '-';
        rest.remove_prefix(1);
    }
    if (rest == "0") return Value::of_duration_nanos(0);
    if (rest.empty()) return bad_duration(text);
    Wide total = 0;
    while (!rest.empty()) {
        const auto part = take_duration_part(rest);
        if (!part) return bad_duration(text);
        total += *part;
        if (total > INT64_MAX) return bad_duration(text);
    }
    const auto nanos = static_cast<std::int64_t>(total);
    return Value::of_duration_nanos(negative ? -nanos : nanos);
}

std::string duration_text(const Value& duration) {
    const std::int64_t nanos = duration.duration_nanos();
    std::int64_t rest = nanos % 1'000'000'000;
    if (rest < 0) rest = -rest;
    std::string text = std::to_string(nanos / 1'000'000'000);
    if (nanos < 0 && text[0] != '-') text.insert(0, "-");
    return text + nanos_suffix(rest) + "s";
}

}  // namespace sagaflow::cel
