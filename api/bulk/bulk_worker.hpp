// Works bulk jobs off, one after the other: each instance gets the same request that a client would
// have sent, through the API itself, so that checks, forwarding and answers are the same.
//
// One thread's, owned by the desk. Nothing is done twice, whatever dies when: an item is marked
// before it is acted on; the act names the job, which stands in the instance's history, and is
// bound to the event after which that was looked for. Nothing is done that was not planned: an
// instance for which the action would do other things by now is refused, unless the job says
// otherwise.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "api/context.hpp"
#include "api/request.hpp"
#include "api/response.hpp"
#include "engine/store/bulk_jobs.hpp"

namespace sagaflow::api {

// Names the job in the requests that it sends.
inline constexpr const char* kBulkHeader = "sagaflow-bulk";
// In place of a client's address. No address looks like this.
inline constexpr const char* kBulkClient = "bulk";

Request action_request(
    const std::string& action, const InstanceId& id, const Json& body, const std::string& query
);

class BulkWorker {
public:
    using Handle = std::function<Response(const Request&)>;
    // Waits until the next act may go; false: the worker shall stop.
    using Pace = std::function<bool()>;

    BulkWorker(
        Context& context,
        store::BulkJobs& jobs,
        Handle handle,
        std::string name,  // tells it from every other worker
        Duration lease,
        Pace pace
    );

    // Works off what there is to do now.
    void work_off();

private:
    bool work_on(const store::BulkJob& job);
    bool treat_all(const store::BulkJob& job, store::BulkTaken taken);
    bool treat(const store::BulkJob& job, store::BulkItem& item);
    bool settle(const store::BulkJob& job, store::BulkItem& item);
    Status look(const store::BulkJob& job, store::BulkItem& item, bool in_doubt);
    Result<bool> has_acted(const store::BulkItem& item, const std::string& job);
    Result<std::optional<std::string>> other_plan(
        const store::BulkJob& job, const store::BulkItem& item, const store::StoredInstance& stored
    );
    Status act(const store::BulkJob& job, store::BulkItem& item, std::uint64_t seq);
    bool wait_or_fail(store::BulkItem& item, const Error& away);
    void finish(store::BulkItem& item, store::BulkItemStatus status, std::string detail);

    Context& context_;
    store::BulkJobs& jobs_;
    const Handle handle_;
    const std::string name_;
    const Duration lease_;
    const Pace pace_;
    // Instances that could not be asked, and since when.
    std::map<InstanceId, Timestamp> away_since_;
};

}  // namespace sagaflow::api
