// GET /v1/attention, and what instances of a bulk job are by now.
#include "tests/api/support/bulk_fixture.hpp"

namespace sagaflow::api {
namespace {

using Attention = ApiTest;

TEST_F(Attention, GroupsWhatWaitsForAnOperator) {
    store_instance(some_id(1), "order", InstanceStatus::kStuck);
    store_instance(some_id(2), "order", InstanceStatus::kStuck);
    store_instance(some_id(3), "order", InstanceStatus::kParked);
    store_instance(some_id(4), "order", InstanceStatus::kRunning);
    const Response response = get("/v1/attention");
    ASSERT_EQ(response.status, 200) << response.body;
    const Json answer = json_of(response);
    EXPECT_EQ(answer["total"], Json({{"parked", 1}, {"stuck", 2}}));
    EXPECT_EQ(answer["atLeast"], false);
    EXPECT_EQ(answer["moreGroups"], 0);
    ASSERT_EQ(answer["items"].size(), 2u);
    const Json& first = answer["items"][0];
    EXPECT_EQ(first["status"], "stuck");
    EXPECT_EQ(first["count"], 2);
    EXPECT_EQ(first["example"]["instance"], some_id(1).text());
    EXPECT_EQ(first["example"]["key"], "K-" + some_id(1).text().substr(30));
    EXPECT_EQ(first["oldestAt"], "2026-01-31T08:00:00.000Z");
    EXPECT_TRUE(first["error"].is_null());
}

TEST_F(Attention, IsEmptyWhereNothingWaits) {
    const Json answer = json_of(get("/v1/attention"));
    EXPECT_TRUE(answer["items"].empty());
    EXPECT_EQ(answer["total"], Json({{"parked", 0}, {"stuck", 0}}));
    EXPECT_EQ(get("/v1/attention?status=stuck").status, 400);
    queries.away = true;
    EXPECT_EQ(get("/v1/attention").status, 503);
}

TEST_F(Bulk, ItemsTellWhatTheirInstancesAreByNow) {
    const Json sample = plan(kCancel).at("sample");
    EXPECT_EQ(sample[0]["now"]["status"], "parked");
    EXPECT_EQ(sample[0]["now"]["saga"], "order");
    EXPECT_EQ(sample[0]["now"]["key"], "K-" + some_id(3).text().substr(30));
    on_done = [&](const ActOnInstance& command) {
        store::CommitBatch batch;
        store::InstanceRow row = (*queries.find_instance(command.id))->row;
        row.status = InstanceStatus::kStuck;
        batch.updates.push_back(row);
        ASSERT_EQ(database->commit(batch).outcome, store::CommitClass::kCommitted);
    };
    const std::string id = started();
    desk.work_off();
    const Json after = job(id);
    for (const Json& item : after.at("items")) {
        EXPECT_EQ(item["status"], "done");
        EXPECT_EQ(item["now"]["status"], "stuck") << "the action was taken, and did not help";
    }
}

// A job outlives instances that are deleted by hand.
TEST_F(Bulk, ItemsOfInstancesThatAreGoneSayNothing) {
    store::BulkJob gone;
    gone.id = some_id(77).text();
    gone.action = "cancel";
    gone.filter = gone.arguments = "{}";
    ASSERT_TRUE(jobs.create(gone, {{some_id(55), 1}}).ok());
    EXPECT_TRUE(job(gone.id)["items"][0]["now"].is_null());
}

TEST_F(Bulk, PlansCountForHowManyItIsPossibleAndWhatIsLeft) {
    refused.insert(some_id(2));
    engine.on_act = [&](const ActOnInstance& command, auto reply) {
        if (refused.contains(command.id)) return reply(Error{ErrorCode::kConflict, "not now"});
        const Json left = Json::array({{{"step", "a"}}, {{"step", "b"}}});
        reply(Acted{4, {{"summary", "It would stop."}, {"outstanding", left}}});
    };
    const Json answer = plan(kCancel);
    EXPECT_EQ(answer["matching"], 3);
    EXPECT_EQ(answer["looked"], 3);
    EXPECT_EQ(answer["possible"], 2);
    EXPECT_EQ(answer["refused"], 1);
    EXPECT_EQ(answer["left"], Json({{"effects", 4}, {"instances", 2}}));
}

TEST_F(Bulk, PlansLookAtAsManyAsTheLimitSays) {
    for (std::uint64_t i = 100; i < 100 + limits::kBulkPlannedMax; ++i) {
        store_instance(some_id(i), "order", InstanceStatus::kParked, 4);
    }
    const Json answer = plan(kCancel);
    EXPECT_EQ(answer["matching"], limits::kBulkPlannedMax + 3);
    EXPECT_EQ(answer["looked"], limits::kBulkPlannedMax);
    EXPECT_EQ(answer["possible"], limits::kBulkPlannedMax);
    EXPECT_EQ(answer["sample"].size(), 20U);
}

// A node that is away is not asked for hundreds.
TEST_F(Bulk, PlansStopLookingWhenNobodyAnswers) {
    for (std::uint64_t i = 100; i < 150; ++i) {
        store_instance(some_id(i), "order", InstanceStatus::kParked, 4);
    }
    int asked = 0;
    engine.on_act = [&](const ActOnInstance&, auto reply) {
        ++asked;
        reply(Error{ErrorCode::kUnavailable, "its node is away"});
    };
    const Json answer = plan(kCancel);
    EXPECT_EQ(answer["looked"], 0);
    EXPECT_EQ(answer["possible"], 0);
    EXPECT_EQ(answer["refused"], 0);
    EXPECT_EQ(answer["sampleRefused"], 20);
    EXPECT_LE(asked, 21);
}

}  // namespace
}  // namespace sagaflow::api
