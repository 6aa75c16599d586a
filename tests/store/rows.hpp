// Rows for the store's tests: valid by default, told apart by a number.
#pragma once

#include "engine/store/store.hpp"

namespace sagaflow::store {

inline constexpr Timestamp kStart{1'700'000'000'000};

inline InstanceId make_id(std::uint64_t number, std::uint16_t shard = 0) {
    const Timestamp at{kStart.ms + static_cast<std::int64_t>(number)};
    return InstanceId::make(at, ShardId{shard}, number * 0x9e3779b97f4a7c15ULL);
}

inline InstanceRow make_instance(std::uint64_t number, std::uint16_t shard = 0) {
    InstanceRow row;
    row.id = make_id(number, shard);
    row.saga = "order";
    row.version = 1;
    row.state = "reserve";
    row.waiting_for = "[]";
    row.started_at = row.id.created_at();
    row.updated_at = row.started_at;
    row.seq = 1;
    row.image_seq = 1;
    row.image = R"({"n":)" + std::to_string(number) + "}";
    return row;
}

inline HistoryRow make_history(InstanceId id, std::uint64_t first, std::uint64_t last) {
    return {id, first, last, kStart, R"([{"seq":)" + std::to_string(first) + "}]"};
}

inline StoredEvent make_event(
    const std::string& id,
    const std::string& type = "paid",
    const std::string& key = "k",
    std::uint64_t order = 1
) {
    StoredEvent stored;
    stored.event.identity = {"shop", id};
    stored.event.address = {type, key};
    stored.event.attributes = Json{{"subject", "s"}};
    stored.event.data = Json{{"amount", 12}};
    stored.event.received_at = kStart;
    stored.expires_at = {kStart.ms + 86'400'000};
    stored.order = order;
    return stored;
}

}  // namespace sagaflow::store
