#include <fstream>
#include <set>
#include <sstream>

#include "api/routes/table.hpp"
#include "tests/api/support/api_fixture.hpp"

namespace sagaflow::api {
namespace {

using Operations = ApiTest;

TEST_F(Operations, StayAliveWhileTheDatabaseIsAway) {
    queries.away = true;
    EXPECT_EQ(get("/healthz").status, 200);
    EXPECT_EQ(send("HEAD", "/healthz").status, 200);
}

TEST_F(Operations, AreReadyWithDatabaseAndLeases) {
    engine.figures_now.database_available = true;
    engine.figures_now.shards_owned = 64;
    EXPECT_EQ(get("/readyz").status, 200);
    engine.figures_now.draining = true;
    EXPECT_EQ(get("/readyz").status, 503);
    engine.figures_now.draining = false;
    engine.figures_now.shards_owned = 0;
    EXPECT_EQ(get("/readyz").status, 503);
    engine.figures_now.shards_owned = 64;
    queries.away = true;
    const Response response = get("/readyz");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(json_of(response)["checks"]["database"], false);
    EXPECT_TRUE(logger.lines().empty()) << "asked every second, and what is wrong is logged anyway";
    EXPECT_NE(header_of(response, "Retry-After"), "");
}

TEST_F(Operations, WriteMetricsThatPrometheusCanRead) {
    deploy_order();
    engine.figures_now.instances_started = 5;
    engine.figures_now.instances_ended[{"order", "completed"}] = 4;
    get("/v1/instances?stauts=x");
    get("/no/such/path");
    const Response response = get("/metrics");
    EXPECT_EQ(response.status, 200);
    EXPECT_NE(response.body.find("sagaflow_sagas_started_total 5\n"), std::string::npos);
    EXPECT_NE(
        response.body.find(
            "sagaflow_sagas_finished_total{definition=\"order\",outcome=\"completed\"} 4\n"
        ),
        std::string::npos
    );
    EXPECT_NE(
        response.body.find(
            "sagaflow_http_requests_total{route=\"/v1/instances\",method=\"GET\",code=\"400\"} 1\n"
        ),
        std::string::npos
    );
    EXPECT_NE(
        response.body.find("{route=\"unmatched\",method=\"any\",code=\"404\"} 1\n"),
        std::string::npos
    );
    EXPECT_EQ(response.body.find("/no/such/path"), std::string::npos);
    std::set<std::string> families;
    std::istringstream lines(response.body);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("# TYPE ")) continue;
        const std::string name = line.substr(7, line.find(' ', 7) - 7);
        EXPECT_TRUE(families.insert(name).second) << name << " appears twice";
    }
    EXPECT_GT(families.size(), 15u);
}

TEST_F(Operations, LeaveDatabaseGaugesOutWhileItIsAway) {
    queries.away = true;
    const Response response = get("/metrics");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body.find("sagaflow_needs_attention"), std::string::npos);
}

TEST_F(Operations, DescribeEveryRouteInOpenApi) {
    const Json document = json_of(get("/openapi.json"));
    EXPECT_EQ(document["openapi"], "3.1.0");
    std::set<std::string> operations;
    std::size_t described = 0;
    for (const auto& [path, methods] : document["paths"].items()) described += methods.size();
    EXPECT_EQ(described, route_table().size());
    for (const Route& route : route_table()) {
        EXPECT_TRUE(operations.insert(route.operation).second) << route.operation;
        const std::string method = route.method == "GET" ? "get" : "post";
        ASSERT_TRUE(document["paths"][route.pattern].contains(method)) << route.pattern;
        const Json& operation = document["paths"][route.pattern][method];
        EXPECT_EQ(operation.contains("requestBody"), route.method == "POST") << route.pattern;
        EXPECT_FALSE(operation["summary"].get<std::string>().empty());
        std::set<std::string> names;
        for (const Json& parameter : operation["parameters"]) {
            if (parameter.contains("name")) names.insert(parameter["name"]);
        }
        for (std::size_t at = 0; (at = route.pattern.find('{', at)) != std::string::npos; ++at) {
            const std::string name =
                route.pattern.substr(at + 1, route.pattern.find('}', at) - at - 1);
            EXPECT_TRUE(names.contains(name)) << route.pattern;
        }
    }
}

TEST_F(Operations, ReferToNoSchemaThatIsMissing) {
    const Json document = json_of(get("/openapi.json"));
    const std::string text = document.dump();
    constexpr std::string_view kStart = "#/components/schemas/";
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(kStart, at)) != std::string::npos; ++at, ++found) {
        const std::size_t begin = at + kStart.size();
        const std::string name = text.substr(begin, text.find('"', begin) - begin);
        EXPECT_TRUE(document["components"]["schemas"].contains(name)) << name;
    }
    EXPECT_GT(found, 50u);
}

TEST_F(Operations, ListAllParametersThatRoutesTake) {
    // What a route takes and what it says it takes: an unlisted name must be refused, a listed one
    // not.
    for (const Route& route : route_table()) {
        if (route.method != "GET" || route.pattern.find('{') != std::string::npos) continue;
        for (const ParameterDoc& doc : route.parameters) {
            if (doc.place != ParameterPlace::kQuery) continue;
            const Json body =
                Json::parse(get(route.pattern + "?" + doc.name + "=").body, nullptr, false);
            // Where a part of the server is missing here, that is the refusal.
            const bool refused = body.is_object() && body.value("code", "") == "invalid-parameter";
            EXPECT_FALSE(refused) << route.pattern << ' ' << doc.name;
        }
    }
}

