#include "api/bulk/bulk_desk.hpp"

#include <algorithm>

namespace sagaflow::api {
namespace {

constexpr std::chrono::minutes kPruneEvery{10};
constexpr std::int64_t kDayMs = 86'400'000;

}  // namespace

BulkDesk::BulkDesk(Context& context, store::BulkJobs& jobs, Handle handle, BulkOptions options)
    : context_(context), jobs_(jobs), handle_(std::move(handle)), options_(std::move(options)) {}

BulkDesk::~BulkDesk() { stop(); }

void BulkDesk::start() {
    for (std::size_t i = 0; i < options_.jobs_at_once; ++i) {
        threads_.emplace_back([this, i] { run(i); });
        (void)pthread_setname_np(threads_.back().native_handle(), "bulk-worker");
    }
}

void BulkDesk::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

void BulkDesk::wake() {
    {
        const std::lock_guard lock(mutex_);
        ++woken_;
    }
    changed_.notify_all();
}

bool BulkDesk::stopping() {
    const std::lock_guard lock(mutex_);
    return stopping_;
}

bool BulkDesk::pace() {
    const auto gap = std::chrono::microseconds(1'000'000 / options_.per_second);
    std::unique_lock lock(mutex_);
    const Time turn = std::max(next_act_, std::chrono::steady_clock::now());
    next_act_ = turn + gap;
    return !changed_.wait_until(lock, turn, [this] { return stopping_; });
}

BulkWorker BulkDesk::worker(std::size_t number) {
    return BulkWorker(
        context_,
        jobs_,
        handle_,
        options_.worker + "/" + std::to_string(number),
        options_.lease,
        [this] { return pace(); }
    );
}

void BulkDesk::run(std::size_t number) {
    BulkWorker mine = worker(number);
    std::uint64_t seen = 0;
    while (!stopping()) {
        {
            const std::lock_guard lock(mutex_);
            seen = woken_;
        }
        if (number == 0) prune_now_and_then();
        mine.work_off();
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, std::chrono::milliseconds(options_.look_again.ms), [&] {
            return stopping_ || woken_ != seen;
        });
    }
}

void BulkDesk::work_off() { worker(0).work_off(); }

void BulkDesk::prune_now_and_then() {
    const Time now = std::chrono::steady_clock::now();
    if (now < next_prune_) return;
    next_prune_ = now + kPruneEvery;
    prune();
}

void BulkDesk::prune() {
    while (!stopping() && prune_one()) {
    }
}

bool BulkDesk::prune_one() {
    const Timestamp now = context_.clock.now();
    const auto pruned = jobs_.prune(
        {{now.ms - limits::kBulkDaysKept * kDayMs},
         {now.ms - limits::kBulkPlanMsMax},
         limits::kBulkPlansKept}
    );
    return pruned.ok() && *pruned;
}

Response BulkDesk::plan(const std::string& action, const InstanceId& id, const Json& arguments) {
    return handle_(action_request(action, id, arguments, "?plan=true"));
}

}  // namespace sagaflow::api
