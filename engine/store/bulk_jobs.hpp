// Bulk jobs: one action for many instances, kept where every node finds it. A worker takes a job by
// a lease, marks items before it acts on them and records what came of each; when it dies, another
// goes on, and sees which items were in doubt.
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

enum class BulkStatus { kRunning, kStopped, kDone };
std::string_view to_string(BulkStatus status);  // running, stopped, done
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
    BulkStatus status = BulkStatus::kRunning;
    Timestamp created_at;
    std::optional<Timestamp> ended_at;
    std::map<BulkItemStatus, std::uint64_t> counts;  // read only
};

struct BulkItem {
    std::uint64_t number = 0;  // from 1
    InstanceId instance;
    BulkItemStatus status = BulkItemStatus::kPending;
    std::string detail;
    std::optional<Timestamp> at;
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

    // kInvalidArgument without instances.
    virtual Status create(const BulkJob& job, const std::vector<InstanceId>& instances) = 0;
    virtual Result<std::optional<BulkJob>> find(const std::string& id) = 0;
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

    // The oldest running job that nobody else works on is the worker's from now on, for the lease.
    virtual Result<std::optional<BulkJob>> claim(const std::string& worker, Duration lease) = 0;
    // The next items of a job that is still running and the worker's; the lease starts anew. They
    // are marked as started; the status in the answer is the one before. None: there are no more,
    // or the job is not the worker's any more.
    virtual Result<std::vector<BulkItem>> take(
        const std::string& id, const std::string& worker, Duration lease, std::size_t limit
    ) = 0;
    // What came of items: status, detail, at. One that has its result already keeps it. True: the
    // job is still running.
    virtual Result<bool> record(const std::string& id, const std::vector<BulkItem>& results) = 0;
    // Ends the job when nothing of it is pending or started.
    virtual Status finish(const std::string& id, Timestamp now) = 0;
};

}  // namespace sagaflow::store
