#include "api/base64.hpp"
#include "api/query/cursor.hpp"
#include "api/request.hpp"
#include "api/trace_context.hpp"
#include "api/utf8.hpp"
#include "engine/core/ids.hpp"
#include "tests/fuzz/targets/promises.hpp"
#include "tests/fuzz/targets/targets.hpp"

namespace sagaflow::fuzz {
namespace {

void expect_durations_and_times(std::string_view text) {
    const auto duration = parse_duration(text);
    if (duration.ok()) {
        ENSURE(duration->ms >= 0, "a negative duration");
        const auto again = parse_duration(format_duration(*duration));
        ENSURE(again.ok() && *again == *duration, "another duration the second time");
    } else if (is_readable(text)) {
        expect_message(duration.error().message);
    }
    const auto at = parse_timestamp(text);
    if (at.ok()) {
        const auto again = parse_timestamp(format_timestamp(*at));
        ENSURE(again.ok() && *again == *at, "another time the second time");
    } else if (is_readable(text)) {
        expect_message(at.error().message);
    }
}

void expect_ids(std::string_view text) {
    const auto id = InstanceId::parse(text);
    ENSURE(!id || id->text() == text, "an id has one text");
    const auto trace = api::valid_traceparent(text);
    if (!trace) return;
    ENSURE(api::valid_traceparent(*trace) == trace, "another trace the second time");
    ENSURE(api::trace_id_of(*trace).size() == 32, "a trace id of another length");
}

void expect_base64(std::string_view bytes) {
    ENSURE(api::base64_decode(api::base64_encode(bytes)) == bytes, "other bytes");
    ENSURE(api::base64_decode(api::base64url_encode(bytes)) == bytes, "other bytes");
    const auto decoded = api::base64_decode(bytes);
    if (decoded) {
        ENSURE(api::base64_decode(api::base64_encode(*decoded)) == decoded, "other bytes");
    }
}

void expect_cursors(std::string_view bytes) {
    const std::string cursor = api::make_cursor("events", bytes);
    ENSURE(api::read_cursor("events", cursor) == bytes, "a cursor leads elsewhere");
    ENSURE(!api::read_cursor("instances", cursor), "a cursor leads into another list");
    const auto place = api::read_cursor("events", bytes);
    if (place) {
        ENSURE(api::read_cursor("events", api::make_cursor("events", *place)) == place, "a cursor");
    }
}

void expect_escapes(std::string_view bytes) {
    const std::string encoded = api::percent_encode(bytes);
    if (bytes.find('\0') == std::string_view::npos) {
        ENSURE(api::percent_decode(encoded) == bytes, "an escape that stands for another byte");
    }
    const auto decoded = api::percent_decode(bytes);
    if (!decoded) return;
    ENSURE(decoded->size() <= bytes.size(), "unescaped text is longer");
    if (decoded->find('\0') == std::string::npos) {
        ENSURE(api::percent_decode(api::percent_encode(*decoded)) == decoded, "other text");
    }
}

}  // namespace

void fuzz_scalars(std::string_view bytes) {
    ENSURE(api::is_storable_text(bytes) == is_readable(bytes), "two opinions about UTF-8");
    expect_durations_and_times(bytes);
    expect_ids(bytes);
    expect_base64(bytes);
    expect_cursors(bytes);
    expect_escapes(bytes);
}

}  // namespace sagaflow::fuzz
