// The reading side of the API: lists and look-ups of committed data, on any node, without the
// engine. Blocking and safe from many threads at once: each call takes a connection of a bounded
// pool and runs under a statement timeout. Errors: kUnavailable when the database is away.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/attention.hpp"
#include "engine/store/store.hpp"

namespace sagaflow::store {

// Every filter that is set must hold. Times are exclusive and compare with the start time that the
// id carries, so that they cost an index range and not a scan.
struct InstanceFilter {
    std::optional<std::string> saga;
    std::optional<int> version;
    std::vector<InstanceStatus> statuses;  // empty: all
    std::optional<std::string> state;      // an active state's name
    std::optional<std::string> key;
    std::optional<Timestamp> started_after;
    std::optional<Timestamp> started_before;
    std::optional<std::string> error;        // the error's type
    std::optional<std::string> waiting_for;  // a kind: task, retry, timer, event, operator
    std::optional<std::string> text;         // `q`: in key or error text (any case), id prefix
};

// Whether the list would hold this row (its image aside).
bool matches(const InstanceRow& row, const InstanceFilter& filter);

// Where a page of events ended; opaque to clients and safe in a URL.
std::string event_cursor(const StoredEvent& event);
struct EventPosition {
    Timestamp received_at;
    EventIdentity identity;
    auto operator<=>(const EventPosition&) const = default;
};
Result<EventPosition> event_position(std::string_view cursor);

// A list's row: everything but the image.
struct InstanceListPage {
    std::vector<InstanceRow> rows;          // image empty
    std::optional<InstanceId> next_before;  // cursor: ids below it come next; none: the end
};

// What people know an instance by, as it is now.
struct InstanceLabel {
    std::string saga;
    std::optional<std::string> key;
    InstanceStatus status = InstanceStatus::kRunning;
};

struct DeployOutcome {
    int version = 0;
    bool created = false;  // false: this content was known
    Timestamp created_at;
};

struct EventCounts {
    std::uint64_t kept = 0;
    std::uint64_t consumed = 0;
};

struct MigrationRow {
    int version = 0;
    std::string name;
    Timestamp applied_at;
};
struct DatabaseFigures {
    std::string version;  // of the server
    std::uint64_t size_bytes = 0;
    std::uint64_t connections = 0;         // to this database, from whomever
    std::vector<MigrationRow> migrations;  // oldest first
};

class Queries {
public:
    virtual ~Queries() = default;

    // Newest first (by id, which sorts by start time).
    virtual Result<InstanceListPage> list_instances(
        const InstanceFilter& filter, std::optional<InstanceId> before, std::size_t limit
    ) = 0;
    virtual Result<std::optional<StoredInstance>> find_instance(InstanceId id) = 0;
    // Those of them that exist.
    virtual Result<std::map<InstanceId, InstanceLabel>> labels(const std::vector<InstanceId>& ids
    ) = 0;
    // What waits for an operator, the largest groups first. Of each status those `each_max`
    // instances are looked at that started first.
    virtual Result<std::vector<AttentionGroup>> attention(std::size_t each_max) = 0;
    // History rows with last_seq > after, oldest first, at most `limit` rows.
    virtual Result<std::vector<HistoryRow>> history(
        InstanceId id, std::uint64_t after_seq, std::size_t limit
    ) = 0;
    virtual Result<std::optional<StartKeyRow>> find_start_key(const StartKey& key) = 0;

    // Gives the content the saga's next version, or finds the version it has. One transaction.
    virtual Result<DeployOutcome> deploy(
        const std::string& saga, const std::string& content_hash, const std::string& source
    ) = 0;
    virtual Result<std::vector<DefinitionRow>> definitions() = 0;  // newest version first by saga
    // Instances by status for each version of the saga.
    virtual Result<std::map<int, std::map<InstanceStatus, std::uint64_t>>> count_instances(
        const std::string& saga
    ) = 0;
    // Live instances and those that need attention, by status; bounded work.
    virtual Result<std::map<InstanceStatus, std::uint64_t>> count_live() = 0;

    // Newest first; the next page starts before event_cursor() of the last one.
    virtual Result<std::vector<StoredEvent>> list_events(
        std::optional<EventState> state,
        std::optional<std::string> type,
        std::optional<std::string> before_cursor,
        std::size_t limit
    ) = 0;
    // Effects that nobody will settle by itself, oldest first, after the position.
    virtual Result<std::vector<EffectRow>> list_effects(
        const EffectFilter& filter, const std::optional<EffectPosition>& after, std::size_t limit
    ) = 0;
    // Their number by state; bounded work.
    virtual Result<std::map<std::string, std::uint64_t>> count_effects() = 0;
    virtual Result<std::vector<NodeRow>> nodes() = 0;
    virtual Result<std::vector<ShardRow>> shards() = 0;  // by number
    virtual Result<DatabaseFigures> database_figures() = 0;
    // A round trip to the database: readiness.
    virtual Status ping() = 0;
};

}  // namespace sagaflow::store
