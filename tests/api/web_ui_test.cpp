#include "api/ui/answer.hpp"
#include "tests/api/support/api_fixture.hpp"
#include "tests/api/support/http_server_fixture.hpp"

namespace sagaflow::api {
namespace {

const std::vector<ui::Asset>& some_assets() {
    static const std::vector<ui::Asset> assets{
        {"assets/index-1a.js",
         "text/javascript; charset=utf-8",
         "aa",
         "plain script",
         "gz-script",
         "br"},
        {"assets/icon-2b.svg", "image/svg+xml", "bb", "<svg/>", "longer than plain", {}},
        {"index.html", "text/html; charset=utf-8", "cc", "<!doctype html>", {}, {}}};
    return assets;
}

class WebUi : public ApiTest {
protected:
    WebUi() { context.settings.ui = some_assets(); }
    std::string coding_of(const std::string& accepted) {
        return header_of(
            get("/ui/assets/index-1a.js", {{"accept-encoding", accepted}}), "Content-Encoding"
        );
    }
};

TEST_F(WebUi, AnswersItsPageForEveryPlaceWithinIt) {
    for (const std::string path :
         {"/ui",
          "/ui/",
          "/ui/instances",
          "/ui/instances/x?tab=raw",
          "/ui/%zz",
          "/ui/a/b/c/d/e/f/g/h/i"}) {
        const Response response = get(path);
        EXPECT_EQ(response.status, 200) << path;
        EXPECT_EQ(response.body, "<!doctype html>") << path;
        EXPECT_EQ(header_of(response, "Cache-Control"), "no-cache") << path;
    }
    EXPECT_EQ(get("/uix").status, 404);
    EXPECT_EQ(send("HEAD", "/ui/").status, 200);
    EXPECT_EQ(header_of(send("POST", "/ui/"), "Allow"), "GET, HEAD, OPTIONS");
}

TEST_F(WebUi, KeepsHashedFilesForEver) {
    const Response response = get("/ui/assets/index-1a.js");
    EXPECT_EQ(response.body, "plain script");
    EXPECT_EQ(response.content_type, "text/javascript; charset=utf-8");
    EXPECT_EQ(header_of(response, "Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(header_of(response, "Vary"), "Accept-Encoding");
}

TEST_F(WebUi, HasNoPageInPlaceOfAMissingFile) {
    const Response response = get("/ui/assets/index-0.js");
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.content_type, kProblemType);
    EXPECT_EQ(get("/ui/assets/").status, 404);
}

TEST_F(WebUi, SendsTheSmallestFormThatIsAccepted) {
    EXPECT_EQ(coding_of("gzip, deflate, br"), "br");
    EXPECT_EQ(coding_of("GZip;q=0.5"), "gzip");
    EXPECT_EQ(coding_of("br;q=0, gzip"), "gzip");
    EXPECT_EQ(coding_of("br;q=0.001"), "br");
    EXPECT_EQ(coding_of("*"), "br");
    EXPECT_EQ(coding_of("*;q=1.0, br;q=0"), "gzip");
    EXPECT_EQ(coding_of("deflate, zstd"), "");
    EXPECT_EQ(coding_of(""), "");
    const Response twice =
        get("/ui/assets/index-1a.js",
            {{"accept-encoding", "deflate"}, {"accept-encoding", "gzip"}});
    EXPECT_EQ(twice.body, "gz-script");
    const Response icon = get("/ui/assets/icon-2b.svg", {{"accept-encoding", "gzip"}});
    EXPECT_EQ(icon.body, "<svg/>") << "compressed it would be longer";
}

TEST_F(WebUi, SaysWhenNothingHasChanged) {
    const std::string path = "/ui/assets/index-1a.js";
    const NameValue packed{"accept-encoding", "br"};
    const std::string tag = header_of(get(path, {packed}), "ETag");
    const Response same = get(path, {packed, {"if-none-match", "\"x\", W/" + tag}});
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, "");
    EXPECT_EQ(header_of(same, "ETag"), tag);
    EXPECT_NE(header_of(same, "Cache-Control"), "");
    EXPECT_EQ(get(path, {{"if-none-match", tag}}).status, 200) << "another form, another tag";
    EXPECT_EQ(get("/ui/", {{"if-none-match", "*"}}).status, 304);
}

TEST_F(WebUi, ForbidsWhatThePagesDoNotNeed) {
    for (const std::string path : {"/ui/", "/ui/assets/index-1a.js"}) {
        const Response response = get(path);
        const std::string policy = header_of(response, "Content-Security-Policy");
        EXPECT_NE(policy.find("default-src 'none'; script-src 'self'"), std::string::npos);
        EXPECT_NE(policy.find("require-trusted-types-for 'script'"), std::string::npos);
        EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
        EXPECT_EQ(policy.find("unsafe"), std::string::npos);
        EXPECT_EQ(header_of(response, "Cross-Origin-Opener-Policy"), "same-origin");
        EXPECT_EQ(header_of(response, "Cross-Origin-Resource-Policy"), "same-origin");
        EXPECT_EQ(header_of(response, "Referrer-Policy"), "no-referrer");
    }
}

TEST_F(WebUi, IsWhereBrowsersAreSentTo) {
    const Response response = get("/", {{"accept", "text/html,application/xhtml+xml"}});
    EXPECT_EQ(response.status, 302);
    EXPECT_EQ(header_of(response, "Location"), "/ui/");
    const Response other = get("/", {{"accept", "*/*"}});
    EXPECT_EQ(other.status, 200);
    EXPECT_NE(other.body.find("href=\"/ui/\""), std::string::npos);
}

TEST_F(WebUi, IsMissedInWordsWhereItWasNotBuilt) {
    context.settings.ui = {};
    const Response response = get("/ui/instances");
    EXPECT_EQ(response.status, 404);
    EXPECT_NE(response.body.find("SAGAFLOW_UI=OFF"), std::string::npos);
    const Response page = get("/", {{"accept", "text/html"}});
    EXPECT_EQ(page.status, 200);
    EXPECT_NE(page.body.find("SAGAFLOW_UI=OFF"), std::string::npos);
}

// What the socket's side adds: one Cache-Control, and for HEAD the length without the bytes.
class WebUiOverHttp : public HttpServerTest {};

TEST_F(WebUiOverHttp, KeepsTheHeadersOfTheAnswer) {
    instead = [](const Request& request) { return ui::answer(request, some_assets()); };
    start();
    RawClient client(server->port());
    ASSERT_TRUE(client.send(
        "HEAD /ui/assets/index-1a.js HTTP/1.1\r\nHost: h\r\nAccept-Encoding: br\r\n\r\n"
    ));
    const RawAnswer head = client.receive(5'000, true);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.headers.at("content-length"), "2");
    EXPECT_EQ(head.headers.at("content-encoding"), "br");
    EXPECT_EQ(head.headers.at("cache-control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(head.headers.at("x-content-type-options"), "nosniff");
    const RawAnswer whole = client.ask("GET /ui/ HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(whole.body, "<!doctype html>");
    EXPECT_EQ(whole.headers.at("cache-control"), "no-cache");
}

}  // namespace
}  // namespace sagaflow::api
