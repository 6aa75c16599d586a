// What the engine would refuse anyhow is refused before its body is read.
#include <thread>

#include "tests/api/support/api_fixture.hpp"

namespace sagaflow::api {
namespace {

class Admission : public ApiTest {
protected:
    // No body that can be read: whoever reads it answers 400.
    static constexpr const char* kUnreadable = "{\"input\": ";

    Response ask(const std::string& target, const std::string& body) {
        Request request;
        request.method = "POST";
        request.target = target;
        const bool events = target == "/v1/events";
        request.headers = {
            {"content-type", events ? "application/cloudevents+json" : "application/json"}};
        request.body = body;
        return api.handle(request);
    }
    static std::vector<std::string> targets() {
        return {
            "/v1/sagas/order/instances",
            "/v1/sagas/order/instances/batch",
            "/v1/events",
            "/v1/instances/" + some_id().text() + "/retry"};
    }
    static std::string long_body() {
        return R"({"input": {"orderId": ")" + std::string(limits::kHttpInlineBodyBytesMax, 'x') +
               R"("}})";
    }
};

TEST_F(Admission, RefusesBeforeTheBodyIsRead) {
    deploy_order();
    for (const std::string& target : targets()) {
        engine.refusal.reset();
        EXPECT_EQ(ask(target, kUnreadable).status, 400) << target;
        engine.refusal = Error{ErrorCode::kOverloaded, "The engine's mailbox is full; try again"};
        const Response response = ask(target, kUnreadable);
        EXPECT_EQ(response.status, 503) << target;
        EXPECT_EQ(json_of(response)["code"], "overloaded") << target;
        EXPECT_NE(header_of(response, "Retry-After"), "") << target;
    }
    EXPECT_TRUE(engine.starts.empty());
    EXPECT_TRUE(engine.events.empty());
    EXPECT_TRUE(engine.actions.empty());
}

TEST_F(Admission, RefusesWhileTheDatabaseIsAway) {
    deploy_order();
    engine.refusal = Error{ErrorCode::kUnavailable, "away"};
    for (const std::string& target : targets()) {
        EXPECT_EQ(json_of(ask(target, kUnreadable))["code"], "unavailable") << target;
    }
}

TEST_F(Admission, LongBodiesWaitForAPlaceAndShortOnesDoNot) {
    deploy_order();
    context.settings.request_deadline_ms = 1;
    std::vector<ReadingPlaces::Place> taken;
    while (auto place = context.reading_places.take(std::chrono::steady_clock::now())) {
        taken.push_back(std::move(*place));
    }
    ASSERT_FALSE(taken.empty());
    const Response refused = ask("/v1/sagas/order/instances", long_body());
    EXPECT_EQ(refused.status, 503) << refused.body;
    EXPECT_TRUE(engine.starts.empty());
    EXPECT_EQ(ask("/v1/sagas/order/instances", R"({"input": {"orderId": "A"}})").status, 201);
    taken.clear();
    context.settings.request_deadline_ms = 60'000;
    EXPECT_EQ(ask("/v1/sagas/order/instances", long_body()).status, 201);
    EXPECT_EQ(ask("/v1/sagas/order/instances", long_body()).status, 201) << "it was given back";
}

TEST_F(Admission, LooksAgainAfterItWaitedForAPlace) {
    deploy_order();
    std::vector<ReadingPlaces::Place> taken;
    while (auto place = context.reading_places.take(std::chrono::steady_clock::now())) {
        taken.push_back(std::move(*place));
    }
    // Looked at twice: before the wait there is room, after it there is none.
    engine.on_refusal_asked = [&, asked = 0]() mutable {
        if (++asked == 1) return taken.clear();
        engine.refusal = Error{ErrorCode::kOverloaded, "full"};
    };
    const std::string unreadable = kUnreadable + long_body();
    EXPECT_EQ(ask("/v1/sagas/order/instances/batch", unreadable).status, 503);
}

TEST(ReadingPlaces, AreGivenToWhoWaits) {
    ReadingPlaces places(1);
    auto held = places.take(std::chrono::steady_clock::now());
    ASSERT_TRUE(held.has_value());
    EXPECT_FALSE(places.take(std::chrono::steady_clock::now()).has_value());
    bool got = false;
    std::thread waiting([&] {
        got = places.take(std::chrono::steady_clock::now() + std::chrono::seconds(60)).has_value();
    });
    held.reset();
    waiting.join();
    EXPECT_TRUE(got);
    EXPECT_TRUE(places.take(std::chrono::steady_clock::now()).has_value());
}

}  // namespace
}  // namespace sagaflow::api
