// Bulk jobs on PostgreSQL, over a small pool of its own. Thread-safe.
#pragma once

#include "engine/store/bulk_jobs.hpp"
#include "engine/store/pg/pg_pool.hpp"

namespace sagaflow::store {

class PgBulkJobs final : public BulkJobs {
public:
    PgBulkJobs(PgConnectionInfo info, PgTimeouts timeouts, std::size_t sessions_max)
        : pool_(std::move(info), timeouts, sessions_max) {}

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
    template <typename T>
    Result<T> ask(
        const PgStatement& statement,
        const PgParameters& parameters,
        const std::function<T(const PgRows&)>& read
    );
    Status tell(const PgStatement& statement, const PgParameters& parameters);
    Result<std::vector<BulkJob>> with_counts(Result<std::vector<BulkJob>> jobs);

    PgPool pool_;
};

}  // namespace sagaflow::store
