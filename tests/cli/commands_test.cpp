#include "tests/cli/support/cli_fixture.hpp"

namespace sagaflow::cli {
namespace {

using Commands = CliTest;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

constexpr const char* kDefinition =
    R"({"saga": "order", "start": "done", "states": {"done": {"type": "succeed"}}})";

Json problem(int status, const std::string& detail, Json errors = Json::array()) {
    return {{"status", status}, {"detail", detail}, {"errors", std::move(errors)}};
}

TEST_F(Commands, ValidateNeedsNoServer) {
    const std::string good = file_with(kDefinition);
    const std::string bad = file_with("{\"saga\": \"order\",\n \"start\": \"x\", \"states\": {}}");
    EXPECT_EQ(run_alone({"validate", good}).code, 0);
    const Ran ran = run_alone({"validate", good, bad});
    EXPECT_EQ(ran.code, 1);
    EXPECT_TRUE(contains(ran.out, good + ": valid"));
    EXPECT_TRUE(contains(ran.out, bad + ":"));
    EXPECT_TRUE(contains(ran.out, ": error: "));
    EXPECT_EQ(run_alone({"validate", "/no/such/file"}).code, 1);
    EXPECT_EQ(run_alone({"validate", file_with("{nope")}).code, 1);
    const Ran json = run_alone({"validate", "--json", bad});
    EXPECT_EQ(Json::parse(json.out)["valid"], false);
}

TEST_F(Commands, DeploySaysWhatCameOfIt) {
    answer("POST /v1/sagas", 201, {{"saga", "order"}, {"version", 3}, {"warnings", Json::array()}});
    answer("POST /v1/sagas", 200, {{"saga", "order"}, {"version", 3}, {"warnings", Json::array()}});
    const std::string file = file_with(kDefinition);
    const Ran ran = run({"deploy", file, file});
    EXPECT_EQ(ran.code, 0);
    EXPECT_EQ(ran.out, "order version 3 deployed\norder is unchanged: version 3\n");
    EXPECT_EQ(seen()[0].body, kDefinition);
}

TEST_F(Commands, DeployShowsErrorsAsPlacesInTheFile) {
    const Json errors = Json::array(
        {{{"pointer", "/start"},
          {"line", 2},
          {"column", 5},
          {"message", "unknown state"},
          {"hint", "did you mean x?"}}}
    );
    answer("POST /v1/sagas", 422, problem(422, "wrong", errors));
    const std::string file = file_with(kDefinition);
    const Ran ran = run({"deploy", file});
    EXPECT_EQ(ran.code, 1);
    EXPECT_TRUE(contains(ran.error, file + ":2:5: error: unknown state (did you mean x?)"));
}

TEST_F(Commands, DeployNamesTheFileInWarningsAndRefusals) {
    const Json warnings = Json::array(
        {{{"line", 3}, {"column", 2}, {"message", "never reached"}, {"hint", "remove it"}}}
    );
    answer("POST /v1/sagas", 201, {{"saga", "order"}, {"version", 1}, {"warnings", warnings}});
    answer("POST /v1/sagas", 400, problem(400, "Expected JSON"));
    const std::string file = file_with(kDefinition);
    EXPECT_TRUE(
        contains(run({"deploy", file}).error, file + ":3:2: warning: never reached (remove it)")
    );
    EXPECT_EQ(run({"deploy", file}).error, "error: " + file + ": Expected JSON\n");
}

TEST_F(Commands, FilesThatCannotBeReadAreToldWithTheReason) {
    EXPECT_TRUE(contains(run_alone({"validate", "/no/such"}).error, "No such file"));
    EXPECT_TRUE(contains(run_alone({"validate", "/tmp"}).error, "is a directory"));
}

TEST_F(Commands, StartSendsInputKeyAndVersion) {
    answer("POST /v1/sagas/order/instances", 201, instance_document());
    const std::string file = file_with(R"({"orderId": "A-1"})");
    const Ran ran = run({"start", "order", "--input", "@" + file, "--key", "K", "--version", "2"});
    EXPECT_EQ(ran.code, 0);
    const Json expected = {{"input", {{"orderId", "A-1"}}}, {"key", "K"}, {"version", 2}};
    EXPECT_EQ(Json::parse(seen()[0].body), expected);
    EXPECT_EQ(seen()[0].query(), "");
    EXPECT_TRUE(contains(ran.out, "i-1"));
    EXPECT_TRUE(contains(ran.out, "event shipment.shipped (key A-1) in await"));
}

TEST_F(Commands, StartWaitsAndAsksAgain) {
    answer("POST /v1/sagas/order/instances", 202, instance_document());
    answer("GET /v1/instances/i-1", 200, instance_document("completed"));
    const Ran ran = run({"start", "order", "--wait", "2m", "--json"});
    EXPECT_EQ(ran.code, 0);
    EXPECT_EQ(seen()[0].query(), "wait=1m");
    EXPECT_EQ(Json::parse(ran.out)["status"], "completed");
}

TEST_F(Commands, RefusalsArePrintedWithTheirPlaces) {
    const Json errors = Json::array({{{"pointer", "/input/amount"}, {"message", "too small"}}});
    answer("POST /v1/sagas/order/instances", 422, problem(422, "the input is wrong", errors));
    const Ran text = run({"start", "order"});
    EXPECT_EQ(text.code, 1);
    EXPECT_EQ(text.error, "error: the input is wrong\n  /input/amount: too small\n");
    const Ran json = run({"--json", "start", "order"});
    EXPECT_EQ(json.code, 1);
    EXPECT_EQ(Json::parse(json.out)["detail"], "the input is wrong");
}

TEST_F(Commands, RefusalsAreNotSaidTwice) {
    const Json errors = Json::array(
        {{{"parameter", "status"}, {"message", "Unknown status"}, {"hint", "try running"}}}
    );
    answer("GET /v1/instances", 400, problem(400, "Unknown status; try running", errors));
    EXPECT_EQ(run({"list"}).error, "error: Unknown status; try running\n");
    answer("GET /v1/instances/i-1", 400, problem(400, "Unknown status", errors));
    EXPECT_EQ(run({"show", "i-1"}).error, "error: Unknown status\n  try running\n");
}

TEST_F(Commands, RefusalsShowNoControlCharacters) {
    const Json errors =
        Json::array({{{"pointer", "/a\x1b"}, {"message", "m\x1b[2J"}}, {{"message", "n\u009b2J"}}});
    answer("GET /v1/instances", 400, problem(400, "wrong\x1b]0;title\x07", errors));
    const std::string error = run({"list"}).error;
    EXPECT_EQ(error.find_first_of("\x1b\x07"), std::string::npos);
    EXPECT_EQ(error.find("\u009b"), std::string::npos);
    EXPECT_EQ(std::count(error.begin(), error.end(), '\n'), 3);
}

TEST_F(Commands, AnotherServersAnswerIsNotTakenForOurs) {
    answer("GET /v1/instances", 502, Json::array());
    const Ran ran = run({"list"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.error, "error: the server answered 502, which is no answer of Sagaflow\n");
}

TEST_F(Commands, ListPassesFiltersAndPrintsATable) {
    Json item = instance_document();
    item["states"] = Json::array({"await"});
    answer("GET /v1/instances", 200, {{"items", Json::array({item})}, {"next", nullptr}});
    const Ran ran = run(
        {"list",
         "--saga",
         "order",
         "--status",
         "running,stuck",
         "--waiting-for",
         "event",
         "-q",
         "a b",
         "--started-after",
         "2026-01-01T00:00:00+01:00"}
    );
    EXPECT_EQ(ran.code, 0);
    const std::string query(seen()[0].query());
    EXPECT_TRUE(contains(query, "saga=order"));
    EXPECT_TRUE(contains(query, "status=running%2Cstuck"));
    EXPECT_TRUE(contains(query, "waitingFor=event"));
    EXPECT_TRUE(contains(query, "q=a%20b"));
    EXPECT_TRUE(contains(query, "startedAfter=2026-01-01T00%3A00%3A00%2B01%3A00"));
    EXPECT_TRUE(contains(ran.out, "STATUS"));
    EXPECT_TRUE(contains(ran.out, "await"));
}

TEST_F(Commands, ListFollowsPagesWhenAsked) {
    Json item = instance_document();
    answer("GET /v1/instances", 200, {{"items", Json::array({item})}, {"next", "c1"}});
    answer("GET /v1/instances", 200, {{"items", Json::array({item})}, {"next", nullptr}});
    const Ran ran = run({"list", "--all"});
    EXPECT_EQ(seen().size(), 2u);
    EXPECT_EQ(seen()[1].query(), "cursor=c1");
    EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 3);
}

TEST_F(Commands, ShowPrintsTheHistoryAsATimeline) {
    answer("GET /v1/instances/i-1", 200, instance_document());
    const Json first = {
        {"seq", 1}, {"at", "2026-01-31T08:00:00.000Z"}, {"type", "InstanceStarted"}};
    const Json second = {
        {"seq", 2},
        {"at", "2026-01-31T08:00:01.250Z"},
        {"type", "RetryScheduled"},
        {"state", "charge"},
        {"visit", 1},
        {"attempt", 1},
        {"outcome", "unknown"},
        {"error", {{"type", "timeout"}, {"message", "no answer\x1b[31m"}}}};
    answer("GET /v1/instances/i-1/history", 200, {{"items", Json::array({first})}, {"next", "c"}});
    answer(
        "GET /v1/instances/i-1/history", 200, {{"items", Json::array({second})}, {"next", nullptr}}
    );
    const Ran ran = run({"show", "i-1", "--history"});
    EXPECT_EQ(ran.code, 0);
    EXPECT_TRUE(contains(ran.out, "+0.000s  InstanceStarted"));
    EXPECT_TRUE(contains(ran.out, "+1.250s  RetryScheduled"));
    EXPECT_TRUE(contains(ran.out, "charge"));
    EXPECT_TRUE(contains(ran.out, "attempt 1  unknown  timeout: no answer"));
    EXPECT_FALSE(contains(ran.out, "\x1b"));
}

TEST_F(Commands, ShowWatchesUntilTheEnd) {
    answer("GET /v1/instances/i-1", 200, instance_document());
    answer("GET /v1/instances/i-1", 200, instance_document("completed"));
    const auto event = [](int seq) {
        return Json{
            {"seq", seq},
            {"at", "2026-01-31T08:00:00.000Z"},
            {"type", "Event" + std::to_string(seq)}};
    };
    answer("GET /v1/instances/i-1/history", 200, {{"items", {event(1)}}, {"next", nullptr}});
    answer(
        "GET /v1/instances/i-1/history", 200, {{"items", {event(1), event(2)}}, {"next", nullptr}}
    );
    const Ran ran = run({"show", "i-1", "--watch"});
    EXPECT_EQ(ran.code, 0);
    EXPECT_EQ(ran.out.find("Event1"), ran.out.rfind("Event1"));  // each event once
    EXPECT_TRUE(contains(ran.out, "Event2"));
    EXPECT_TRUE(contains(ran.out, "completed"));
}

Json stuck_document() {
    Json document = instance_document("stuck");
    const Json error = {{"type", "http.409"}, {"message", "refund refused"}};
    document["waitingFor"] = Json::array(
        {{{"kind", "operator"},
          {"state", "charge"},
          {"undo", true},
          {"attempt", 4},
          {"lastError", error}}}
    );
    document["compensation"] = Json::array(
        {{{"step", "charge"},
          {"visit", 2},
          {"status", "failed"},
          {"attempts", 4},
          {"error", error}}}
    );
    document["restartOf"] = "i-0";
    return document;
}

TEST_F(Commands, ShowSaysWhyAnInstanceIsStuckAndHowToGoOn) {
    answer("GET /v1/instances/i-1", 200, stuck_document());
    const Ran ran = run({"show", "i-1"});
    EXPECT_TRUE(contains(
        ran.out, "operator: the undo of charge failed at attempt 4, http.409: refund refused"
    )) << ran.out;
    EXPECT_TRUE(contains(ran.out, "UNDO    STATUS  VISIT  ATTEMPTS  ERROR")) << ran.out;
    EXPECT_TRUE(contains(ran.out, "sagaflow resolve i-1 --step charge --visit 2 --resolution"))
        << ran.out;
    EXPECT_TRUE(contains(ran.out, "restart of  i-0")) << ran.out;
    EXPECT_FALSE(contains(ran.out, "sagaflow skip")) << ran.out;
    EXPECT_FALSE(contains(ran.out, " \n")) << ran.out;
}

// What needs solving comes first, with the participant's own words.
TEST_F(Commands, ShowTellsTheErrorOfTheUndoBeforeWhatBeganIt) {
    Json stuck = stuck_document();
    stuck["error"] = {{"type", "http.409"}, {"message", "no"}, {"explanation", "no courier"}};
    stuck["currentError"] = {
        {"type", "http.503"},
        {"message", "refund refused"},
        {"state", "charge"},
        {"undo", true},
        {"explanation", "card is frozen"}};
    answer("GET /v1/instances/i-1", 200, stuck);
    const Ran ran = run({"show", "i-1"});
    EXPECT_TRUE(contains(
        ran.out, "error       undo of charge: http.503: refund refused (\"card is frozen\")"
    )) << ran.out;
    EXPECT_TRUE(contains(ran.out, "undone for  http.409: no (\"no courier\")")) << ran.out;
}

TEST_F(Commands, ShowSaysThatAPausedOneIsHeld) {
    Json paused = instance_document("paused");
    paused["waitingFor"] = Json::array(
        {{{"kind", "retry"},
          {"state", "charge"},
          {"until", "2026-01-31T08:03:00.000Z"},
          {"held", true}}}
    );
    answer("GET /v1/instances/i-1", 200, paused);
    const Ran ran = run({"show", "i-1"});
    EXPECT_TRUE(contains(ran.out, "retry in charge, held while it is paused")) << ran.out;
    EXPECT_FALSE(contains(ran.out, "08:03:00")) << ran.out;
}

TEST_F(Commands, ShowCutsWhatIsLong) {
    Json instance = instance_document();
    instance["output"] = std::string(100'000, 'o');
    answer("GET /v1/instances/i-1", 200, instance);
    const Json event{
        {"seq", 1},
        {"type", "UndoResolved"},
        {"at", "2026-01-31T08:00:00.000Z"},
        {"evidence", {{"scan", std::string(100'000, 'e')}}},
        {"reason", std::string(2'000, 'r')}};
    answer("GET /v1/instances/i-1/history", 200, {{"items", {event}}, {"next", nullptr}});
    const Ran ran = run({"show", "i-1", "--history"});
    EXPECT_LT(ran.out.size(), 4'000U);
    EXPECT_TRUE(contains(ran.out, "eee…")) << ran.out;
    EXPECT_TRUE(contains(run({"show", "i-1", "--history", "--json"}).out, std::string(100'000, 'e'))
    );
}

// A slip in the type is stored as an event for nobody.
TEST_F(Commands, SendTellsWhatMayHaveBeenMeant) {
    answer("POST /v1/events", 202, {{"id", "e-1"}, {"duplicate", false}, {"matched", 0}});
    Json waiting = instance_document();
    waiting["waitingFor"] =
        Json::array({{{"kind", "event"}, {"event", "shipment.shipped"}, {"key", "A-17"}}});
    answer("GET /v1/instances", 200, {{"items", {waiting}}, {"next", nullptr}});
    const Ran slip = run({"send", "--type", "shipment.shiped", "--data", "{}"});
    EXPECT_EQ(slip.code, 0) << slip.error;
    EXPECT_TRUE(
        contains(slip.error, "nobody waits for shipment.shiped; did you mean shipment.shipped?")
    ) << slip.error;
    EXPECT_FALSE(contains(slip.error, "null"));
    const Ran key = run({"send", "--type", "shipment.shipped", "--key", "B"});
    EXPECT_TRUE(contains(key.error, "instances wait for shipment.shipped, but with other keys"))
        << key.error;
    EXPECT_TRUE(contains(key.error, "sent without --data: its data is null")) << key.error;
}

TEST_F(Commands, ShowOffersCompensationBeforeThePivotOnly) {
    Json parked = instance_document("parked");
    parked["waitingFor"] =
        Json::array({{{"kind", "operator"}, {"state", "charge"}, {"attempt", 1}}});
    answer("GET /v1/instances/i-1", 200, parked);
    parked["pivotPassed"] = true;
    answer("GET /v1/instances/i-2", 200, parked);
    EXPECT_TRUE(contains(run({"show", "i-1"}).out, "sagaflow compensate i-1 --reason TEXT"));
    const Ran after = run({"show", "i-2"});
    EXPECT_FALSE(contains(after.out, "sagaflow compensate")) << after.out;
    EXPECT_TRUE(contains(after.out, "pivot       passed")) << after.out;
}

TEST_F(Commands, WatchTellsWhenItWaitsForADecision) {
    answer("GET /v1/instances/i-1", 200, stuck_document());
    answer("GET /v1/instances/i-1", 200, instance_document("compensated"));
    answer("GET /v1/instances/i-1/history", 200, {{"items", Json::array()}, {"next", nullptr}});
    const Ran ran = run({"show", "i-1", "--watch"});
    EXPECT_TRUE(contains(ran.error, "stuck, waits for operator: the undo of charge")) << ran.error;
}

TEST_F(Commands, TheTimelineTellsWhatAProbeSaidAndWhatIsLeft) {
    answer("GET /v1/instances/i-1", 200, instance_document("terminated"));
    const auto event = [](int seq, const std::string& type, const Json& more) {
        Json made = {{"seq", seq}, {"at", "2026-01-31T08:00:00.000Z"}, {"type", type}};
        made.update(more);
        return made;
    };
    const Json items = {
        event(1, "ProbeAnswered", {{"state", "charge"}, {"applied", false}}),
        event(2, "UndoResolved", {{"resolution", "done"}, {"evidence", "T-1"}}),
        event(
            3,
            "InstanceTerminated",
            {{"left", Json::array({{{"step", "hold"}, {"effect", "applied"}, {"visit", 1}}})}}
        )};
    answer("GET /v1/instances/i-1/history", 200, {{"items", items}, {"next", nullptr}});
    const Ran ran = run({"show", "i-1", "--history"});
    EXPECT_TRUE(contains(ran.out, "not applied")) << ran.out;
    EXPECT_TRUE(contains(ran.out, "evidence: T-1")) << ran.out;
    EXPECT_TRUE(contains(ran.out, "left: hold (applied)")) << ran.out;
}

TEST_F(Commands, SendMakesACloudEvent) {
    answer("POST /v1/events", 202, {{"id", "e"}, {"duplicate", false}, {"matched", 2}});
    const Ran ran = run({"send", "--type", "t", "--key", "K", "--data", R"({"a": 1})"});
    EXPECT_EQ(ran.code, 0);
    EXPECT_TRUE(contains(ran.out, "taken by 2 instances"));
    const Json event = Json::parse(seen()[0].body);
    EXPECT_EQ(event["specversion"], "1.0");
    EXPECT_EQ(event["key"], "K");
    EXPECT_EQ(event["data"], Json({{"a", 1}}));
    EXPECT_FALSE(event["id"].get<std::string>().empty());
    EXPECT_EQ(*seen()[0].header("content-type"), "application/cloudevents+json");
    run({"send", "--type", "t"});
    EXPECT_NE(Json::parse(seen()[1].body)["id"], event["id"]);
}

TEST_F(Commands, SendTakesBatches) {
    const Json items = Json::array(
        {{{"id", "1"}, {"duplicate", true}, {"matched", 0}},
         {{"id", "2"}, {"duplicate", false}, {"matched", 0}}}
    );
    answer("POST /v1/events", 202, {{"items", items}});
    const Ran ran = run({"send", "[{}, {}]"});
    EXPECT_EQ(*seen()[0].header("content-type"), "application/cloudevents-batch+json");
    EXPECT_TRUE(contains(ran.out, "known already"));
    EXPECT_TRUE(contains(ran.out, "nobody waits"));
}

TEST_F(Commands, ActionsLookFirstAndActOnWhatTheySaw) {
    answer("GET /v1/instances/i-1", 200, instance_document(), "\"7\"");
    answer("POST /v1/instances/i-1/terminate", 200, instance_document("terminated"), "\"8\"");
    const Ran ran = run({"terminate", "i-1", "--reason", "test order"});
    EXPECT_EQ(ran.code, 0);
    ASSERT_EQ(seen().size(), 2u);
    EXPECT_EQ(*seen()[1].header("if-match"), "\"7\"");
    EXPECT_EQ(Json::parse(seen()[1].body), Json({{"reason", "test order"}}));
    EXPECT_TRUE(contains(ran.error, "order version 2, running"));
    EXPECT_TRUE(contains(ran.error, "leave its effects as they are"));
}

TEST_F(Commands, ActionsSendTheirMembers) {
    answer("GET /v1/instances/i-1", 200, instance_document(), "\"7\"");
    for (const std::string name :
         {"retry", "skip", "compensate", "cancel", "pause", "resume", "resolve"}) {
        answer("POST /v1/instances/i-1/" + name, 200, instance_document());
    }
    const auto body = [&](std::vector<std::string> arguments) {
        EXPECT_EQ(run(std::move(arguments)).code, 0);
        return Json::parse(seen().back().body);
    };
    EXPECT_EQ(body({"pause", "i-1"}), Json::object());
    EXPECT_EQ(body({"resume", "i-1", "--reason", "r"}), Json({{"reason", "r"}}));
    EXPECT_EQ(body({"cancel", "i-1", "--reason", "r"}), Json({{"reason", "r"}}));
    EXPECT_EQ(body({"compensate", "i-1", "--reason", "r"}), Json({{"reason", "r"}}));
    EXPECT_EQ(body({"retry", "i-1", "--step", "s"}), Json({{"step", "s"}}));
    EXPECT_EQ(
        body({"skip", "i-1", "--reason", "r", "--step", "s", "--output", "[1]"}),
        Json({{"reason", "r"}, {"step", "s"}, {"output", Json::array({1})}})
    );
    EXPECT_EQ(
        body(
            {"resolve",
             "i-1",
             "--reason",
             "r",
             "--step",
             "s",
             "--resolution",
             "done",
             "--evidence",
             "T-1",
             "--visit",
             "2"}
        ),
        Json(
            {{"reason", "r"},
             {"step", "s"},
             {"resolution", "done"},
             {"evidence", "T-1"},
             {"visit", 2}}
        )
    );
}

TEST_F(Commands, ActionsOnAMovedInstanceAreRefused) {
    answer("GET /v1/instances/i-1", 200, instance_document(), "\"7\"");
    answer("POST /v1/instances/i-1/cancel", 412, problem(412, "the instance has moved on"));
    const Ran ran = run({"cancel", "i-1", "--reason", "r"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_TRUE(contains(ran.error, "look at it again"));
}

}  // namespace
}  // namespace sagaflow::cli
