// Bulk jobs: one action for many instances, kept where every node finds it. A job begins as a plan,
// which holds the instances that were counted and where each of them stood, so that the act is over
// exactly these. A worker takes a job by a lease, marks items before it acts on them and records
// what came of each; when it dies, another goes on, and sees which items were in doubt.
//
// Blocking and safe from many threads at once. Errors: kUnavailable when the database is away.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/ids.hpp"
#include "engine/core/result.hpp"
#include "engine/core/time.hpp"

namespace sagaflow::store {

enum class BulkStatus {
    kPlanned,  // nobody has asked for it yet; it is in no list
    kRunning,
    kStopped,
    kDone,
};
std::string_view to_string(BulkStatus status);  // planned, running, stopped, done
std::optional<BulkStatus> bulk_status_from(std::string_view text);

enum class BulkItemStatus {
    kPending,
    kStarted,  // a worker was about to act
    kDone,
    kRefused,  // the action is not possible for it; nothing happened
    kFailed,   // it could not be asked
};
std::string_view to_string(BulkItemStatus status);  // pending, started, done, refused, failed
std::optional<BulkItemStatus> bulk_item_status_from(std::string_view text);

struct BulkJob {
    std::string id;
    std::string action;
    std::string filter;     // JSON text, as it was asked
    std::string arguments;  // JSON text
    std::string reason;
    std::string actor;
    bool even_if_moved = false;  // act on instances whose own plan is another one by now, too
    BulkStatus status = BulkStatus::kRunning;
    Timestamp created_at;
    std::optional<Timestamp> ended_at;
    std::map<BulkItemStatus, std::uint64_t> counts;  // read only
};

// An instance as it was when it was counted.
struct BulkTarget {
    InstanceId instance;
    std::uint64_t seen_seq = 0;  // its last event then
};

struct BulkItem {
    std::uint64_t number = 0;  // from 1
    InstanceId instance;
    std::uint64_t seen_seq = 0;  // 0: from before this was kept
    BulkItemStatus status = BulkItemStatus::kPending;
    std::string detail;
    std::optional<Timestamp> at;
};

// What a worker was given.
struct BulkTaken {
    bool running = false;  // false: the job was stopped; find out what became of these, no more
    std::vector<BulkItem> items;
};

// What is not kept any longer.
struct BulkPruning {
    Timestamp ended_before;
    Timestamp planned_before;
    std::size_t plans_kept = 0;  // the newest ones
};

// Newest first.
struct BulkPosition {
    Timestamp created_at;
    std::string id;
    auto operator<=>(const BulkPosition&) const = default;
};

class BulkJobs {
public:
    virtual ~BulkJobs() = default;

    // kInvalidArgument without instances. As its status says: planned, or running at once.
    virtual Status create(const BulkJob& job, const std::vector<BulkTarget>& targets) = 0;
    // A planned job runs from `created_at` on, with this reason, actor and even_if_moved. True: it
    // was planned.
    virtual Result<bool> begin(const BulkJob& job) = 0;
    // Planned ones too.
    virtual Result<std::optional<BulkJob>> find(const std::string& id) = 0;
    // Not the planned ones.
    virtual Result<std::vector<BulkJob>> list(
        const std::optional<BulkPosition>& before, std::size_t limit
    ) = 0;
    // Items with a greater number, in order; only of that status where one is given.
    virtual Result<std::vector<BulkItem>> items(
        const std::string& id,
        std::uint64_t after,
        std::optional<BulkItemStatus> status,
        std::size_t limit
    ) = 0;
    // True: it was running.
    virtual Result<bool> stop(const std::string& id, Timestamp now) = 0;

    // The oldest job that nobody else works on is the worker's from now on, for the lease: one that
    // runs, or one that was stopped while items of it were started.
    virtual Result<std::optional<BulkJob>> claim(const std::string& worker, Duration lease) = 0;
    // The next items of a job that is still the worker's; the lease starts anew. They are marked as
    // started; the status in the answer is the one before. Of a job that was stopped only those
    // that are started already. None: there are no more, or the job is not the worker's any more.
    virtual Result<BulkTaken> take(
        const std::string& id, const std::string& worker, Duration lease, std::size_t limit
    ) = 0;
    // What came of items: status, detail, at; pending: nothing, it was left alone. One that has its
    // result already keeps it. True: the job is still running.
    virtual Result<bool> record(const std::string& id, const std::vector<BulkItem>& results) = 0;
    // Ends the job when nothing of it is pending or started; one that was stopped is settled when
    // nothing of it is started, and is claimed no more.
    virtual Status finish(const std::string& id, Timestamp now) = 0;
    // Deletes one job that is kept no longer, with its items. False: there is none.
    virtual Result<bool> prune(const BulkPruning& pruning) = 0;
};

}  // namespace sagaflow::store
