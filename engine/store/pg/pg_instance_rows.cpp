#include "engine/store/pg/pg_instance_rows.hpp"

#include <unordered_map>

#include "engine/core/ensure.hpp"

namespace sagaflow::store {

InstanceRow pg_instance(const PgRows& rows, int row, bool with_image) {
    InstanceRow instance;
    instance.id = rows.uuid(row, 0);
    instance.started_at = rows.timestamp(row, 1);
    instance.updated_at = rows.timestamp(row, 2);
    instance.wake_at = rows.optional_timestamp(row, 3);
    instance.ended_at = rows.optional_timestamp(row, 4);
    instance.seq = rows.uint8(row, 5);
    instance.version = rows.int4(row, 6);
    instance.saga = rows.text(row, 7);
    instance.key = rows.optional_text(row, 8);
    const auto status = instance_status_from(rows.text(row, 9));
    ENSURE(status.has_value(), "a stored status is one of ours");
    instance.status = *status;
    instance.state = rows.text(row, 10);
    instance.waiting_for = rows.text(row, 11);
    instance.error_type = rows.text(row, 12);
    instance.error_message = rows.text(row, 13);
    if (with_image) {
        instance.image_seq = rows.uint8(row, 14);
        instance.image = rows.text(row, 15);
    }
    return instance;
}

HistoryRow pg_history(const PgRows& rows, int row) {
    return {
        rows.uuid(row, 0),
        rows.uint8(row, 1),
        rows.uint8(row, 2),
        rows.timestamp(row, 3),
        rows.text(row, 4)};
}

StartKeyRow pg_start_key(const PgRows& rows, int row) {
    return {
        {rows.text(row, 1), rows.text(row, 2)},
        rows.uuid(row, 3),
        rows.uint8(row, 4),
        rows.timestamp(row, 5)};
}

DefinitionRow pg_definition(const PgRows& rows, int row) {
    return {
        rows.text(row, 0),
        rows.int4(row, 1),
        rows.text(row, 2),
        rows.text(row, 3),
        rows.timestamp(row, 4)};
}

NodeRow pg_node(const PgRows& rows, int row) {
    return {
        rows.text(row, 0),
        rows.text(row, 1),
        rows.text(row, 2),
        rows.timestamp(row, 3),
        rows.boolean(row, 4),
        rows.boolean(row, 5)};
}

std::vector<StoredInstance> pg_stored_instances(
    const std::vector<InstanceId>& wanted, const PgRows& images, const PgRows& tails
) {
    std::unordered_map<InstanceId, StoredInstance> found;
    for (int row = 0; row < images.size(); ++row) {
        InstanceRow instance = pg_instance(images, row, true);
        const InstanceId id = instance.id;
        found[id].row = std::move(instance);
    }
    for (int row = 0; row < tails.size(); ++row) {
        HistoryRow events = pg_history(tails, row);
        const auto owner = found.find(events.id);
        ENSURE(owner != found.end(), "images and tails are of one snapshot");
        owner->second.tail.push_back(std::move(events));
    }
    std::vector<StoredInstance> ordered;
    for (const InstanceId& id : wanted) {
        const auto instance = found.find(id);
        if (instance != found.end()) ordered.push_back(std::move(instance->second));
    }
    return ordered;
}

}  // namespace sagaflow::store
