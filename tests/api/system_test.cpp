// GET /v1/system and the Date of answers.
#include <cmath>

#include "api/http_date.hpp"
#include "tests/api/support/api_fixture.hpp"

namespace sagaflow::api {
namespace {

using System = ApiTest;

TEST_F(System, TellsOfNodesAndTheirShards) {
    store::NodeRow row;
    row.name = "node-1";
    row.incarnation = "node-1-1";
    row.address = "http://127.0.0.1:1";
    const auto view = database->heartbeat(row, Duration{6'000});
    ASSERT_TRUE(view.ok());
    std::vector<store::ShardRow> wanted(view->shards.begin(), view->shards.begin() + 2);
    ASSERT_EQ(database->acquire("node-1", "node-1-1", wanted).size(), 2u);
    const Json system = json_of(get("/v1/system"));
    ASSERT_EQ(system["nodes"].size(), 1u);
    const Json& node = system["nodes"][0];
    EXPECT_EQ(node["name"], "node-1");
    EXPECT_EQ(node["self"], true);
    EXPECT_EQ(node["shards"], Json({0, 1}));
    EXPECT_EQ(node["leaseUntil"], "2026-01-31T08:00:06.000Z");
    EXPECT_EQ(
        system["shards"]["byOwner"], Json::parse(R"([{"owner": "node-1", "shards": [0, 1]}])")
    );
    EXPECT_EQ(system["shards"]["unowned"].size(), database->shard_count() - 2);
}

TEST_F(System, TellsOfTheAnsweringNode) {
    context.settings.started_at = clock.now() + Duration{-90'000};
    engine.figures_now.mailbox_depth = 7;
    engine.figures_now.shard_count = 64;
    const Json system = json_of(get("/v1/system"));
    EXPECT_EQ(system["node"]["name"], "node-1");
    EXPECT_EQ(system["node"]["version"], SAGAFLOW_VERSION);
    EXPECT_EQ(system["node"]["uptimeSeconds"], 90);
    EXPECT_EQ(system["node"]["mailboxDepth"], 7);
    EXPECT_EQ(system["shards"]["count"], 64);
    EXPECT_EQ(system["at"], "2026-01-31T08:00:00.000Z");
}

TEST_F(System, NamesConnectionsAndNothingSecretOfThem) {
    const std::unordered_map<std::string, ConnectionTraits> connections{
        {"shop", {"http", Duration{2'000}, true}}, {"bank", {"http", std::nullopt, false}}};
    context.settings.check.connections = &connections;
    EXPECT_EQ(json_of(get("/v1/system"))["connections"], Json::parse(R"([
        {"name": "bank", "connector": "http", "timeoutMs": null, "idempotent": false},
        {"name": "shop", "connector": "http", "timeoutMs": 2000, "idempotent": true}])"));
    context.settings.check.connections = nullptr;
}

TEST_F(System, IsAnsweredWhileTheDatabaseIsAway) {
    EXPECT_EQ(json_of(get("/v1/system"))["database"]["available"], true);
    queries.away = true;
    const Response response = get("/v1/system");
    EXPECT_EQ(response.status, 200);
    const Json system = json_of(response);
    EXPECT_EQ(system["database"]["available"], false);
    EXPECT_EQ(system["database"]["error"], "The database cannot be reached");
    EXPECT_TRUE(system["nodes"].empty());
}

TEST_F(System, TellsTheRoundTripInTenthsOfMilliseconds) {
    const double ping = json_of(get("/v1/system"))["database"]["pingMs"];
    EXPECT_EQ(ping, std::round(ping * 10) / 10);
}

TEST_F(System, EveryAnswerHasTheServersDate) {
    EXPECT_EQ(header_of(get("/v1/system"), "Date"), "Sat, 31 Jan 2026 08:00:00 GMT");
    EXPECT_EQ(header_of(get("/nowhere"), "Date"), "Sat, 31 Jan 2026 08:00:00 GMT");
    EXPECT_EQ(http_date({784'111'777'000}), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(http_date({0}), "Thu, 01 Jan 1970 00:00:00 GMT");
    EXPECT_EQ(http_date({-5}), "Thu, 01 Jan 1970 00:00:00 GMT");
}

}  // namespace
}  // namespace sagaflow::api
