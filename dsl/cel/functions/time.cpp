// What the clock and the calendar show: getFullYear() and its kin, for timestamps in any time zone
// and, as totals, for durations.
#include <chrono>

#include "dsl/cel/functions/problems.hpp"
#include "dsl/cel/functions/registry.hpp"
#include "dsl/cel/functions/time_zone.hpp"

namespace sagaflow::cel {
namespace {

enum class Part {
    kYear,
    kMonth,
    kDate,
    kDayOfMonth,
    kDayOfWeek,
    kDayOfYear,
    kHours,
    kMinutes,
    kSeconds,
    kMilliseconds,
};

std::int64_t calendar_part(Part part, std::chrono::sys_days day) {
    using namespace std::chrono;
    const year_month_day date{day};
    switch (part) {
        case Part::kYear:
            return static_cast<int>(date.year());
        case Part::kMonth:
            return static_cast<unsigned>(date.month()) - 1;
        case Part::kDate:
            return static_cast<unsigned>(date.day());
        case Part::kDayOfMonth:
            return static_cast<unsigned>(date.day()) - 1;
        case Part::kDayOfWeek:
            return weekday{day}.c_encoding();
        default:
            return (day - sys_days{date.year() / January / 1}).count();
    }
}

std::int64_t timestamp_part(Part part, std::int64_t local_seconds, std::int32_t nanos) {
    using namespace std::chrono;
    const sys_seconds at{seconds{local_seconds}};
    const sys_days day = floor<days>(at);
    const std::int64_t second_of_day = (at - day).count();
    switch (part) {
        case Part::kHours:
            return second_of_day / 3600;
        case Part::kMinutes:
            return second_of_day / 60 % 60;
        case Part::kSeconds:
            return second_of_day % 60;
        case Part::kMilliseconds:
            return nanos / 1'000'000;
        default:
            return calendar_part(part, day);
    }
}

Value duration_part(Part part, const Value& duration, std::string_view name) {
    const std::int64_t nanos = duration.duration_nanos();
    const std::int64_t seconds = nanos / 1'000'000'000;
    switch (part) {
        case Part::kHours:
            return Value::of_int(seconds / 3600);
        case Part::kMinutes:
            return Value::of_int(seconds / 60);
        case Part::kSeconds:
            return Value::of_int(seconds);
        // Of the second, where the others are totals: so says the standard.
        case Part::kMilliseconds:
            return Value::of_int(nanos % 1'000'000'000 / 1'000'000);
        default:
            return no_overload(name, duration);
    }
}

struct PartName {
    Part part;
    std::string_view name;
};

constexpr std::array<PartName, 10> kParts{{
    {Part::kYear, "getFullYear"},
    {Part::kMonth, "getMonth"},
    {Part::kDate, "getDate"},
    {Part::kDayOfMonth, "getDayOfMonth"},
    {Part::kDayOfWeek, "getDayOfWeek"},
    {Part::kDayOfYear, "getDayOfYear"},
    {Part::kHours, "getHours"},
    {Part::kMinutes, "getMinutes"},
    {Part::kSeconds, "getSeconds"},
    {Part::kMilliseconds, "getMilliseconds"},
}};

template <std::size_t kIndex>
Value get_part(Frame& frame, Arguments arguments) {
    constexpr PartName kPart = kParts[kIndex];
    const Value& value = arguments[0];
    if (!frame.charge(1)) return frame.spent_error();
    if (value.kind() == Kind::kDuration && arguments.size() == 1) {
        return duration_part(kPart.part, value, kPart.name);
    }
    if (value.kind() != Kind::kTimestamp) return no_overload(kPart.name, value);
    std::int64_t seconds = value.timestamp_seconds();
    if (arguments.size() > 1) {
        if (arguments[1].kind() != Kind::kString) return no_overload(kPart.name, arguments[1]);
        const auto offset = zone_offset(arguments[1].as_string(), seconds);
        if (!offset) {
            return Value::error(
                "Expected a time zone such as \"+02:00\" or \"Europe/Paris\", but got \"" +
                shortened(arguments[1].as_string()) + "\""
            );
        }
        seconds += *offset;
    }
    return Value::of_int(timestamp_part(kPart.part, seconds, value.timestamp_nanos()));
}

template <std::size_t... kIndexes>
void register_parts(Registry& registry, std::index_sequence<kIndexes...>) {
    (registry.add({kParts[kIndexes].name, Style::kReceiver, 1, 2, get_part<kIndexes>, Kind::kInt}),
     ...);
}

}  // namespace

void register_time(Registry& registry) {
    register_parts(registry, std::make_index_sequence<kParts.size()>());
}

}  // namespace sagaflow::cel
