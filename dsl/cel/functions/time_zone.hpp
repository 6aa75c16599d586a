// Time zones: fixed offsets, and the names of the IANA database as the system keeps it
// (/usr/share/zoneinfo, package tzdata). A zone is read once and kept for the process. Any thread.
// Private to dsl/cel.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sagaflow::cel {

// What the zone's clock shows beyond its table: "CET-1CEST,M3.5.0,M10.5.0/3".
struct ZoneRule {
    struct Change {
        char form = 'M';  // M: month, week, day of the week; J: day without 29 February; 0: day
        int month = 0;
        int week = 0;
        int day = 0;
        std::int64_t second = 7200;  // of the local day, may lie outside of it
    };
    std::int64_t standard_offset = 0;  // seconds east of Greenwich
    std::int64_t summer_offset = 0;
    bool has_summer = false;
    Change summer_start;
    Change summer_end;

    static std::optional<ZoneRule> read(std::string_view text);
    std::int64_t offset_at(std::int64_t seconds) const;
};

class TimeZone {
public:
    // From the bytes of a TZif file (RFC 8536); nullopt when they are none.
    static std::optional<TimeZone> read(std::string_view bytes);

    // Seconds east of Greenwich at a second since 1970.
    std::int64_t offset_at(std::int64_t seconds) const;

private:
    std::vector<std::int64_t> changes_;  // ascending
    std::vector<std::int64_t> offsets_;  // from changes_[i] on
    std::int64_t first_offset_ = 0;
    std::optional<ZoneRule> rule_;  // from the last change on
};

// "+02:00", "02:00", "-09:30", "UTC", "Europe/Paris": seconds east of Greenwich at `seconds`.
// nullopt when there is no such zone.
std::optional<std::int64_t> zone_offset(std::string_view zone, std::int64_t seconds);

}  // namespace sagaflow::cel
