// Bulk jobs in memory, for tests. Thread-safe.
#pragma once

#include <map>
#include <mutex>

#include "engine/store/bulk_jobs.hpp"

namespace sagaflow::store {

class MemoryBulkJobs final : public BulkJobs {
public:
    // `clock` plays the database's clock; it must outlive this object.
    explicit MemoryBulkJobs(const Clock& clock) : clock_(clock) {}

    Status create(const BulkJob& job, const std::vector<BulkTarget>& targets) override;
    Result<bool> begin(const BulkJob& job) override;
    Result<std::optional<BulkJob>> find(const std::string& id) override;
    Result<std::vector<BulkJob>> list(const std::optional<BulkPosition>& before, std::size_t limit)
        override;
    Result<std::vector<BulkItem>> items(
        const std::string& id,
        std::uint64_t after,
        std::optional<BulkItemStatus> status,
        std::size_t limit
    ) override;
    Result<bool> stop(const std::string& id, Timestamp now) override;
    Result<std::optional<BulkJob>> claim(const std::string& worker, Duration lease) override;
    Result<BulkTaken> take(
        const std::string& id, const std::string& worker, Duration lease, std::size_t limit
    ) override;
    Result<bool> record(const std::string& id, const std::vector<BulkItem>& results) override;
    Status finish(const std::string& id, Timestamp now) override;
    Result<bool> prune(const BulkPruning& pruning) override;

private:
    struct Kept {
        BulkJob job;
        std::vector<BulkItem> items;
        std::string worker;
        std::optional<Timestamp> worker_until;
        bool settled = false;  // stopped, and nothing of it is in doubt
    };
    static bool wants_worker(const Kept& kept);
    static BulkJob counted(const Kept& kept);

    const Clock& clock_;
    std::mutex mutex_;
    std::map<std::string, Kept> jobs_;
};

}  // namespace sagaflow::store
