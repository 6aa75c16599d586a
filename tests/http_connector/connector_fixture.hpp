// A connector against a scripted participant: calls made in one line, results waited for.
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "connectors/http/http_connector.hpp"
#include "tests/http_connector/scripted_server.hpp"

namespace sagaflow::testing {

// Collects results of calls; the test waits until all are there.
class Results {
public:
    Connector::Done slot();
    std::vector<CallResult> wait_for(std::size_t count);
    std::size_t count() const;
    std::size_t duplicates() const;

private:
    struct State {
        std::mutex mutex;
        std::condition_variable changed;
        std::vector<CallResult> results;
        std::size_t duplicates = 0;
    };
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

class FixedClock final : public Clock {
public:
    Timestamp now() const override { return {1'800'000'000'000}; }  // 2027-01-15T08:00:00Z
};

// The parameter: what carries plain http, "plain" as shipped or "libcurl".
class HttpConnectorTest : public ::testing::TestWithParam<const char*> {
protected:
    // Starts the participant and a connector with the connection "shop" to it.
    void serve(ScriptedServer::Script script = {});
    // Makes the connector anew from options_.
    void connect();

    CallRequest request(const Json& with, Duration timeout = {10'000}) const;
    CallResult call(const Json& with, Duration timeout = {10'000});
    CallResult call(const CallRequest& request);
    static Json get(const std::string& path = "/x");
    static Json post(const std::string& path = "/x");

    FixedClock clock_;
    SecretTable secrets_;
    http::Options options_;
    std::unique_ptr<ScriptedServer> server_;
    std::unique_ptr<http::HttpConnector> connector_;
};

#define SAGAFLOW_OVER_EITHER_TRANSPORT(suite)                              \
    INSTANTIATE_TEST_SUITE_P(                                              \
        Over,                                                              \
        suite,                                                             \
        ::testing::Values("plain", "libcurl"),                             \
        [](const auto& transport) { return std::string(transport.param); } \
    )

void expect_error(const CallResult& result, Outcome outcome, const std::string& type);

}  // namespace sagaflow::testing
