#include "tests/http_connector/connector_fixture.hpp"

namespace sagaflow::testing {

Connector::Done Results::slot() {
    return [state = state_, used = std::make_shared<bool>(false)](CallResult result) {
        {
            const std::lock_guard lock(state->mutex);
            if (*used) ++state->duplicates;
            *used = true;
            state->results.push_back(std::move(result));
        }
        state->changed.notify_all();
    };
}

std::vector<CallResult> Results::wait_for(std::size_t count) {
    std::unique_lock lock(state_->mutex);
    const bool all = state_->changed.wait_for(lock, std::chrono::seconds(60), [&] {
        return state_->results.size() >= count;
    });
    EXPECT_TRUE(all) << "only " << state_->results.size() << " of " << count << " calls ended";
    return state_->results;
}

std::size_t Results::count() const {
    const std::lock_guard lock(state_->mutex);
    return state_->results.size();
}

std::size_t Results::duplicates() const {
    const std::lock_guard lock(state_->mutex);
    return state_->duplicates;
}

void HttpConnectorTest::serve(ScriptedServer::Script script) {
    connector_.reset();
    server_ = std::make_unique<ScriptedServer>(std::move(script));
    if (options_.connections.empty()) options_.connections.emplace_back();
    options_.connections[0].name = "shop";
    options_.connections[0].base_url = server_->url();
    connect();
}

void HttpConnectorTest::connect() {
    options_.http_by_curl = GetParam() == std::string_view("libcurl");
    auto made = http::HttpConnector::create(options_, secrets_, clock_);
    ASSERT_TRUE(made.ok()) << (made.ok() ? "" : made.error().message);
    connector_ = std::move(*made);
}

CallRequest HttpConnectorTest::request(const Json& with, Duration timeout) const {
    CallRequest request;
    request.connector = "http";
    request.instance = *InstanceId::parse("0190f3a4-0000-7000-8000-000000000001");
    request.saga = "order";
    request.state = "reserve";
    request.attempt = 3;
    request.idempotency_key = request.instance.text() + "/reserve/1/do";
    request.with = with;
    request.timeout = timeout;
    request.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    return request;
}

CallResult HttpConnectorTest::call(const CallRequest& request) {
    Results results;
    connector_->call(request, results.slot());
    const std::vector<CallResult> all = results.wait_for(1);
    return all.empty() ? CallResult{} : all.front();
}

CallResult HttpConnectorTest::call(const Json& with, Duration timeout) {
    return call(request(with, timeout));
}

Json HttpConnectorTest::get(const std::string& path) {
    return {{"connection", "shop"}, {"method", "GET"}, {"path", path}};
}

Json HttpConnectorTest::post(const std::string& path) {
    return {{"connection", "shop"}, {"method", "POST"}, {"path", path}, {"body", {{"a", 1}}}};
}

void expect_error(const CallResult& result, Outcome outcome, const std::string& type) {
    EXPECT_EQ(result.outcome, outcome) << result.error.message;
    EXPECT_EQ(result.error.type, type) << result.error.message;
    EXPECT_EQ(result.error.outcome, result.outcome);
    EXPECT_TRUE(result.error.message.starts_with("Expected")) << result.error.message;
}

}  // namespace sagaflow::testing
