// What was committed, in the order of the commits: the simulator's own record, kept beside the
// database and compared with it in the end. Each commit is judged as it happens: its writer must
// own what it writes, history has no gap, epochs never go back, keys are unique (I1, I9, I10).
//
// Belongs to one run; one thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/model/history_event.hpp"
#include "engine/model/instance_state.hpp"
#include "engine/store/memory/memory_database.hpp"
#include "tests/simulation/world/findings.hpp"
#include "tests/simulation/world/plan.hpp"
#include "tests/simulation/world/statistics.hpp"
#include "tests/simulation/world/trace.hpp"

namespace sagaflow::simulation {

// One visit of a state, as committed.
struct Execution {
    std::map<CallKind, int> begun;  // the highest attempt number whose start is committed
    int interrupted = 0;
    int retried_by_hand = 0;
    bool do_over = false;    // a result is committed: never called again
    bool undo_over = false;  // likewise
    bool late_success = false;
    std::optional<Timestamp> due;  // of a timer or a receive
    int fired = 0;
};

struct Biography {
    InstanceState state;  // folded from the events, apart from the engine's own images
    std::vector<HistoryEvent> history;
    std::map<std::pair<std::string, int>, Execution> executions;
    std::map<EventIdentity, int> received;
    std::int64_t epoch = 0;
    bool broken = false;  // no further folding
    bool has_been(EventType type) const;
};

class Chronicle {
public:
    Chronicle(
        store::MemoryDatabase& database,
        const Plan& plan,
        const Clock& truth,
        Trace& trace,
        Findings& findings,
        Statistics& statistics
    );

    // Carries the commit out and notes what came of it.
    store::CommitOutcome commit(const std::string& writer, const store::CommitBatch& batch);
    void acquired(const std::string& incarnation, const std::vector<store::Fence>& fences);
    // The latest that took the shard; it may have given it back.
    bool is_owner(const std::string& incarnation, ShardId shard) const;

    // Under which it owns the shard; none: it is not the latest owner.
    std::optional<Epoch> epoch_of(const std::string& incarnation, ShardId shard) const;

    const Biography* find(InstanceId id) const;
    const std::map<InstanceId, Biography>& biographies() const { return biographies_; }
    const std::set<InstanceId>& live() const { return live_; }
    bool has_event(const EventIdentity& identity) const { return events_.contains(identity); }
    // Instances that a start with this number made; more than one is too many.
    std::size_t made_by(std::int64_t operation) const;
    // From here on nothing is disturbed: what is due must happen soon.
    void expect_punctuality_from(Timestamp at) { settled_at_ = at; }
    std::optional<InstanceId> poisoned() const { return poisoned_; }
    void lift_poison() { poison_lifted_ = true; }
    bool refuses(const store::CommitBatch& batch) const;

private:
    void note(const std::string& writer, const store::CommitBatch& batch);
    void note_history(
        const std::string& writer, const store::CommitBatch& batch, const store::HistoryRow& row
    );
    void check_writer(
        const std::string& writer, const store::CommitBatch& batch, InstanceId id, Biography& life
    );
    void note_event(Biography& life, const HistoryEvent& event);
    void note_attempts(Biography& life, const HistoryEvent& event);
    void note_start(Biography& life);
    void note_fired(Biography& life, const HistoryEvent& event, Execution& execution);
    void broken(const char* invariant, InstanceId id, std::string text);

    store::MemoryDatabase& database_;
    const Plan& plan_;
    const Clock& truth_;
    Trace& trace_;
    Findings& findings_;
    Statistics& statistics_;
    std::map<InstanceId, Biography> biographies_;
    std::set<InstanceId> live_;
    std::set<EventIdentity> events_;
    std::map<std::string, std::set<InstanceId>> by_request_key_;
    std::map<std::string, std::set<InstanceId>> by_business_key_;  // living ones
    std::map<std::int64_t, std::size_t> by_operation_;
    std::map<ShardId, std::pair<std::string, Epoch>> owners_;
    std::optional<Timestamp> settled_at_;
    std::optional<InstanceId> poisoned_;
    bool poison_lifted_ = false;
};

}  // namespace sagaflow::simulation