TEST_F(Operations, ServeTheSchemaOfDefinitions) {
    const Response response = get("/schemas/saga-v1.json");
    EXPECT_EQ(response.status, 200);
    EXPECT_TRUE(json_of(response).contains("$schema"));
}

TEST_F(Operations, ServeAPageThatSaysWhatThisIs) {
    const Response response = get("/");
    EXPECT_EQ(response.status, 200);
    EXPECT_NE(response.body.find("/openapi.json"), std::string::npos);
    EXPECT_NE(header_of(response, "Content-Security-Policy"), "");
}

TEST_F(Operations, RefuseUnknownPathsAndMethods) {
    EXPECT_EQ(get("/v2/instances").status, 404);
    EXPECT_EQ(get("/v1/instances/").status, 404);
    EXPECT_EQ(get("//").status, 404);
    EXPECT_EQ(get("/a/b/c/d/e/f/g/h/i/j").status, 404);
    const Response wrong = send("DELETE", "/v1/instances");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(header_of(wrong, "Allow"), "GET, HEAD, OPTIONS");
    const Response options = send("OPTIONS", "/v1/sagas");
    EXPECT_EQ(options.status, 204);
    EXPECT_NE(header_of(options, "Allow").find("POST"), std::string::npos);
}

TEST_F(Operations, RefuseHeadersThatCouldBeReadInTwoWays) {
    for (const std::string name : {"content-type", "idempotency-key", "if-match", "traceparent"}) {
        const Response response =
            send("POST", "/v1/sagas", "{}", {{name, "\"1\""}, {name, "\"2\""}});
        EXPECT_EQ(response.status, 400) << name;
        EXPECT_EQ(json_of(response)["errors"][0]["parameter"], name);
    }
}

TEST_F(Operations, TellWhatTheServerAsAWholeTakes) {
    const Response response = send("OPTIONS", "*");
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(header_of(response, "Allow"), "GET, HEAD, POST, OPTIONS");
}

TEST_F(Operations, NameParametersAndMembersInTheDetail) {
    const auto detail = [](const Response& response) {
        return json_of(response)["detail"].get<std::string>();
    };
    EXPECT_EQ(
        detail(get("/v1/instances?limit=0")),
        "limit: Expected an integer from 1 to 200, but got \"0\""
    );
    const std::string path = "/v1/instances/" + some_id().text() + "/cancel";
    EXPECT_EQ(
        detail(post(path, R"({"reason": 7})")), "Expected text in \"reason\", but got number"
    );
}

TEST_F(Operations, ListABoundedNumberOfErrors) {
    std::string body = R"({"reason": "r")";
    for (int i = 0; i < 2'000; ++i) body += ", \"u" + std::to_string(i) + "\": 1";
    const Response response = post("/v1/instances/" + some_id().text() + "/cancel", body + "}");
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(json_of(response)["errors"].size(), limits::kDiagnosticsMax);
}

TEST_F(Operations, LogActionsAndWhatWasNotServed) {
    const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    post(
        "/v1/instances/" + some_id().text() + "/cancel",
        R"({"reason": "r"})",
        {{"traceparent", trace}}
    );
    EXPECT_EQ(
        logger.lines(),
        std::vector<std::string>{
            "info: an action was asked for action=cancel instance=" + some_id().text() +
            " actor=api@127.0.0.1 traceId=0af7651916cd43dd8448eb211c80319c"}
    );
    queries.away = true;
    get("/v1/instances/" + some_id().text() + "?wait=1");
    EXPECT_EQ(logger.lines().size(), 1u);  // a refusal of the client's fault is no news
    get("/v1/instances/" + some_id().text());
    ASSERT_EQ(logger.lines().size(), 2u);
    const std::string line = logger.lines().back();
    EXPECT_TRUE(line.starts_with("warning: a request was not served method=GET path=/v1/instances/")
    ) << line;
    EXPECT_NE(line.find("operation=getInstance status=503"), std::string::npos) << line;
}

TEST_F(Operations, AnswerBugsWithoutInternals) {
    context.read_document = [](const store::StoredInstance&, const Catalog&,
                               Timestamp) -> Result<Json> {
        throw std::runtime_error("a secret detail");
    };
    deploy_order();
    store_instance(some_id(), "order", InstanceStatus::kRunning);
    const Response response = get("/v1/instances/" + some_id().text());
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(response.body.find("secret"), std::string::npos);
}

TEST(Problems, AreAllInTheDocs) {
    std::ifstream file(std::string(SAGAFLOW_SOURCE_DIR) + "/docs/http-api.md");
    std::stringstream docs;
    docs << file.rdbuf();
    for (const ProblemFacts& facts : problem_table()) {
        EXPECT_NE(docs.str().find("`" + std::string(facts.code) + "`"), std::string::npos)
            << facts.code;
    }
}

}  // namespace
}  // namespace sagaflow::api
