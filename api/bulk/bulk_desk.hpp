// Bulk jobs, worked off in the background by a few workers, which share one pace; and what is kept
// of them, which the desk prunes.
//
// Its threads are its own; the composition root owns it. stop() ends them between two instances,
// and another node (or the next start) goes on.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "api/bulk/bulk_worker.hpp"

namespace sagaflow::api {

struct BulkOptions {
    std::string worker;  // tells this process from every other
    std::size_t jobs_at_once = limits::kBulkJobsAtOnce;
    std::size_t per_second = limits::kBulkActionsPerSecond;
    Duration lease{limits::kBulkLeaseMs};
    Duration look_again{1'000};  // for jobs of other nodes that died
};

class BulkDesk {
public:
    using Handle = BulkWorker::Handle;

    BulkDesk(Context& context, store::BulkJobs& jobs, Handle handle, BulkOptions options);
    ~BulkDesk();

    void start();
    void stop();
    // There may be a new job.
    void wake();
    // Works off what there is to do now, on the caller's thread. For tests, without start().
    void work_off();
    // Deletes jobs that ended long ago, and plans that nobody asked for.
    void prune();
    // The same for one of them. False: there is none.
    bool prune_one();

    store::BulkJobs& jobs() { return jobs_; }
    // What the API answers to this action for this instance, as a plan.
    Response plan(const std::string& action, const InstanceId& id, const Json& arguments);

private:
    BulkWorker worker(std::size_t number);
    void run(std::size_t number);
    void prune_now_and_then();
    // Waits until the next act of any worker may go; false: the desk stops.
    bool pace();
    bool stopping();

    using Time = std::chrono::steady_clock::time_point;

    Context& context_;
    store::BulkJobs& jobs_;
    const Handle handle_;
    const BulkOptions options_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::uint64_t woken_ = 0;  // how often
    Time next_act_{};
    Time next_prune_{};  // the first worker's
    std::vector<std::thread> threads_;
};

}  // namespace sagaflow::api
