#include "engine/store/memory/memory_bulk_jobs.hpp"

#include <algorithm>

namespace sagaflow::store {
namespace {

bool is_open(const BulkItem& item) {
    return item.status == BulkItemStatus::kPending || item.status == BulkItemStatus::kStarted;
}

}  // namespace

BulkJob MemoryBulkJobs::counted(const Kept& kept) {
    BulkJob job = kept.job;
    for (const BulkItem& item : kept.items) ++job.counts[item.status];
    return job;
}

bool MemoryBulkJobs::wants_worker(const Kept& kept) {
    const BulkStatus status = kept.job.status;
    return status == BulkStatus::kRunning || (status == BulkStatus::kStopped && !kept.settled);
}

Status MemoryBulkJobs::create(const BulkJob& job, const std::vector<BulkTarget>& targets) {
    if (targets.empty()) {
        return Error{ErrorCode::kInvalidArgument, "Expected a bulk job to have instances"};
    }
    const std::lock_guard lock(mutex_);
    Kept kept;
    kept.job = job;
    kept.job.counts.clear();  // told of the items
    for (const BulkTarget& target : targets) {
        BulkItem item;
        item.number = kept.items.size() + 1;
        item.instance = target.instance;
        item.seen_seq = target.seen_seq;
        kept.items.push_back(item);
    }
    const bool fresh = jobs_.emplace(job.id, std::move(kept)).second;
    if (!fresh) return Error{ErrorCode::kConflict, "The bulk job exists already"};
    return ok_status();
}

Result<bool> MemoryBulkJobs::begin(const BulkJob& job) {
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(job.id);
    if (found == jobs_.end() || found->second.job.status != BulkStatus::kPlanned) return false;
    BulkJob& kept = found->second.job;
    kept.status = BulkStatus::kRunning;
    kept.reason = job.reason;
    kept.actor = job.actor;
    kept.even_if_moved = job.even_if_moved;
    kept.created_at = job.created_at;
    return true;
}

Result<std::optional<BulkJob>> MemoryBulkJobs::find(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) return std::optional<BulkJob>{};
    return std::optional<BulkJob>(counted(found->second));
}

Result<std::vector<BulkJob>> MemoryBulkJobs::list(
    const std::optional<BulkPosition>& before, std::size_t limit
) {
    const std::lock_guard lock(mutex_);
    std::vector<BulkJob> page;
    for (const auto& [id, kept] : jobs_) {
        if (kept.job.status == BulkStatus::kPlanned) continue;
        const BulkPosition at{kept.job.created_at, id};
        if (!before || at < *before) page.push_back(counted(kept));
    }
    std::sort(page.begin(), page.end(), [](const BulkJob& a, const BulkJob& b) {
        return BulkPosition{a.created_at, a.id} > BulkPosition{b.created_at, b.id};
    });
    if (page.size() > limit) page.resize(limit);
    return page;
}

Result<std::vector<BulkItem>> MemoryBulkJobs::items(
    const std::string& id,
    std::uint64_t after,
    std::optional<BulkItemStatus> status,
    std::size_t limit
) {
    const std::lock_guard lock(mutex_);
    std::vector<BulkItem> page;
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) return page;
    for (const BulkItem& item : found->second.items) {
        if (page.size() == limit) break;
        if (item.number > after && (!status || item.status == *status)) page.push_back(item);
    }
    return page;
}

Result<bool> MemoryBulkJobs::stop(const std::string& id, Timestamp now) {
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(id);
    if (found == jobs_.end() || found->second.job.status != BulkStatus::kRunning) return false;
    found->second.job.status = BulkStatus::kStopped;
    found->second.job.ended_at = now;
    return true;
}

Result<std::optional<BulkJob>> MemoryBulkJobs::claim(const std::string& worker, Duration lease) {
    const std::lock_guard lock(mutex_);
    Kept* oldest = nullptr;
    for (auto& [id, kept] : jobs_) {
        if (!wants_worker(kept)) continue;
        const bool held = kept.worker_until && *kept.worker_until > clock_.now();
        if (held && kept.worker != worker) continue;
        if (oldest == nullptr || kept.job.created_at < oldest->job.created_at) oldest = &kept;
    }
    if (oldest == nullptr) return std::optional<BulkJob>{};
    oldest->worker = worker;
    oldest->worker_until = clock_.now() + lease;
    return std::optional<BulkJob>(counted(*oldest));
}

Result<BulkTaken> MemoryBulkJobs::take(
    const std::string& id, const std::string& worker, Duration lease, std::size_t limit
) {
    const std::lock_guard lock(mutex_);
    BulkTaken taken;
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) return taken;
    Kept& kept = found->second;
    if (kept.worker != worker || !wants_worker(kept)) return taken;
    kept.worker_until = clock_.now() + lease;
    taken.running = kept.job.status == BulkStatus::kRunning;
    for (BulkItem& item : kept.items) {
        if (taken.items.size() == limit) break;
        if (!is_open(item)) continue;
        if (!taken.running && item.status != BulkItemStatus::kStarted) continue;
        taken.items.push_back(item);
        item.status = BulkItemStatus::kStarted;
    }
    return taken;
}

Result<bool> MemoryBulkJobs::record(const std::string& id, const std::vector<BulkItem>& results) {
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) return false;
    for (const BulkItem& result : results) {
        BulkItem& item = found->second.items.at(result.number - 1);
        if (is_open(item)) item = result;
    }
    return found->second.job.status == BulkStatus::kRunning;
}

Status MemoryBulkJobs::finish(const std::string& id, Timestamp now) {
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(id);
    if (found == jobs_.end() || !wants_worker(found->second)) return ok_status();
    Kept& kept = found->second;
    const bool running = kept.job.status == BulkStatus::kRunning;
    const bool busy =
        std::any_of(kept.items.begin(), kept.items.end(), [running](const BulkItem& item) {
            return running ? is_open(item) : item.status == BulkItemStatus::kStarted;
        });
    if (busy) return ok_status();
    kept.settled = true;
    if (!running) return ok_status();
    kept.job.status = BulkStatus::kDone;
    kept.job.ended_at = now;
    return ok_status();
}

Result<bool> MemoryBulkJobs::prune(const BulkPruning& pruning) {
    const std::lock_guard lock(mutex_);
    std::vector<BulkPosition> plans;
    for (const auto& [id, kept] : jobs_) {
        if (kept.job.status == BulkStatus::kPlanned) plans.push_back({kept.job.created_at, id});
    }
    std::sort(plans.rbegin(), plans.rend());
    const auto too_many = [&](const BulkPosition& plan) {
        return plans.size() > pruning.plans_kept && plan <= plans[pruning.plans_kept];
    };
    for (auto at = jobs_.begin(); at != jobs_.end(); ++at) {
        const BulkJob& job = at->second.job;
        const bool planned = job.status == BulkStatus::kPlanned;
        const bool old =
            planned ? job.created_at < pruning.planned_before || too_many({job.created_at, job.id})
                    : job.ended_at && *job.ended_at < pruning.ended_before;
        if (!old) continue;
        jobs_.erase(at);
        return true;
    }
    return false;
}

}  // namespace sagaflow::store
