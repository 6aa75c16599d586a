// One process's way to the database: calls take time, fail before or after they were carried out,
// arrive after their caller was told that nobody knows, and die with the process. The commits go
// through the chronicle.
//
// Belongs to one process, and may be gone while calls of it are on the way. One thread.
#pragma once

#include <memory>

#include "engine/store/store.hpp"
#include "tests/simulation/oracle/chronicle.hpp"
#include "tests/simulation/world/node_loop.hpp"
#include "tests/simulation/world/schedule.hpp"
#include "tests/simulation/world/weather.hpp"

namespace sagaflow::simulation {

// What a run shares with every process.
struct Surroundings {
    const Plan& plan;
    Schedule& schedule;
    store::MemoryDatabase& database;
    Chronicle& chronicle;
    Weather& weather;
    Trace& trace;
    Findings& findings;
    Statistics& statistics;
};

// The process dies at its commit number `commit` (from 1): before the database sees it, or after it
// is durable and before anybody hears of it.
struct Death {
    std::uint64_t commit = 0;  // 0: not by a commit
    bool after = false;
};

// Shared with everything that is on the way to or from a process.
struct Life {
    bool alive = true;  // false: killed; nothing goes out and nothing comes in
    bool crashed = false;
    std::uint64_t commits = 0;
    Timestamp last_beat;  // true time of the latest heartbeat that it sent
};

class DatabaseLink final : public store::Store {
public:
    DatabaseLink(
        Surroundings& around,
        std::string incarnation,
        NodeLoop& loop,
        std::shared_ptr<Life> life,
        Death death,
        std::uint64_t seed
    );

    void commit(store::CommitBatch batch, std::function<void(store::CommitOutcome)> done) override;
    void load(std::vector<InstanceId> ids, Done<std::vector<store::StoredInstance>> done) override;
    void due(
        std::vector<ShardId> shards,
        Timestamp horizon,
        std::optional<store::DueInstance> after,
        std::size_t limit,
        Done<std::vector<store::DueInstance>> done
    ) override;
    void find_start_keys(
        std::vector<store::StartKey> keys, Done<std::vector<std::optional<store::StartKeyRow>>> done
    ) override;
    void look_up_events(
        std::vector<std::pair<EventIdentity, EventAddress>> events,
        Done<std::vector<store::EventLookup>> done
    ) override;
    void find_kept_events(
        std::vector<EventAddress> addresses,
        Timestamp now,
        Done<std::vector<store::StoredEvent>> done
    ) override;
    void find_awaited_kept(
        std::vector<ShardId> shards,
        Timestamp now,
        std::size_t limit,
        Done<std::vector<EventAddress>> done
    ) override;
    void find_messages(
        std::vector<ShardId> shards, std::size_t limit, Done<std::vector<store::Message>> done
    ) override;
    void load_definitions(std::uint64_t known, Done<std::vector<store::DefinitionRow>> done)
        override;
    void prune(Timestamp events_before, Done<Unit> done) override;
    void heartbeat(store::NodeRow node, Duration lease, Done<store::ClusterView> done) override;
    void acquire(
        std::string node,
        std::string incarnation,
        std::vector<store::ShardRow> seen,
        Done<std::vector<store::Fence>> done
    ) override;
    void release(std::vector<store::Fence> shards, Done<Unit> done) override;
    void leave(std::string node, std::string incarnation, Done<Unit> done) override;
    void shut_down() override {}
    void forget_death() { death_ = {}; }

private:
    enum class Fate { kFine, kNeverArrives, kAnswerLost };
    // What becomes of a commit beside the outcome that the database gives.
    enum class CommitFate {
        kFine,
        kNotCommitted,
        kUnavailable,
        kConflict,
        kUnknownNotApplied,
        kUnknownApplied,
        kUnknownAppliedLater,
        kOwnershipLost,
    };
    struct Sent;  // a commit on its way

    Fate fate(int per_mille);
    CommitFate commit_fate();
    Duration latency() { return random_.span(0, around_.weather.latency.ms); }
    template <typename T, typename Work>
    void ask(int fault_per_mille, Work work, Done<T> done);
    void arrive(const std::shared_ptr<Sent>& sent);
    void answer(const std::shared_ptr<Sent>& sent, store::CommitOutcome outcome);

    Surroundings& around_;
    std::string incarnation_;
    NodeLoop& loop_;
    std::shared_ptr<Life> life_;
    Death death_;
    Random random_;
};

}  // namespace sagaflow::simulation
