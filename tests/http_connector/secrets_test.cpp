// Secrets go out and nowhere else.
#include "connectors/http/secrets.hpp"
#include "tests/http_connector/connector_fixture.hpp"

namespace sagaflow::testing {
namespace {

class HttpSecrets : public HttpConnectorTest {
protected:
    void SetUp() override {
        secrets_ = SecretTable(
            {{"token", "tok-5ecret"},
             {"pin", "p/i n"},
             {"bad", "a\r\nX-Evil: 1"},
             {"user", "alice"},
             {"password", "pa55:word"}}
        );
    }
    static http::SecretText text_of(const std::string& name) { return {"", {{"", 0, name}}}; }
    CallRequest with_secret(
        Json with, const std::string& pointer, std::size_t offset, const std::string& name
    ) {
        CallRequest made = request(with);
        made.secrets = {{pointer, offset, name}};
        return made;
    }
};

std::string everything_of(const CallResult& result) {
    return to_text(to_json(result.error)) + to_text(result.result) + to_text(result.response);
}

SAGAFLOW_OVER_EITHER_TRANSPORT(HttpSecrets);

TEST_P(HttpSecrets, AreInsertedAtTheirPlaceAndAreNoTemplate) {
    serve();
    Json with = post();
    with["headers"] = {{"X-Key", "pre--post"}};
    with["body"] = {{"deep", {{"a/b", "[]"}}}};
    CallRequest made = request(with);
    made.secrets = {
        {"/headers/X-Key", 4, "token"},
        {"/body/deep/a~1b", 1, "pin"},
        {"/body/deep/a~1b", 1, "user"}};
    EXPECT_EQ(call(made).outcome, Outcome::kOk);
    const SeenRequest seen = server_->requests().at(0);
    EXPECT_EQ(seen.header("x-key"), "pre-tok-5ecret-post");
    EXPECT_EQ(seen.body, R"({"deep":{"a/b":"[p/i nalice]"}})");
}

TEST_P(HttpSecrets, InAQueryAreEncoded) {
    serve();
    Json with = get("/x");
    with["query"] = {{"pin", ""}};
    EXPECT_EQ(call(with_secret(with, "/query/pin", 0, "pin")).outcome, Outcome::kOk);
    EXPECT_EQ(server_->requests().at(0).target, "/x?pin=p%2Fi%20n");
}

TEST_P(HttpSecrets, ThatCannotBeSentAreNotNamedByValue) {
    serve();
    Json with = get("/x");
    with["headers"] = {{"X-Key", ""}};
    const CallResult header = call(with_secret(with, "/headers/X-Key", 0, "bad"));
    expect_error(header, Outcome::kFailed, "input");
    EXPECT_EQ(everything_of(header).find("X-Evil"), std::string::npos);
    const CallResult path = call(with_secret(get("/x/"), "/path", 3, "pin"));
    expect_error(path, Outcome::kFailed, "input");
    EXPECT_EQ(everything_of(path).find("p/i n"), std::string::npos);
    const CallResult missing = call(with_secret(get("/x/"), "/path", 3, "nope"));
    expect_error(missing, Outcome::kFailed, "input");
    EXPECT_NE(missing.error.message.find("nope"), std::string::npos);
    expect_error(call(with_secret(get("/x/"), "/nowhere", 0, "pin")), Outcome::kFailed, "input");
    expect_error(call(with_secret(get("/x/"), "/path", 9, "pin")), Outcome::kFailed, "input");
    EXPECT_EQ(server_->request_count(), 0U);
}

TEST_P(HttpSecrets, BearerAndBasicAuthenticationReachTheParticipant) {
    options_.connections.emplace_back();
    options_.connections[0].bearer = text_of("token");
    serve();
    EXPECT_EQ(call(get()).outcome, Outcome::kOk);
    EXPECT_EQ(server_->requests().at(0).header("authorization"), "Bearer tok-5ecret");
    Json with = get();
    with["headers"] = {{"authorization", "Bearer mine"}};
    expect_error(call(with), Outcome::kFailed, "input");
    options_.connections[0].bearer.reset();
    options_.connections[0].basic = http::BasicAuth{text_of("user"), text_of("password")};
    connect();
    EXPECT_EQ(call(get()).outcome, Outcome::kOk);
    EXPECT_EQ(server_->requests().at(1).header("authorization"), "Basic YWxpY2U6cGE1NTp3b3Jk");
}

TEST_P(HttpSecrets, ThatComeBackInAnAnswerAreTakenOut) {
    options_.connections.emplace_back();
    options_.connections[0].basic = http::BasicAuth{text_of("user"), text_of("password")};
    std::string status = "200";
    serve([&](const SeenRequest& request, Peer& peer) {
        const std::string echo = Json{{"got", request.head}, {"body", request.body}}.dump();
        peer.answer(
            std::stoi(status),
            echo,
            "Content-Type: application/json\r\nX-Echo: " + request.header("x-key") +
                request.header("authorization") + "\r\n"
        );
    });
    for (const char* each : {"200", "409", "500"}) {
        status = each;
        Json with = post();
        with["headers"] = {{"X-Key", ""}};
        const CallResult result = call(with_secret(with, "/headers/X-Key", 0, "token"));
        const std::string text = everything_of(result);
        EXPECT_NE(text.find("[secret]"), std::string::npos) << each;
        for (const char* secret : {"tok-5ecret", "YWxpY2U6cGE1NTp3b3Jk"}) {
            EXPECT_EQ(text.find(secret), std::string::npos) << each << text;
        }
    }
}

TEST_P(HttpSecrets, InAUrlDoNotShowInErrors) {
    options_.allow_private_urls = true;
    serve();
    const int port = server_->port();
    server_.reset();
    Json with{{"url", "http://127.0.0.1:" + std::to_string(port) + "/hook/"}};
    const std::size_t end = with["url"].get<std::string>().size();
    const CallResult result = call(with_secret(with, "/url", end, "token"));
    expect_error(result, Outcome::kFailed, "connection");
    EXPECT_EQ(everything_of(result).find("5ecret"), std::string::npos);
    with["url"] = "http://.invalid/";
    const CallResult host = call(with_secret(with, "/url", 7, "token"));
    expect_error(host, Outcome::kFailed, "connection");
    EXPECT_EQ(everything_of(host).find("5ecret"), std::string::npos) << everything_of(host);
}

TEST_P(HttpSecrets, OfAConnectionThatAreMissingStopTheConnector) {
    options_.connections.emplace_back();
    options_.connections[0] = {};
    options_.connections[0].name = "shop";
    options_.connections[0].base_url = "http://127.0.0.1:1";
    options_.connections[0].bearer = text_of("absent");
    const auto made = http::HttpConnector::create(options_, secrets_, clock_);
    ASSERT_FALSE(made.ok());
    EXPECT_NE(made.error().message.find("absent"), std::string::npos);
    options_.connections[0].bearer = text_of("bad");
    const auto broken = http::HttpConnector::create(options_, secrets_, clock_);
    ASSERT_FALSE(broken.ok());
    EXPECT_EQ(broken.error().message.find("X-Evil"), std::string::npos);
}

TEST(Redactor, FindsEveryFormAndLeavesShortSecretsAlone) {
    http::Redactor redactor;
    redactor.add("a b\"c");
    redactor.add("ab");
    std::string text = R"(raw a b"c, json a b\"c, url a%20b%22c, ab)";
    redactor.clean(text);
    EXPECT_EQ(text, "raw [secret], json [secret], url [secret], ab");
}

}  // namespace
}  // namespace sagaflow::testing
