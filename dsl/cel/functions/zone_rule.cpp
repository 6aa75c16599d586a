// The rule at the end of a TZif file, in the notation of POSIX's TZ variable.
#include <chrono>

#include "dsl/cel/functions/time_zone.hpp"

namespace sagaflow::cel {
namespace {

using Change = ZoneRule::Change;

class RuleReader {
public:
    explicit RuleReader(std::string_view text) : rest_(text) {}
    bool good() const { return good_; }
    bool done() const { return rest_.empty(); }
    bool accept(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void expect(char c) { good_ = accept(c) && good_; }

    // "CET" or "<+0330>".
    void name() {
        if (accept('<')) {
            const std::size_t end = rest_.find('>');
            if (end == std::string_view::npos) return fail();
            return rest_.remove_prefix(end + 1);
        }
        std::size_t length = 0;
        while (length < rest_.size() && is_letter(rest_[length])) ++length;
        if (length < 3) return fail();
        rest_.remove_prefix(length);
    }
    int number() {
        int value = 0;
        bool any = false;
        while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9' && value < 10'000) {
            value = value * 10 + (rest_[0] - '0');
            rest_.remove_prefix(1);
            any = true;
        }
        if (!any) fail();
        return value;
    }
    // "[+-]h[:m[:s]]" in seconds.
    std::int64_t time() {
        const bool is_negative = accept('-');
        if (!is_negative) accept('+');
        std::int64_t seconds = number() * std::int64_t{3600};
        if (accept(':')) seconds += number() * 60;
        if (accept(':')) seconds += number();
        return is_negative ? -seconds : seconds;
    }
    Change change() {
        Change result;
        if (accept('M')) {
            result.month = number();
            expect('.');
            result.week = number();
            expect('.');
            result.day = number();
            const bool fits = result.month >= 1 && result.month <= 12 && result.week >= 1 &&
                              result.week <= 5 && result.day <= 6;
            if (!fits) fail();
        } else {
            result.form = accept('J') ? 'J' : '0';
            result.day = number();
            if (result.day > 366) fail();
        }
        if (accept('/')) result.second = time();
        return result;
    }

private:
    static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
    void fail() { good_ = false; }

    std::string_view rest_;
    bool good_ = true;
};

// The local second, as if local time were UTC, at which the change comes in a year.
std::int64_t second_of(const Change& change, std::chrono::year year) {
    using namespace std::chrono;
    sys_days day{year / January / 1};
    if (change.form == 'M') {
        const month in{static_cast<unsigned>(change.month)};
        const weekday on{static_cast<unsigned>(change.day)};
        day = change.week == 5 ? sys_days{year / in / on[last]}
                               : sys_days{year / in / on[static_cast<unsigned>(change.week)]};
    } else if (change.form == 'J') {
        day += days{change.day - 1};
        if (year.is_leap() && change.day >= 60) day += days{1};
    } else {
        day += days{change.day};
    }
    return day.time_since_epoch().count() * std::int64_t{86'400} + change.second;
}

}  // namespace

std::optional<ZoneRule> ZoneRule::read(std::string_view text) {
    RuleReader reader(text);
    ZoneRule rule;
    reader.name();
    rule.standard_offset = -reader.time();  // POSIX counts westwards
    if (reader.good() && !reader.done()) {
        rule.has_summer = true;
        reader.name();
        rule.summer_offset = rule.standard_offset + 3600;
        if (!reader.accept(',')) {
            rule.summer_offset = -reader.time();
            reader.expect(',');
        }
        rule.summer_start = reader.change();
        reader.expect(',');
        rule.summer_end = reader.change();
    }
    if (!reader.good() || !reader.done()) return std::nullopt;
    return rule;
}

std::int64_t ZoneRule::offset_at(std::int64_t seconds) const {
    using namespace std::chrono;
    if (!has_summer) return standard_offset;
    const sys_days day = floor<days>(sys_seconds{std::chrono::seconds{seconds + standard_offset}});
    const year in = year_month_day{day}.year();
    const std::int64_t start = second_of(summer_start, in) - standard_offset;
    const std::int64_t end = second_of(summer_end, in) - summer_offset;
    // South of the equator summer goes over the turn of the year.
    const bool is_summer =
        start < end ? seconds >= start && seconds < end : seconds >= start || seconds < end;
    return is_summer ? summer_offset : standard_offset;
}

}  // namespace sagaflow::cel
