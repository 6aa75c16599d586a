#include "api/http_date.hpp"

#include <array>

namespace sagaflow::api {
namespace {

constexpr std::array<std::string_view, 7> kDays{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
constexpr std::array<std::string_view, 12> kMonths{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::int64_t kSecondMs = 1'000;
constexpr std::int64_t kDayMs = 86'400'000;

// From 2026-01-31T08:00:00.000Z, and the day of the week from the days since a Thursday.
std::string made_date(Timestamp at) {
    const std::string text = format_timestamp(at);
    const auto month = static_cast<std::size_t>((text[5] - '0') * 10 + text[6] - '1');
    std::string date(kDays.at(static_cast<std::size_t>(at.ms / kDayMs % 7)));
    date.append(", ").append(text, 8, 2).append(" ").append(kMonths.at(month));
    date.append(" ").append(text, 0, 4).append(" ").append(text, 11, 8).append(" GMT");
    return date;
}

}  // namespace

// Every answer has one: made once in a second on each thread.
std::string http_date(Timestamp at) {
    thread_local std::int64_t second = -1;
    thread_local std::string date;
    const Timestamp shown{at.ms < 0 ? 0 : at.ms};
    if (const std::int64_t now = shown.ms / kSecondMs; now != second) {
        date = made_date(shown);
        second = now;
    }
    return date;
}

}  // namespace sagaflow::api
