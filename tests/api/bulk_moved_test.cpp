#include "tests/api/support/bulk_fixture.hpp"

namespace sagaflow::api {
namespace {

// An instance that has moved since it was counted.
class BulkOverBusyInstances : public Bulk {
protected:
    BulkOverBusyInstances() {
        context.plan_stored =
            [this](
                const store::StoredInstance& stored, const ActOnInstance& command, Timestamp
            ) -> Result<Json> {
            EXPECT_EQ(command.action, Action::kCancel);
            EXPECT_EQ(command.reason, "r");
            ++planned;
            const bool now = stored.tail.back().last_seq > 4;
            return now ? plan_now : plan_then;
        };
        engine.on_act = [this](const ActOnInstance& command, auto reply) { act(command, reply); };
    }
    // Counted at event 4; by the time of the act it is at event 5.
    Json job_over_moved(const std::string& more = "") {
        const std::string hash = plan(kCancel).at("hash");
        note_in_history(some_id(2), "somebody else", 5);
        seqs[some_id(2).text()] = 5U;
        const Response response = post(
            "/v1/bulk",
            R"({"action": "cancel", "reason": "r", "filter": {"status": "parked"})" + more + "}",
            {{"plan-hash", hash}}
        );
        EXPECT_EQ(response.status, 202) << response.body;
        desk.work_off();
        return json_of(get("/v1/bulk/" + json_of(response).at("id").get<std::string>()));
    }
    static Json undo(const std::string& step, Json with = nullptr) {
        return {{"step", step}, {"visit", 1}, {"call", "noop"}, {"rendered", true}, {"with", with}};
    }
    static Json plan_of(const std::string& summary, std::vector<Json> undos) {
        return {{"summary", summary}, {"calls", Json::array()}, {"undos", undos}};
    }

    Result<Json> plan_then = plan_of("Undoes a.", {undo("a")});
    Result<Json> plan_now = plan_of("Undoes a.", {undo("a")});
    int planned = 0;
};

TEST_F(BulkOverBusyInstances, ActsWhereThePlanIsTheSame) {
    const Json after = job_over_moved();
    EXPECT_EQ(after["done"], 3) << after;
    EXPECT_EQ(done[some_id(2)], 1);
    EXPECT_EQ(planned, 2) << "of the one that moved, then and now";
}

TEST_F(BulkOverBusyInstances, RefusesWhereOtherThingsWouldBeDone) {
    plan_now = plan_of("Undoes b, a.", {undo("b"), undo("a")});
    const Json after = job_over_moved();
    EXPECT_EQ(after["done"], 2);
    ASSERT_EQ(after["refused"], 1) << after;
    EXPECT_EQ(done[some_id(2)], 0);
    const Json item = after["items"][1];
    EXPECT_EQ(item["instance"], some_id(2).text());
    const std::string why = item["detail"];
    EXPECT_NE(why.find("Undoes a."), std::string::npos) << why;
    EXPECT_NE(why.find("Undoes b, a."), std::string::npos) << why;
}

TEST_F(BulkOverBusyInstances, RefusesWhereTheInputIsAnother) {
    plan_then = plan_of("Undoes a.", {undo("a", {{"amount", 1}})});
    plan_now = plan_of("Undoes a.", {undo("a", {{"amount", 2}})});
    EXPECT_EQ(job_over_moved()["refused"], 1);
}

TEST_F(BulkOverBusyInstances, ActsWhereAnUndoGoesOutSoonerThanItWouldHave) {
    (*plan_now)["calls"] = Json::array({{{"step", "a"}, {"visit", 1}, {"kind", "undo"}}});
    EXPECT_EQ(job_over_moved()["done"], 3);
}

TEST_F(BulkOverBusyInstances, RefusesWhereAnotherStepWouldBeCalled) {
    plan_then = plan_of("Tries a again.", {});
    (*plan_then)["calls"] = Json::array({{{"step", "a"}, {"visit", 1}, {"kind", "do"}}});
    plan_now = plan_of("Tries b again.", {});
    (*plan_now)["calls"] = Json::array({{{"step", "b"}, {"visit", 1}, {"kind", "do"}}});
    EXPECT_EQ(job_over_moved()["refused"], 1);
}

TEST_F(BulkOverBusyInstances, ActsWhereAnInputWasNotKnownYet) {
    plan_then = plan_of("Undoes a.", {undo("a")});
    (*plan_then)["undos"][0]["rendered"] = false;
    plan_now = plan_of("Undoes a.", {undo("a", {{"amount", 2}})});
    EXPECT_EQ(job_over_moved()["done"], 3);
}

TEST_F(BulkOverBusyInstances, RefusesWhatWasRefusedWhenItWasCounted) {
    plan_then = Error{ErrorCode::kConflict, "nothing to cancel"};
    const Json after = job_over_moved();
    ASSERT_EQ(after["refused"], 1);
    EXPECT_NE(
        after["items"][1]["detail"].get<std::string>().find("nothing to cancel"), std::string::npos
    );
}

TEST_F(BulkOverBusyInstances, LetsTheEngineRefuseWhatIsNotPossibleAnyMore) {
    plan_now = Error{ErrorCode::kConflict, "of the planner"};
    refused.insert(some_id(2));
    EXPECT_EQ(job_over_moved()["items"][1]["detail"], "not possible now");
}

TEST_F(BulkOverBusyInstances, ActsAllTheSameWhenAskedTo) {
    plan_now = plan_of("Undoes b, a.", {undo("b"), undo("a")});
    const Json after = job_over_moved(R"(, "evenIfMoved": true)");
    EXPECT_EQ(after["done"], 3);
    EXPECT_EQ(after["evenIfMoved"], true);
    EXPECT_EQ(planned, 0);
}

TEST_F(BulkOverBusyInstances, AsksAgainWhenThePlanCannotBeMade) {
    plan_then = Error{ErrorCode::kUnavailable, "away"};
    const Json after = job_over_moved();
    EXPECT_EQ(after["status"], "running");
    EXPECT_EQ(after["open"], 2);
    plan_then = plan_of("Undoes a.", {undo("a")});
    desk.work_off();
    EXPECT_EQ(job(after["id"])["done"], 3);
}

}  // namespace
}  // namespace sagaflow::api
