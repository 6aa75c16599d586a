// The instances that this node holds in memory, and who of them waits for which event.
//
// Owned by the core; engine thread only. A resident's state may run ahead of what is committed; a
// failed commit throws such residents away and reads them back.
//
// A resident is busy from its last touch until it is settled: its row says what its state says and
// nothing of it is out. Settled ones are kept because who was active a moment ago is likely to be
// asked again, and are the first to go when memory is short.
#pragma once

#include <list>
#include <memory>
#include <set>
#include <unordered_map>
#include <vector>

#include "dsl/program/program.hpp"
#include "engine/core/ids.hpp"
#include "engine/model/history_event.hpp"
#include "engine/model/instance_state.hpp"
#include "engine/store/store.hpp"

namespace sagaflow {

struct Resident {
    InstanceState state;
    dsl::ProgramPtr program;

    // What the database's row says (or will, once the commit under way is done).
    bool stored = false;          // the row exists
    std::uint64_t row_seq = 0;    // it shows events up to here
    std::uint64_t image_seq = 0;  // its image includes events up to here; 0: it has none
    InstanceStatus row_status = InstanceStatus::kRunning;
    std::optional<Timestamp> row_wake_at;
    bool effects_listed = false;  // rows tell of effects that are left, or may

    // What the batch being built adds.
    std::vector<HistoryEvent> fresh;
    bool in_batch = false;
    int commits_under_way = 0;
    bool write_row = false;          // the batch must write the row: somebody asked
    bool deposed = false;            // its shard was lost meanwhile: nothing of it may be written
    bool end_was_told = false;       // those who wait for its end know
    bool known_to_database = false;  // it was committed once

    Timestamp touched_at;
    std::size_t bytes = 0;
    bool settled = false;
    std::list<InstanceId>::iterator place;  // in the order of last use
};

class Residents {
public:
    Resident* find(InstanceId id);
    Resident& add(std::unique_ptr<Resident> resident, Timestamp now);
    void remove(InstanceId id);
    // Makes it the youngest of the busy ones, counts its bytes anew.
    void touch(Resident& resident, Timestamp now);
    // Makes it the youngest of the settled ones.
    void settle(Resident& resident);

    std::size_t size() const { return by_id_.size(); }
    std::size_t bytes() const { return bytes_; }
    std::size_t settled_bytes() const { return settled_bytes_; }
    // Oldest first.
    const std::list<InstanceId>& busy() const { return busy_; }
    const std::list<InstanceId>& settled() const { return settled_; }
    std::vector<InstanceId> of(const std::vector<ShardId>& shards) const;

    // Who waits for the event, among residents, in order of id.
    void subscribe(const EventAddress& address, InstanceId id, std::uint64_t token);
    void unsubscribe(const EventAddress& address, InstanceId id, std::uint64_t token);
    std::vector<InstanceId> subscribers(const EventAddress& address) const;

private:
    void forget_subscriptions(const Resident& resident);

    std::unordered_map<InstanceId, std::unique_ptr<Resident>> by_id_;
    std::list<InstanceId> busy_;
    std::list<InstanceId> settled_;
    std::map<EventAddress, std::set<std::pair<InstanceId, std::uint64_t>>> subscriptions_;
    std::size_t bytes_ = 0;
    std::size_t settled_bytes_ = 0;
};

}  // namespace sagaflow
