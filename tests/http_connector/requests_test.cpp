// What goes over the wire for a `with`, and what is refused before anything does.
#include "tests/http_connector/connector_fixture.hpp"

namespace sagaflow::testing {
namespace {

class HttpRequests : public HttpConnectorTest {
protected:
    SeenRequest seen(const Json& with) {
        const CallResult result = call(with);
        EXPECT_EQ(result.outcome, Outcome::kOk) << result.error.message;
        const auto requests = server_->requests();
        return requests.empty() ? SeenRequest{} : requests.back();
    }
    void expect_refused(const Json& with, const std::string& fragment) {
        const std::size_t before = server_->request_count();
        const CallResult result = call(with);
        expect_error(result, Outcome::kFailed, "input");
        EXPECT_NE(result.error.message.find(fragment), std::string::npos) << result.error.message;
        EXPECT_EQ(server_->request_count(), before);
    }
};

SAGAFLOW_OVER_EITHER_TRANSPORT(HttpRequests);

TEST_P(HttpRequests, EachCarriesTheEnginesHeaders) {
    serve();
    const SeenRequest request = seen(post("/orders"));
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/orders");
    EXPECT_EQ(request.body, R"({"a":1})");
    EXPECT_EQ(request.header("content-type"), "application/json");
    EXPECT_EQ(
        request.header("idempotency-key"), "0190f3a4-0000-7000-8000-000000000001/reserve/1/do"
    );
    EXPECT_EQ(request.header("sagaflow-attempt"), "3");
    EXPECT_EQ(request.header("sagaflow-instance"), "0190f3a4-0000-7000-8000-000000000001");
    EXPECT_EQ(request.header("sagaflow-state"), "reserve");
    EXPECT_EQ(
        request.header("traceparent"), "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    );
    EXPECT_EQ(request.header("user-agent"), "sagaflow/" SAGAFLOW_VERSION);
    EXPECT_EQ(request.header("expect"), "");
}

TEST_P(HttpRequests, ABigBodyIsSentWhole) {
    serve();
    Json with = post();
    with["body"] = std::string(1'500'000, 'b');
    EXPECT_EQ(seen(with).body.size(), 1'500'002U);
}

TEST_P(HttpRequests, MethodsKeepTheirShapeOnAReusedHandle) {
    serve();
    for (const char* method :
         {"POST", "GET", "DELETE", "PUT", "OPTIONS", "PATCH", "GET", "HEAD", "DELETE", "POST"}) {
        Json with = get();
        with["method"] = method;
        const bool has_body = std::string(method) == "POST" || std::string(method) == "PATCH";
        if (has_body) with["body"] = {{"m", method}};
        if (std::string(method) == "HEAD") {
            serve([](const SeenRequest&, Peer& peer) {
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
            });
        } else if (server_->request_count() > 0 && server_->requests()[0].method == "HEAD") {
            serve();
        }
        const SeenRequest request = seen(with);
        EXPECT_EQ(request.method, method);
        EXPECT_EQ(request.body.empty(), !has_body) << method;
        EXPECT_EQ(request.header("content-type"), has_body ? "application/json" : "") << method;
    }
}

// What people give by hand is held against the connector before anything happens.
TEST_P(HttpRequests, ObjectsToInputThatItWouldRefuse) {
    serve();
    const auto objection = [&](const Json& with, bool secret = false) {
        CallRequest request;
        request.with = with;
        if (secret) request.secrets.emplace_back().name = "NOBODY_KNOWS_IT";
        return connector_->objection(request);
    };
    EXPECT_EQ(objection(get("/")), "");
    EXPECT_NE(objection({{"a", 1}}).find("a `with` that http understands"), std::string::npos);
    EXPECT_NE(objection({{"connection", "nowhere"}, {"path", "/"}}), "");
    Json broken = get("/");
    broken["headers"] = {{"x-a", "line\nbreak"}};
    EXPECT_NE(objection(broken).find("x-a"), std::string::npos);
    EXPECT_EQ(objection(get("/"), true), "") << "no secret is looked up";
    EXPECT_NE(objection({{"a", 1}}, true), "");
    EXPECT_EQ(server_->request_count(), 0U);
}

TEST_P(HttpRequests, TheMethodDefaultsToGetOrWithABodyToPost) {
    serve();
    EXPECT_EQ(seen({{"connection", "shop"}, {"path", "/"}}).method, "GET");
    EXPECT_EQ(seen({{"connection", "shop"}, {"path", "/"}, {"body", 1}}).method, "POST");
}

TEST_P(HttpRequests, PathsAreEncodedWhereTheyMustBeAndNowhereElse) {
    serve();
    EXPECT_EQ(seen(get("/a%2Fb/c;v=1,2/@x:y")).target, "/a%2Fb/c;v=1,2/@x:y");
    EXPECT_EQ(seen(get("/caf\xc3\xa9#top")).target, "/caf%C3%A9%23top");
    EXPECT_EQ(seen(get("/100%/\"<x>\"")).target, "/100%25/%22%3Cx%3E%22");
    EXPECT_EQ(seen(get("/charges?key=i/s/1/do")).target, "/charges?key=i/s/1/do");
    EXPECT_EQ(seen(get("//other.example/x")).target, "//other.example/x");
}

TEST_P(HttpRequests, QueriesAreEncodedAndAppended) {
    serve();
    Json with = get("/find?fixed=1");
    with["query"] = {
        {"q", "a&b=c d"}, {"n", 5}, {"yes", true}, {"none", nullptr}, {"list", {"x", 2}}};
    EXPECT_EQ(seen(with).target, "/find?fixed=1&list=x&list=2&n=5&q=a%26b%3Dc%20d&yes=true");
    with = get("/find");
    with["query"] = Json::object();
    EXPECT_EQ(seen(with).target, "/find");
}

TEST_P(HttpRequests, TheBasePathIsKept) {
    serve();
    options_.connections[0].base_url = server_->url() + "/api/v2/";
    connect();
    EXPECT_EQ(seen(get("/orders")).target, "/api/v2/orders");
}

TEST_P(HttpRequests, BodiesFollowTheContentType) {
    serve();
    Json with = post();
    with["headers"] = {{"Content-Type", "text/csv"}};
    with["body"] = "a,b\n";
    EXPECT_EQ(seen(with).body, "a,b\n");
    with["headers"] = {{"Content-Type", "application/x-www-form-urlencoded"}};
    with["body"] = {{"amount", 5}, {"note", "a b"}};
    EXPECT_EQ(seen(with).body, "amount=5&note=a%20b");
    with["headers"] = {{"content-type", "application/merge-patch+json"}};
    with["body"] = "text";
    EXPECT_EQ(seen(with).body, "\"text\"");
    with["headers"] = {{"Content-Type", "text/csv"}};
    with["body"] = {{"no", "text"}};
    expect_refused(with, "content type is not JSON");
}

TEST_P(HttpRequests, HeadersOfTheDefinitionWinOverThoseOfTheConnection) {
    options_.connections.emplace_back();
    options_.connections[0].headers = {{"X-Tenant", {"acme", {}}}, {"X-Other", {"o", {}}}};
    serve();
    Json with = get();
    with["headers"] = {{"x-tenant", "mine"}, {"X-Number", 4}, {"X-None", nullptr}, {"X-E", ""}};
    const SeenRequest request = seen(with);
    EXPECT_EQ(request.header("x-tenant"), "mine");
    EXPECT_EQ(request.header("x-other"), "o");
    EXPECT_EQ(request.header("x-number"), "4");
    EXPECT_EQ(request.head.find("acme"), std::string::npos);
    EXPECT_EQ(request.head.find("X-None"), std::string::npos);
    EXPECT_NE(request.head.find("X-E:"), std::string::npos);
}

TEST_P(HttpRequests, DataCannotInjectHeaders) {
    serve();
    for (const char* value :
         {"a\r\nX-Evil: 1",
          "a\nb",
          "a\rb",
          "a\x01"
          "b",
          "a\x7f"}) {
        Json with = get();
        with["headers"] = {{"X-Note", value}};
        expect_refused(with, "X-Note");
    }
    Json with = get();
    with["headers"] = {{"X-Note", std::string("a\0b", 3)}};
    expect_refused(with, "X-Note");
    for (const char* name :
         {"X Evil",
          "X:Evil",
          "",
          "X\r\nY",
          "Host",
          "Content-Length",
          "Idempotency-Key",
          "sagaflow-attempt",
          "Transfer-Encoding",
          "traceparent",
          "Proxy-Authorization"}) {
        with["headers"] = Json{{name, "v"}};
        expect_refused(with, "headers");
    }
}

TEST_P(HttpRequests, PathsThatWouldGoElsewhereAreRefused) {
    serve();
    for (const char* path :
         {"orders",
          "@evil.example/",
          "",
          "/a b",
          "/a\r\nX: y",
          "/a\tb",
          "/../admin",
          "/a/..",
          "/a/./b",
          "/%2e%2E/x",
          "/.%2e",
          "/a\\..\\b",
          "http://evil.example/"}) {
        expect_refused(get(path), "path");
    }
    EXPECT_EQ(server_->connection_count(), 0U);
}

TEST_P(HttpRequests, UnknownAndMisfitMembersAreRefusedAllAtOnce) {
    serve();
    Json with = get();
    with["bdy"] = 1;
    with["query"] = "a=b";
    with["method"] = "TRACE";
    const CallResult result = call(with);
    expect_error(result, Outcome::kFailed, "input");
    for (const char* part : {"`bdy`", "`query`", "`method`"}) {
        EXPECT_NE(result.error.message.find(part), std::string::npos) << result.error.message;
    }
    expect_refused("text", "object");
    expect_refused({{"connection", "shop"}}, "`path`");
    expect_refused({{"path", "/"}}, "`connection`");
    with = get();
    with["url"] = server_->url();
    expect_refused(with, "`path`");
    with = get();
    with["body"] = {{"a", 1}};
    expect_refused(with, "no `body` for GET");
    with = get();
    with["query"] = {{"deep", Json::object()}};
    expect_refused(with, "deep");
}

TEST_P(HttpRequests, AnUnknownConnectionIsAConnectionErrorThatNamesTheKnownOnes) {
    serve();
    const CallResult result = call({{"connection", "shpo"}, {"path", "/"}});
    expect_error(result, Outcome::kFailed, "connection");
    EXPECT_NE(result.error.message.find("only shop"), std::string::npos) << result.error.message;
}

TEST_P(HttpRequests, ConnectionsAreKeptAlive) {
    serve();
    for (int i = 0; i < 20; ++i) ASSERT_EQ(call(post()).outcome, Outcome::kOk);
    EXPECT_EQ(server_->request_count(), 20U);
    EXPECT_EQ(server_->connection_count(), 1U);
}

TEST_P(HttpRequests, ProxiesOfTheEnvironmentAreIgnored) {
    serve();
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
    connect();
    const CallResult result = call(get());
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    EXPECT_EQ(result.outcome, Outcome::kOk) << result.error.message;
}

}  // namespace
}  // namespace sagaflow::testing
