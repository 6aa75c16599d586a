// The API as it ships, over a real socket: routes, the engine on a thread of its own, and a store
// in memory. Every answer is held against /openapi.json.
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

#include "api/api.hpp"
#include "api/bulk/bulk_desk.hpp"
#include "api/server/http_server.hpp"
#include "connectors/noop/noop_connector.hpp"
#include "engine/cluster/membership.hpp"
#include "engine/shard/node.hpp"
#include "engine/store/memory/memory_bulk_jobs.hpp"
#include "engine/store/memory/memory_queries.hpp"
#include "engine/store/memory/memory_store.hpp"
#include "tests/api/support/raw_client.hpp"

namespace sagaflow::api {

// A loop whose thread is its own; stopped by the destructor.
class ThreadLoop final : public Loop {
public:
    explicit ThreadLoop(const Clock& clock) : clock_(clock) {}
    ~ThreadLoop() override { stop(); }

    void post(std::function<void()> task) override;
    void set_timer(Timestamp at) override { timer_ = at; }
    void on_timer(std::function<void()> task) override { on_timer_ = std::move(task); }
    Timestamp now() const override { return clock_.now(); }
    std::uint64_t random() override { return ++random_ * 0x9e3779b97f4a7c15ULL; }

    void start();
    void stop();

private:
    void run();

    const Clock& clock_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> tasks_;
    std::optional<Timestamp> timer_;
    std::function<void()> on_timer_;
    std::uint64_t random_ = 0;
    bool stopping_ = false;
    std::thread thread_;
};

class WholeApi : public ::testing::Test {
protected:
    WholeApi();
    ~WholeApi() override;

    using Headers = std::vector<NameValue>;
    RawAnswer call(
        const std::string& method,
        const std::string& target,
        const std::string& body = "",
        const Headers& headers = {}
    );
    RawAnswer get(const std::string& target, const Headers& headers = {}) {
        return call("GET", target, "", headers);
    }
    RawAnswer post(
        const std::string& target, const std::string& body, const Headers& headers = {}
    ) {
        return call("POST", target, body, headers);
    }
    // Starts an instance that must get as far as `status`, and answers its path.
    std::string start(const std::string& saga, const std::string& status);
    std::string etag(const std::string& path) { return get(path).headers["etag"]; }

    // "200 listSagas": what has been answered by which operation.
    std::set<std::string> answered;

private:
    SystemClock clock_;
    NullLogger logger_;
    Catalog catalog_;
    Ownership ownership_;
    std::shared_ptr<store::MemoryDatabase> database_;
    store::MemoryQueries queries_;
    ThreadLoop loop_;
    store::MemoryStore store_;
    NoopConnector noop_;
    kernel::Environment environment_;
    Node node_;
    cluster::Membership membership_;
    Context context_;
    Api api_;
    store::MemoryBulkJobs bulk_jobs_;
    BulkDesk bulk_;
    HttpServer server_;
};

}  // namespace sagaflow::api
