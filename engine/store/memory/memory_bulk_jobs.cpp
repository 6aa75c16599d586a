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

Status MemoryBulkJobs::create(const BulkJob& job, const std::vector<InstanceId>& instances) {
    if (instances.empty()) {
        return Error{ErrorCode::kInvalidArgument, "Expected a bulk job to have instances"};
    }
    const std::lock_guard lock(mutex_);
    Kept kept;
    kept.job = job;
    kept.job.counts.clear();  // told of the items
    for (const InstanceId id : instances) {
        BulkItem item;
        item.number = kept.items.size() + 1;
        item.instance = id;
        kept.items.push_back(item);
    }
    const bool fresh = jobs_.emplace(job.id, std::move(kept)).second;
    if (!fresh) return Error{ErrorCode::kConflict, "The bulk job exists already"};
    return ok_status();
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
        if (kept.job.status != BulkStatus::kRunning) continue;
        const bool held = kept.worker_until && *kept.worker_until > clock_.now();
        if (held && kept.worker != worker) continue;
        if (oldest == nullptr || kept.job.created_at < oldest->job.created_at) oldest = &kept;
    }
    if (oldest == nullptr) return std::optional<BulkJob>{};
    oldest->worker = worker;
    oldest->worker_until = clock_.now() + lease;
    return std::optional<BulkJob>(counted(*oldest));
}

Result<std::vector<BulkItem>> MemoryBulkJobs::take(
    const std::string& id, const std::string& worker, Duration lease, std::size_t limit
) {
    const std::lock_guard lock(mutex_);
    std::vector<BulkItem> taken;
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) return taken;
    Kept& kept = found->second;
    if (kept.worker != worker || kept.job.status != BulkStatus::kRunning) return taken;
    kept.worker_until = clock_.now() + lease;
    for (BulkItem& item : kept.items) {
        if (taken.size() == limit) break;
        if (!is_open(item)) continue;
        taken.push_back(item);
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
    if (found == jobs_.end() || found->second.job.status != BulkStatus::kRunning) {
        return ok_status();
    }
    const auto& items = found->second.items;
    if (std::any_of(items.begin(), items.end(), is_open)) return ok_status();
    found->second.job.status = BulkStatus::kDone;
    found->second.job.ended_at = now;
    return ok_status();
}

}  // namespace sagaflow::store
