// Refusals show a part of long texts of the client; what is shown must still be UTF-8.
#include "api/request.hpp"
#include "tests/api/support/api_fixture.hpp"

namespace sagaflow::api {
namespace {

// Every cut after an even number of bytes would be inside of a character.
std::string long_text() {
    std::string text = "x";
    for (int i = 0; i < 200; ++i) text += "ä";
    return text;
}

class ShortenedTexts : public ApiTest {
protected:
    // An unfinished character would have become U+FFFD on its way into the answer.
    void expect_whole_characters(const Response& response) {
        EXPECT_GE(response.status, 400);
        EXPECT_EQ(response.body.find("\uFFFD"), std::string::npos) << response.body;
        const std::string detail = json_of(response)["detail"].get<std::string>();
        EXPECT_NE(detail.find("ä…"), std::string::npos) << detail;
        EXPECT_LT(detail.size(), 300U) << detail;
    }
};

TEST_F(ShortenedTexts, OfPathsAndQueriesEndWithAWholeCharacter) {
    deploy_order();
    const std::string text = percent_encode(long_text());
    for (const std::string& target : {
             "/v1/sagas/" + text,
             "/v1/sagas/" + text + "/versions/1",
             "/v1/sagas/order/versions/" + text,
             "/v1/instances/" + text,
             "/v1/instances?" + text + "=1",
             "/v1/instances?status=" + text,
             "/v1/instances?waitingFor=" + text,
             "/v1/instances?limit=" + text,
             "/v1/instances?startedAfter=" + text,
             "/v1/events?state=" + text,
         }) {
        SCOPED_TRACE(target);
        expect_whole_characters(get(target));
    }
    SCOPED_TRACE("a path of raw bytes");
    expect_whole_characters(get("/v1/" + long_text()));
}

TEST_F(ShortenedTexts, OfBodiesEndWithAWholeCharacter) {
    deploy_order();
    const std::string text = long_text();
    SCOPED_TRACE("start");
    expect_whole_characters(
        post("/v1/sagas/order/instances", R"({"input": {}, ")" + text + R"(": 1})")
    );
    expect_whole_characters(
        post("/v1/sagas/" + percent_encode(text) + "/instances", R"({"input": {}})")
    );
    SCOPED_TRACE("event");
    for (const char* value : {"1", "{}"}) {
        expect_whole_characters(post(
            "/v1/events",
            R"({"specversion": "1.0", "id": "1", "source": "s", "type": "t", ")" + text +
                "\": " + value + "}",
            {{"Content-Type", "application/cloudevents+json"}}
        ));
    }
}

}  // namespace
}  // namespace sagaflow::api
