// The core of a node: resident instances, the kernel's runs over them, and the commits.
//
// Owned by Node; engine thread only. The rule that everything hangs on: nothing leaves the process
// before its commit is durable. Runs go on while a commit is under way and gather in the next batch
// (natural group commit); one commit is under way at a time. When a commit fails, every instance
// that the two batches touched is thrown away and read back, and those who depend on it are told:
// each knows how to try again.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>

#include "engine/core/log.hpp"
#include "engine/shard/batch.hpp"
#include "engine/shard/catalog.hpp"
#include "engine/shard/loop.hpp"
#include "engine/shard/timer_queue.hpp"

namespace sagaflow {

class Core {
public:
    // Timers further away stay in the database and are read when they come near.
    static constexpr Duration kTimerHorizon{10 * 60'000};

    // What the core hands over after commits. Set once, before the first use.
    struct Hooks {
        std::function<void(const Resident&, kernel::CallEffect)> call;
        std::function<void(const EventAddress&)> look_for_kept_events;
        std::function<void(const EventAddress&)> offer_event_again;
        std::function<void(const Resident&)> ended;
        // After each commit: the instances that it touched, all of them still in memory.
        std::function<void(const std::vector<InstanceId>&)> committed;
        // The call that a loaded instance waits for is still out from this process.
        std::function<bool(const InstanceState&)> knows_calls_of;
        std::function<void(const std::vector<ShardId>&)> ownership_lost;
        // Takes new epochs for the shards, so that what was committed can be read for certain.
        std::function<void(const std::vector<ShardId>&, std::function<void()>)> take_new_epochs;
        std::function<void()> definitions_missing;
    };
    using WithResident = std::function<void(Result<Resident*>)>;

    Core(
        Loop& loop,
        store::Store& store,
        Catalog& catalog,
        Ownership& ownership,
        const kernel::Environment& environment,
        Logger& logger
    );
    void set_hooks(Hooks hooks) { hooks_ = std::move(hooks); }

    // Runs `task` when the batch being built has room for it; in order.
    void admit(std::function<void()> task);
    // Calls back with the instance in memory: at once, or after reading it. Errors: kNotOwner,
    // kNotFound, kInternal (its row is damaged). A database that is away only delays it.
    void with_resident(InstanceId id, WithResident done);
    // A new instance; not yet started.
    Resident& create(InstanceId id, dsl::ProgramPtr program);
    // One run of the kernel; its events join the batch. `done` (may be null) hears of the commit.
    kernel::Step run(Resident& resident, const kernel::Input& input, CommitDone done);

    // For what commits beside instances, and with them: rows, fenced shards, whom to tell.
    Batch& batch() { return batch_; }
    void batch_changed() { schedule_flush(); }
    // Calls back once everything that was run so far is committed; at once when all of it is.
    void after_commits(CommitDone done);

    Residents& residents() { return residents_; }
    // It stays in memory for the next moment, whatever its age.
    void keep(Resident& resident);
    // How much memory instances may take that have nothing to do.
    void set_settled_bytes_max(std::size_t bytes) { settled_bytes_max_ = bytes; }
    // A time of an instance, resident or not, at which it must be looked at.
    void remind(Timestamp at, InstanceId id);
    // The same for one that may not be in memory: it is read when the time comes.
    void expect_absent(Timestamp at, InstanceId id);
    void delay(Duration by, std::function<void()> task);

    // The shards' instances leave memory unsaved: they belong to somebody else.
    void drop(const std::vector<ShardId>& shards);
    // Writes every row that lags behind, so that the shards can be handed over.
    void flush_rows(const std::vector<ShardId>& shards);
    bool idle() const { return batch_.empty() && !under_way_; }
    // Shards that are being handed over: results are recorded, nothing new starts.
    void hold(const std::vector<ShardId>& shards) { held_.insert(shards.begin(), shards.end()); }
    void unhold(const std::vector<ShardId>& shards) {
        for (const ShardId shard : shards) held_.erase(shard);
    }
    bool holds(ShardId shard) const { return held_.contains(shard); }
    bool database_available() const { return database_available_; }
    void set_database_available(bool available) { database_available_ = available; }

    struct Counters {
        std::uint64_t commits = 0;
        std::uint64_t commits_failed = 0;
        std::uint64_t transitions = 0;
    };
    const Counters& counters() const { return counters_; }
    Loop& loop() { return loop_; }
    Logger& logger() { return logger_; }
    const kernel::Environment& environment() const { return environment_; }

private:
    // core_run.cpp
    void pump();
    void touch(Resident& resident);
    void take_effects(Resident& resident, kernel::Step& step);
    void continue_after_commit(InstanceId id);
    void release_keys(const Resident& resident);
    void look_at_due(InstanceId id);
    void on_timer();
    void arm_timer();
    Timestamp look_at_clock();
    // core_sweep.cpp
    void sweep();
    void make_room();
    void schedule_sweep();
    void leave_memory(InstanceId id);
    // core_commit.cpp
    void schedule_flush();
    void flush();
    void committed(const store::CommitOutcome& outcome);
    void succeed(Batch batch);
    void fail(const store::CommitOutcome& outcome);
    void log_failure(const store::CommitOutcome& outcome);
    std::vector<InstanceId> throw_away(Batch& batch);
    // What hangs on a commit that failed.
    struct Failed {
        store::CommitOutcome outcome;
        std::vector<InstanceId> ids;
        std::vector<CommitDone> dones;
        std::vector<CommitDone> never_sent;
    };
    void resume_after_failure(Failed failed);
    void look_for_what_it_waits_for(const InstanceState& state);
    void quarantine(const Batch& batch);
    // core_load.cpp
    void schedule_load();
    void load();
    struct Asked {
        InstanceId id;
        std::size_t waiters = 0;  // when the look began
    };
    void loaded(const std::vector<Asked>& asked, Result<std::vector<store::StoredInstance>> answer);
    Result<Resident*> take_in(const store::StoredInstance& stored);
    void recover(Resident& resident);

    Loop& loop_;
    store::Store& store_;
    Catalog& catalog_;
    Ownership& ownership_;
    const kernel::Environment& environment_;
    Logger& logger_;
    Hooks hooks_;

    Residents residents_;
    TimerQueue timers_;
    std::unordered_map<InstanceId, Timestamp> absent_due_;  // within the horizon, not in memory
    std::multimap<Timestamp, std::function<void()>> delayed_;
    Timestamp last_look_;  // at the clock
    std::deque<std::function<void()>> admitted_;
    bool pump_posted_ = false;

    Batch batch_;
    Batch committing_;
    bool under_way_ = false;
    bool flush_posted_ = false;
    bool halted_ = false;        // between an unknown outcome and the new epochs
    std::size_t solo_left_ = 0;  // commits with one run each, to find the one that is refused
    std::set<ShardId> held_;
    std::set<InstanceId> quarantined_;
    bool database_available_ = true;
    bool sweep_scheduled_ = false;
    std::size_t settled_bytes_max_ = limits::kSettledBytesMax;
    Counters counters_;
    Timestamp failure_logged_at_;
    std::int64_t failures_unlogged_ = 0;

    std::map<InstanceId, std::vector<WithResident>> wanted_;
    bool load_under_way_ = false;
    bool load_posted_ = false;
};

}  // namespace sagaflow
