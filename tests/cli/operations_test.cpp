// Plans, the newer actions and the effect ledger on the command line.
#include "tests/cli/support/cli_fixture.hpp"

namespace sagaflow::cli {
namespace {

using Operations = CliTest;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

Json plan() {
    return {
        {"hash", "7-1-abc"},
        {"summary", "Stops forward work and undoes what was done; undoes charge."},
        {"undos",
         {{{"step", "charge"},
           {"visit", 2},
           {"call", "http"},
           {"rendered", false},
           {"with", nullptr},
           {"when", "its call is out"}}}},
        {"moreUndos", 3},
        {"calls",
         {{{"step", "ship"},
           {"visit", 1},
           {"kind", "undo"},
           {"call", "http"},
           {"attempt", 1},
           {"with", {{"path", "/x"}}}}}},
        {"skipped", {{{"step", "look"}, {"visit", 1}, {"why", "what it waits for is given up"}}}},
        {"outstanding",
         {{{"step", "mail"}, {"visit", 1}, {"effect", "irreversible"}, {"why", "sent"}}}},
        {"changes", {{"before", {{"a", 1}}}, {"after", {{"set", {{"a", 2}}}}}}}};
}

TEST_F(Operations, ShowAPlanAndDoNothing) {
    answer("POST /v1/instances/i-1/cancel", 200, plan(), "\"7\"");
    const Ran ran = run({"cancel", "i-1", "--plan"});
    EXPECT_EQ(ran.code, 0) << ran.error;
    ASSERT_EQ(seen().size(), 1U);
    EXPECT_TRUE(has(seen()[0].target, "?plan=true"));
    EXPECT_TRUE(has(ran.out, "undoes charge"));
    EXPECT_TRUE(has(ran.out, "undo of ship, attempt 1: http with {\"path\":\"/x\"}"));
    EXPECT_TRUE(has(ran.out, "charge (visit 2): http with input that is not known yet"));
    EXPECT_TRUE(has(ran.out, "and 3 more"));
    EXPECT_TRUE(has(ran.out, "look: what it waits for is given up"));
    EXPECT_TRUE(has(ran.out, "mail: irreversible, sent"));
    EXPECT_TRUE(has(ran.out, "before: {\"a\":1}"));
    EXPECT_TRUE(has(ran.error, "--plan-hash 7-1-abc"));
}

TEST_F(Operations, PrintAPlanAsJson) {
    answer("POST /v1/instances/i-1/cancel", 200, plan());
    EXPECT_EQ(Json::parse(run({"cancel", "i-1", "--plan", "--json"}).out), plan());
}

TEST_F(Operations, ActOnAPlan) {
    answer("GET /v1/instances/i-1", 200, instance_document(), "\"7\"");
    answer("POST /v1/instances/i-1/cancel", 200, instance_document("compensating"));
    EXPECT_EQ(run({"cancel", "i-1", "--reason", "r", "--plan-hash", "7-1-abc"}).code, 0);
    EXPECT_EQ(*seen().back().header("plan-hash"), "7-1-abc");
    EXPECT_EQ(seen().back().header("if-match"), nullptr);
}

TEST_F(Operations, NeedAReasonToActButNotToPlan) {
    EXPECT_EQ(run({"cancel", "i-1"}).code, 2);
    EXPECT_TRUE(has(run({"cancel", "i-1"}).error, "--reason"));
    EXPECT_TRUE(seen().empty());
    EXPECT_EQ(run({"cancel", "i-1", "--plan", "--plan-hash", "h"}).code, 2);
}

TEST_F(Operations, SendTheMembersOfNewerActions) {
    answer("GET /v1/instances/i-1", 200, instance_document(), "\"7\"");
    for (const std::string name : {"retry", "variables", "rewind"}) {
        answer("POST /v1/instances/i-1/" + name, 200, instance_document());
    }
    const auto body = [&](std::vector<std::string> arguments) {
        EXPECT_EQ(run(std::move(arguments)).code, 0);
        return Json::parse(seen().back().body);
    };
    EXPECT_EQ(body({"retry", "i-1", "--with", R"({"body": 1})"}), Json({{"with", {{"body", 1}}}}));
    EXPECT_EQ(
        body({"variables", "i-1", "--reason", "r", "--set", R"({"a": 1})", "--unset", "b"}),
        Json({{"reason", "r"}, {"set", {{"a", 1}}}, {"unset", {"b"}}})
    );
    EXPECT_EQ(
        body({"rewind", "i-1", "--reason", "r", "--to", "pack"}),
        Json({{"reason", "r"}, {"state", "pack"}})
    );
    EXPECT_EQ(run({"rewind", "i-1", "--reason", "r"}).code, 2);
    EXPECT_EQ(run({"retry", "i-1", "--with", "{broken"}).code, 2);
    EXPECT_EQ(run({"variables", "i-1", "--reason", "r", "--set", "{broken"}).code, 2);
}

TEST_F(Operations, ListEffectsOfAllAndOfOne) {
    const Json item{
        {"step", "charge"},
        {"visit", 2},
        {"call", "http"},
        {"state", "outstanding"},
        {"since", "2026-01-31T08:00:00.000Z"},
        {"ageSeconds", 93'784},
        {"why", "its undo failed for good"}};
    Json left = item;
    left["instance"] = "i-1";
    left["saga"] = "order";
    left["key"] = "A-17";
    answer("GET /v1/effects", 200, {{"items", {left}}, {"next", "c-2"}});
    answer("GET /v1/instances/i-1/effects", 200, {{"seq", 9}, {"items", {item}}});
    const Ran all = run({"effects", "--state", "outstanding", "--older-than", "1h"});
    EXPECT_EQ(all.code, 0) << all.error;
    EXPECT_TRUE(has(seen()[0].target, "state=outstanding"));
    EXPECT_TRUE(has(seen()[0].target, "olderThan=1h"));
    EXPECT_TRUE(has(all.out, "i-1"));
    EXPECT_TRUE(has(all.out, "A-17"));
    EXPECT_TRUE(has(all.out, "charge/2"));
    EXPECT_TRUE(has(all.out, " 1d2h ")) << all.out;
    EXPECT_TRUE(has(all.error, "--cursor c-2"));
    const Ran one = run({"effects", "i-1"});
    EXPECT_TRUE(has(one.out, "its undo failed for good"));
    EXPECT_FALSE(has(one.out, "INSTANCE"));
    EXPECT_EQ(run({"effects", "i-1", "--state", "unknown"}).code, 2);
}

Json bulk_plan(std::size_t matching, std::size_t sampled, int refused) {
    Json sample = Json::array();
    for (std::size_t i = 0; i < sampled; ++i) {
        sample.push_back(
            {{"instance", "i-" + std::to_string(i)},
             {"status", "parked"},
             {"summary", "Tries again."},
             {"refused", nullptr},
             {"now", {{"saga", "order"}, {"key", "A-17"}, {"status", "parked"}}}}
        );
    }
    return {
        {"hash", std::to_string(matching) + "-h"},
        {"action", "retry"},
        {"matching", matching},
        {"byStatus", {{"parked", matching}}},
        {"looked", sampled},
        {"possible", sampled - static_cast<std::size_t>(refused)},
        {"refused", refused},
        {"left", {{"effects", 2 * sampled}, {"instances", sampled}}},
        {"sampleRefused", refused},
        {"sample", sample}};
}

TEST_F(Operations, TellWhatABulkJobWouldDo) {
    answer("POST /v1/bulk", 200, bulk_plan(214, 20, 3));
    const Ran ran = run({"bulk", "run", "retry", "--saga", "order", "--plan"});
    EXPECT_EQ(ran.code, 0) << ran.error;
    EXPECT_TRUE(has(ran.out, "retry for 214 instances"));
    EXPECT_TRUE(has(ran.out, "and 194 more"));
    EXPECT_TRUE(has(ran.out, "i-0 (A-17): Tries again."));
    EXPECT_TRUE(has(
        ran.out,
        "possible for 17 of the first 20, refused for 3; it would leave 40 effects of 20 instances "
        "standing"
    )) << ran.out;
    EXPECT_TRUE(has(ran.error, "--plan-hash 214-h"));
}

TEST_F(Operations, TellThatNobodyMatches) {
    answer("POST /v1/bulk", 200, bulk_plan(0, 0, 0));
    const Ran ran = run({"bulk", "run", "retry", "--saga", "order", "--plan"});
    EXPECT_TRUE(has(ran.error, "no instance matches"));
    EXPECT_FALSE(has(ran.error, "--plan-hash"));
}

TEST_F(Operations, StartABulkJobAndTellHowToFollowIt) {
    const Json job{
        {"id", "b-1"},
        {"action", "retry"},
        {"filter", {{"saga", "order"}}},
        {"reason", "r"},
        {"actor", "api@x"},
        {"status", "running"},
        {"createdAt", "2026-01-31T08:00:00.000Z"},
        {"endedAt", nullptr},
        {"total", 1},
        {"done", 0},
        {"refused", 0},
        {"failed", 0},
        {"open", 1}};
    answer("POST /v1/bulk", 202, job);
    const Ran ran = run(
        {"bulk",
         "run",
         "retry",
         "--saga",
         "order",
         "--reason",
         "r",
         "--plan-hash",
         "1-h",
         "--even-if-moved"}
    );
    EXPECT_EQ(ran.code, 0) << ran.error;
    EXPECT_TRUE(has(ran.out, "0 done, 0 refused, 0 failed, 1 open of 1"));
    EXPECT_TRUE(has(ran.out, "started 2026-01-31T08:00:00.000Z"));
    EXPECT_TRUE(has(ran.error, "sagaflow bulk show b-1"));
    EXPECT_EQ(*seen()[0].header("plan-hash"), "1-h");
    EXPECT_EQ(Json::parse(seen()[0].body)["evenIfMoved"], true);
}

// The action was taken; whether it helped is another matter.
TEST_F(Operations, TellWhatInstancesOfABulkJobAreByNow) {
    const Json item{
        {"number", 1},
        {"instance", "i-1"},
        {"status", "done"},
        {"detail", nullptr},
        {"at", "2026-01-31T08:00:00.000Z"},
        {"now", {{"saga", "order"}, {"key", "A-17"}, {"status", "stuck"}}}};
    Json gone = item;
    gone["now"] = nullptr;
    Json left = item;
    left["status"] = "pending";
    const Json job{
        {"id", "b-1"},
        {"status", "stopped"},
        {"done", 2},
        {"open", 1},
        {"total", 3},
        {"items", {item, gone, left}}};
    answer("GET /v1/bulk/b-1", 200, job);
    const Ran ran = run({"bulk", "show", "b-1"});
    EXPECT_EQ(ran.code, 0) << ran.error;
    EXPECT_TRUE(has(ran.out, "2 done, 0 refused, 0 failed, 1 not done (stopped) of 3")) << ran.out;
    EXPECT_TRUE(has(ran.out, "A-17  not done  stuck")) << ran.out;
    EXPECT_TRUE(has(ran.out, "i-1       A-17  accepted  stuck")) << ran.out;
    EXPECT_TRUE(has(ran.out, "accepted  gone")) << ran.out;
}

TEST_F(Operations, TellWhyAnInstanceIsWhereItIsAndWhenItGoesOn) {
    Json instance = instance_document();
    instance["why"] = "charge failed 1 of 5 with 503, next attempt in 1 min 5 s";
    instance["whyAt"] = "2026-01-31T08:00:00.400Z";
    instance["nextAt"] = "2026-01-31T08:01:05.900Z";
    answer("GET /v1/instances/i-1", 200, instance);
    const Ran ran = run({"show", "i-1"});
    EXPECT_TRUE(has(ran.out, "charge failed 1 of 5 with 503")) << ran.out;
    EXPECT_TRUE(has(ran.out, "in 1m5s, at 2026-01-31T08:01:05.900Z")) << ran.out;
    instance["nextAt"] = nullptr;
    answer("GET /v1/instances/i-2", 200, instance);
    EXPECT_FALSE(has(run({"show", "i-2"}).out, "next  "));
    instance["nextAt"] = "2026-01-31T08:00:00.300Z";
    answer("GET /v1/instances/i-3", 200, instance);
    EXPECT_TRUE(has(run({"show", "i-3"}).out, "now, at 2026-01-31T08:00:00.300Z"));
}

}  // namespace
}  // namespace sagaflow::cli
