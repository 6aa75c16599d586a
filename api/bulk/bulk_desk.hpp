// Bulk jobs, worked off in the background: each instance gets the same request that a client would
// have sent, through the API itself, so that checks, forwarding and answers are the same.
//
// One thread, owned by the composition root; stop() ends it between two instances, and another node
// (or the next start) goes on. Nothing is done twice, whatever dies when: an item is marked before
// it is acted on; the act names the job, which stands in the instance's history, and is bound to
// the event after which that was looked for.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "api/context.hpp"
#include "api/request.hpp"
#include "api/response.hpp"
#include "engine/store/bulk_jobs.hpp"

namespace sagaflow::api {

// Names the job in the requests that it sends.
inline constexpr const char* kBulkHeader = "sagaflow-bulk";

struct BulkOptions {
    std::string worker;  // tells this process from every other
    std::size_t per_second = limits::kBulkActionsPerSecond;
    Duration lease{limits::kBulkLeaseMs};
    Duration look_again{1'000};  // for jobs of other nodes that died
};

class BulkDesk {
public:
    using Handle = std::function<Response(const Request&)>;

    BulkDesk(Context& context, store::BulkJobs& jobs, Handle handle, BulkOptions options);
    ~BulkDesk();

    void start();
    void stop();
    // There may be a new job.
    void wake();
    // Works off what there is to do now, on the caller's thread. For tests, without start().
    void work_off();

    store::BulkJobs& jobs() { return jobs_; }
    // What the API answers to this action for this instance, as a plan.
    Response plan(const std::string& action, const InstanceId& id, const Json& arguments);

private:
    void run();
    bool work_on(const store::BulkJob& job);
    bool treat(const store::BulkJob& job, store::BulkItem& item);
    bool act(const store::BulkJob& job, store::BulkItem& item, std::uint64_t seq);
    void finish(store::BulkItem& item, store::BulkItemStatus status, std::string detail);
    // Waits until the next act may go; false: the desk stops.
    bool pace();
    bool stopping();

    Context& context_;
    store::BulkJobs& jobs_;
    const Handle handle_;
    const BulkOptions options_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    bool woken_ = false;
    std::thread thread_;
};

}  // namespace sagaflow::api
