#include <gtest/gtest.h>

#include "connectors/http/with_members.hpp"
#include "connectors/noop/noop_connector.hpp"

namespace sagaflow {
namespace {

CallResult call(const Json& with) {
    CallRequest request;
    request.state = "s";
    request.with = with;
    CallResult result;
    int calls = 0;
    NoopConnector().call(request, [&](CallResult answer) {
        result = std::move(answer);
        ++calls;
    });
    EXPECT_EQ(calls, 1) << "it completes inside call()";
    return result;
}

TEST(NoopConnector, SucceedsAtOnceWithItsResult) {
    EXPECT_EQ(call(nullptr).outcome, Outcome::kOk);
    EXPECT_TRUE(call(Json::object()).result.is_null());
    EXPECT_EQ(call({{"result", {{"a", 1}}}}).result, Json({{"a", 1}}));
}

TEST(NoopConnector, FailsAsAsked) {
    const CallResult failed = call({{"fail", "http.409"}});
    EXPECT_EQ(failed.outcome, Outcome::kFailed);
    EXPECT_EQ(failed.error.type, "http.409");
    EXPECT_EQ(failed.error.state, "s");
    EXPECT_EQ(call({{"fail", nullptr}}).outcome, Outcome::kOk);
    EXPECT_EQ(call({{"fail", "timeout"}, {"outcome", "unknown"}}).outcome, Outcome::kUnknown);
}

TEST(NoopConnector, RefusesWhatItDoesNotKnow) {
    EXPECT_EQ(call({{"reslt", 1}}).error.type, "input");
    EXPECT_EQ(call({{"fail", 3}}).error.type, "input");
    EXPECT_EQ(call("text").error.type, "input");
}

TEST(NoopConnector, ObjectsToWhatItWouldRefuse) {
    CallRequest request;
    request.with = {{"result", 1}};
    EXPECT_EQ(NoopConnector().objection(request), "");
    request.with = {{"reslt", 1}};
    EXPECT_EQ(NoopConnector().objection(request), call(request.with).error.message);
}

TEST(HttpWithMembers, LetTemplatesStandForAnyKind) {
    const Json with{
        {"connection", "${config.c}"},
        {"path", "/x/${input.id}"},
        {"method", "${input.m}"},
        {"query", "${input.q}"},
        {"headers", "${vars.h}"}};
    EXPECT_TRUE(http::check_with(with).empty());
    EXPECT_FALSE(http::check_with(with, false).empty());
    EXPECT_EQ(http::check_with({{"conection", "a"}}).size(), 2U);
    EXPECT_EQ(http::check_with(nullptr).size(), 1U);
}

}  // namespace
}  // namespace sagaflow
