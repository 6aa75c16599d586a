// Which addresses a definition may reach, and that nothing is called that it may not.
#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstring>

#include "connectors/http/private_address.hpp"
#include "tests/http_connector/connector_fixture.hpp"

namespace sagaflow::testing {
namespace {

using HttpAddresses = HttpConnectorTest;
SAGAFLOW_OVER_EITHER_TRANSPORT(HttpAddresses);

bool is_private(const std::string& text) {
    sockaddr_storage storage{};
    if (text.find(':') == std::string::npos) {
        sockaddr_in in{};
        in.sin_family = AF_INET;
        EXPECT_EQ(inet_pton(AF_INET, text.c_str(), &in.sin_addr), 1);
        std::memcpy(&storage, &in, sizeof in);
    } else {
        sockaddr_in6 in{};
        in.sin6_family = AF_INET6;
        EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &in.sin6_addr), 1);
        std::memcpy(&storage, &in, sizeof in);
    }
    return http::is_private_address(*static_cast<sockaddr*>(static_cast<void*>(&storage)));
}

TEST(PrivateAddress, CoversEveryRangeThatIsNotPublic) {
    for (const char* address :
         {"127.0.0.1",
          "127.255.255.255",
          "0.0.0.0",
          "10.0.0.1",
          "172.16.0.1",
          "172.31.255.255",
          "192.168.1.1",
          "169.254.169.254",
          "100.64.0.1",
          "100.127.255.255",
          "192.0.2.1",
          "198.18.0.1",
          "198.19.255.255",
          "224.0.0.1",
          "240.0.0.1",
          "255.255.255.255",
          "::1",
          "::",
          "fd00::8",
          "fc00::1",
          "fe80::1",
          "ff02::1",
          "::ffff:127.0.0.1",
          "::ffff:10.0.0.1",
          "64:ff9b::7f00:1",
          "2002:7f00:1::",
          "2001:db8::1",
          "2001::1",
          "::7f00:1"}) {
        EXPECT_TRUE(is_private(address)) << address;
    }
    for (const char* address :
         {"1.1.1.1",
          "8.8.8.8",
          "172.15.255.255",
          "172.32.0.0",
          "100.63.255.255",
          "100.128.0.0",
          "192.167.255.255",
          "169.253.0.1",
          "223.255.255.255",
          "2606:4700::1111",
          "::ffff:8.8.8.8",
          "2001:4860:4860::8888",
          "64:ff9b::808:808"}) {
        EXPECT_FALSE(is_private(address)) << address;
    }
    sockaddr local{};
    local.sa_family = AF_UNIX;
    EXPECT_TRUE(http::is_private_address(local));
}

TEST_P(HttpAddresses, AUrlOfADefinitionReachesNoPrivateAddress) {
    serve();
    const std::string port = ":" + std::to_string(server_->port()) + "/";
    for (const char* host :
         {"127.0.0.1",
          "localhost",
          "0.0.0.0",
          "2130706433",
          "017700000001",
          "0x7f000001",
          "127.1",
          "0x7f.1",
          "[::1]",
          "[::]",
          "[::ffff:127.0.0.1]",
          "[fd00::8]",
          "[fe80::1]",
          "169.254.169.254",
          "10.1.2.3"}) {
        const CallResult result = call(Json{{"url", std::string("http://") + host + port}});
        SCOPED_TRACE(host);
        expect_error(result, Outcome::kFailed, "connection");
        EXPECT_NE(result.error.message.find("private"), std::string::npos) << result.error.message;
    }
    EXPECT_EQ(server_->connection_count(), 0U);
}

TEST_P(HttpAddresses, OnlyHttpWithoutUserNameIsAUrl) {
    serve();
    const std::string port = std::to_string(server_->port());
    for (const std::string& url : std::vector<std::string>{
             "file:///etc/passwd",
             "gopher://127.0.0.1:" + port + "/",
             "ftp://example.com/",
             "http+unix://%2Frun%2Fx.sock/",
             "http://user@127.0.0.1:" + port + "/",
             "http://:@127.0.0.1:" + port + "/",
             "http://user:pw@127.0.0.1:" + port + "/",
             "http://public.example@127.0.0.1:" + port + "/",
             "//127.0.0.1/",
             "127.0.0.1:" + port,
             "http://",
             "http://a b/",
             "http://127.0.0.1:99999/",
             ""}) {
        SCOPED_TRACE(url);
        expect_error(call(Json{{"url", url}}), Outcome::kFailed, "input");
    }
    EXPECT_EQ(server_->connection_count(), 0U);
}

TEST_P(HttpAddresses, TheOperatorMayAllowPrivateUrls) {
    options_.allow_private_urls = true;
    serve();
    EXPECT_EQ(call(Json{{"url", server_->url() + "/a?b=1"}}).outcome, Outcome::kOk);
    EXPECT_EQ(server_->requests().at(0).target, "/a?b=1");
}

// A kept-alive connection of a trusted call must not carry a call that has to be checked.
TEST_P(HttpAddresses, ACheckedCallDoesNotRideOnATrustedConnection) {
    serve();
    options_.connections[0].base_url = "http://localhost:" + std::to_string(server_->port());
    connect();
    ASSERT_EQ(call(get()).outcome, Outcome::kOk);
    const CallResult result =
        call(Json{{"url", options_.connections[0].base_url + "/secret-admin"}});
    expect_error(result, Outcome::kFailed, "connection");
    EXPECT_EQ(server_->request_count(), 1U);
}

TEST_P(HttpAddresses, AUrlWithAConnectionStaysOnItsOrigin) {
    serve();
    const std::string origin = server_->url();
    EXPECT_EQ(
        call(Json{{"connection", "shop"}, {"url", origin + "/next?page=2"}}).outcome, Outcome::kOk
    );
    EXPECT_EQ(server_->requests().at(0).target, "/next?page=2");
    for (const std::string& url : std::vector<std::string>{
             "https://127.0.0.1:" + std::to_string(server_->port()) + "/",
             "http://127.0.0.1/",
             "http://localhost:" + std::to_string(server_->port()) + "/",
             "http://evil.example/"}) {
        SCOPED_TRACE(url);
        expect_error(call(Json{{"connection", "shop"}, {"url", url}}), Outcome::kFailed, "input");
    }
    EXPECT_EQ(server_->request_count(), 1U);
}

TEST_P(HttpAddresses, AConnectionsOwnAddressIsTheOperatorsWord) {
    serve();
    options_.connections[0].allow_private = false;
    connect();
    EXPECT_EQ(call(get()).outcome, Outcome::kOk);
    EXPECT_TRUE(http::is_address_or_localhost("127.0.0.1"));
    EXPECT_TRUE(http::is_address_or_localhost("[::1]"));
    EXPECT_FALSE(http::is_address_or_localhost("inventory.internal"));
}

// Names under .localhost resolve to loopback everywhere.
TEST_P(HttpAddresses, AConnectionThatForbidsItIsCheckedByTheResolvedAddress) {
    serve();
    options_.connections[0].allow_private = false;
    options_.connections[0].base_url = "http://shop.localhost:" + std::to_string(server_->port());
    connect();
    const CallResult refused = call(get());
    expect_error(refused, Outcome::kFailed, "connection");
    EXPECT_NE(refused.error.message.find("private"), std::string::npos) << refused.error.message;
    EXPECT_EQ(server_->connection_count(), 0U);
    options_.connections[0].allow_private.reset();
    connect();
    EXPECT_EQ(call(get()).outcome, Outcome::kOk);
}

}  // namespace
}  // namespace sagaflow::testing
