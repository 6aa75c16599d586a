// What the server tells of an instance beside its data: why it is where it is, and what it was at
// each of its events. The API as it ships.
#include "tests/api/support/whole_server.hpp"

namespace sagaflow::api {
namespace {

class Told : public WholeApi {
protected:
    Told() {
        const std::string saga = R"({"saga": "waiter", "start": "wait_for_go", "states": {
            "wait_for_go": {"type": "receive", "timeout": {"after": "1h", "error": "Late"},
                            "on": [{"event": "go", "key": "k", "next": "done"}]},
            "done": {"type": "succeed"}}})";
        const RawAnswer deployed = post("/v1/sagas", saga, {{"Content-Type", "application/json"}});
        EXPECT_EQ(deployed.status, 201) << deployed.body;
        path = start("waiter", "running");
    }
    Json document(const std::string& query = "") { return Json::parse(get(path + query).body); }

    std::string path;
};

TEST_F(Told, InstancesAndTheirListSayWhyTheyAreWhereTheyAre) {
    const Json one = document();
    EXPECT_TRUE(one["why"].get<std::string>().starts_with("waits for go of key \"k\" since "))
        << one["why"];
    const Timestamp next = *parse_timestamp(one["nextAt"].get<std::string>());
    EXPECT_EQ(one["nextAt"], one["waitingFor"][0]["until"]);
    EXPECT_GT(next, *parse_timestamp(one["whyAt"].get<std::string>()));
    const Json list = Json::parse(get("/v1/instances?saga=waiter").body);
    ASSERT_EQ(list["items"].size(), 1u);
    EXPECT_TRUE(list["items"][0]["why"].get<std::string>().starts_with("waits for go of key \"k\""))
        << list["items"][0];
    EXPECT_EQ(list["items"][0]["nextAt"], one["nextAt"]);
}

TEST_F(Told, PausedOnesSayWhoPausedThem) {
    EXPECT_EQ(post(path + "/pause", R"({"reason": "the bank is down"})").status, 200);
    EXPECT_EQ(
        document()["why"],
        "paused by api@127.0.0.1: \"the bank is down\"; stands at wait_for_go; resume lets it go on"
    );
    EXPECT_TRUE(document()["nextAt"].is_null());
    EXPECT_EQ(post(path + "/resume", "{}").status, 200);
    EXPECT_TRUE(document()["why"].get<std::string>().starts_with("waits for go"));
}

TEST_F(Told, EveryEventHasTheStateRightAfterIt) {
    EXPECT_EQ(post(path + "/pause", R"({"reason": "r"})").status, 200);
    EXPECT_EQ(post(path + "/resume", "{}").status, 200);
    const Json now = document();
    const auto last = now["seq"].get<int>();
    ASSERT_GE(last, 4);
    std::vector<std::string> seen;
    for (int seq = 1; seq <= last; ++seq) {
        const RawAnswer answer = get(path + "?at=" + std::to_string(seq));
        ASSERT_EQ(answer.status, 200) << answer.body;
        EXPECT_FALSE(answer.headers.contains("etag"));
        const Json then = Json::parse(answer.body);
        EXPECT_EQ(then["seq"], seq);
        EXPECT_EQ(then["whyAt"], then["updatedAt"]) << "told as of its time";
        seen.push_back(then["status"]);
    }
    EXPECT_EQ(seen.at(static_cast<std::size_t>(last) - 2), "paused");
    Json latest = document("?at=" + std::to_string(last));
    Json compared = now;
    for (const char* told : {"why", "whyAt"}) {
        latest.erase(told);
        compared.erase(told);
    }
    EXPECT_EQ(latest, compared);
}

TEST_F(Told, EventsThatItDoesNotHaveAreRefused) {
    EXPECT_EQ(get(path + "?at=0").status, 400);
    EXPECT_EQ(get(path + "?at=x").status, 400);
    const RawAnswer far = get(path + "?at=99");
    EXPECT_EQ(far.status, 400);
    EXPECT_NE(far.body.find("up to 2"), std::string::npos) << far.body;
}

// Longer than what is kept beside an image, so that the past lies before the image, too.
TEST_F(Told, ThePastReachesBehindTheImage) {
    for (int i = 0; i < 40; ++i) {
        ASSERT_EQ(post(path + "/pause", "").status, 200);
        ASSERT_EQ(post(path + "/resume", "").status, 200);
    }
    EXPECT_EQ(document("?at=3")["status"], "paused");
    EXPECT_EQ(document("?at=4")["status"], "running");
    EXPECT_EQ(document("?at=81")["status"], "paused");
}

}  // namespace
}  // namespace sagaflow::api
