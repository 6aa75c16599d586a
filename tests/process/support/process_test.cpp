#include "tests/process/support/process_test.hpp"

#include <poll.h>

namespace sagaflow::testing {
namespace {

nlohmann::json input_of(const std::string& order, const std::string& decline) {
    return {{"order", order}, {"decline", decline}};
}

constexpr int kAskAgainAfterMs = 50;
constexpr std::chrono::milliseconds kLook{40};

}  // namespace

ProcessTest::ProcessTest(const std::string& lease) {
    const nlohmann::json connection{
        {"type", "http"}, {"baseUrl", participant_.base_url()}, {"limits", {{"concurrency", 64}}}};
    nlohmann::json till = connection;
    till["idempotent"] = true;
    config_ = scratch_.write(
        "config.json",
        nlohmann::json{
            {"connections", {{"shop", connection}, {"till", till}}},
            {"shards", {{"heartbeat", "200ms"}, {"lease", lease}}}}
            .dump(2)
    );
}

std::unique_ptr<EngineProcess> ProcessTest::make_engine(
    const std::string& name, const std::optional<std::string>& database
) {
    return std::make_unique<EngineProcess>(EngineOptions{
        scratch_.path() / name, config_, database, name});
}

void ProcessTest::deploy(const ApiClient& api, const nlohmann::json& definition) {
    const ApiAnswer answer = api.post("/v1/sagas", definition);
    ASSERT_TRUE(answer.status == 201 || answer.status == 200) << answer.body.dump(2);
}

ApiAnswer ProcessTest::ask(const std::function<ApiAnswer()>& request) {
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (true) {
        ApiAnswer answer = request();
        const bool again = answer.status == 503 || answer.status == 0;
        if (!again || std::chrono::steady_clock::now() > until) return answer;
        poll(nullptr, 0, kAskAgainAfterMs);  // a server that refuses tells nobody when it is over
    }
}

nlohmann::json ProcessTest::start(
    const ApiClient& api,
    const std::string& saga,
    const std::string& order,
    const std::string& decline
) {
    const ApiAnswer answer = ask([&] { return api.start(saga, input_of(order, decline), order); });
    EXPECT_TRUE(answer.status == 201 || answer.status == 200) << answer.body.dump(2);
    return answer.body;
}

nlohmann::json ProcessTest::ended(
    const ApiClient& api,
    const std::string& saga,
    const std::string& order,
    const std::string& decline,
    std::chrono::milliseconds limit
) {
    const ApiAnswer answer =
        ask([&] { return api.start(saga, input_of(order, decline), order, limit); });
    EXPECT_EQ(answer.status, 200) << "order " << order << ": " << answer.body.dump(2);
    return answer.body;
}

nlohmann::json ProcessTest::waiting_for(
    const ApiClient& api, const std::string& saga, const std::string& order, const std::string& kind
) {
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (true) {
        const ApiAnswer answer = api.start(saga, input_of(order, ""), order, kLook);
        if (answer.status == 200 || answer.status == 202) {
            const auto& waits = answer.body.at("waitingFor");
            if (!waits.empty() && waits[0].at("kind") == kind) return answer.body;
        }
        if (std::chrono::steady_clock::now() > until) {
            ADD_FAILURE() << "order " << order << " never waited for " << kind << ": "
                          << answer.body.dump(2);
            return answer.body;
        }
    }
}

Evidence ProcessTest::evidence(const ApiClient& api, const std::string& instance) {
    const Ledger ledger = participant_.ledger();
    return {
        ask([&] { return api.get("/v1/instances/" + instance); }).body,
        api.history(instance),
        ledger.calls_of(instance),
        ledger.effects_of(instance)};
}

void ProcessTest::expect_right(
    const ApiClient& api, const std::string& instance, const Plan& plan
) {
    const Evidence found = evidence(api, instance);
    const auto complaints = judge(found, plan);
    if (complaints.empty()) return;
    std::string text;
    for (const std::string& complaint : complaints) text += "- " + complaint + "\n";
    ADD_FAILURE() << text << story(found);
}

}  // namespace sagaflow::testing
