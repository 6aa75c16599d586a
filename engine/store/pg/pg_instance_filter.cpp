#include "engine/store/pg/pg_instance_filter.hpp"

#include <algorithm>

namespace sagaflow::store {
namespace {

// The smallest id that starts at this millisecond or later.
InstanceId first_id_at(Timestamp at) {
    InstanceId id;
    const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(at.ms, 0));
    for (std::size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    return id;
}

InstanceId last_id() {
    InstanceId id;
    id.bytes.fill(0xff);
    return id;
}

InstanceId lower_bound(const InstanceFilter& filter) {
    if (!filter.started_after) return {};
    return first_id_at(*filter.started_after + Duration{1});
}

InstanceId upper_bound(const InstanceFilter& filter, std::optional<InstanceId> before) {
    const InstanceId started =
        filter.started_before ? first_id_at(*filter.started_before) : last_id();
    return before ? std::min(*before, started) : started;
}

}  // namespace

PgParameters pg_list_parameters(
    const InstanceFilter& filter, std::optional<InstanceId> before, std::size_t limit
) {
    const auto& statuses = filter.statuses;
    const bool live =
        !statuses.empty() && std::none_of(statuses.begin(), statuses.end(), has_ended);
    std::optional<std::string> waiting;
    // As in the compact JSON of the column; inside its strings every quote is escaped.
    if (filter.waiting_for) waiting = "\"kind\":\"" + *filter.waiting_for + "\"";
    PgParameters parameters;
    parameters.optional_text(filter.saga);
    if (filter.version) {
        parameters.int4(*filter.version);
    } else {
        parameters.null();
    }
    if (statuses.empty()) {
        parameters.null();
    } else {
        parameters.array(PgType::kText, statuses, [](InstanceStatus s) { return to_string(s); });
    }
    parameters.boolean(live)
        .optional_text(filter.state)
        .optional_text(filter.key)
        .optional_text(filter.error)
        .optional_text(waiting)
        .optional_text(filter.text)
        .uuid(lower_bound(filter))
        .uuid(upper_bound(filter, before))
        // One more than asked tells whether there is another page.
        .int8(static_cast<std::int64_t>(limit) + 1);
    return parameters;
}

}  // namespace sagaflow::store
