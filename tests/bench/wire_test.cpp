#include "cli/bench/wire.hpp"

#include <gtest/gtest.h>

namespace sagaflow::bench {
namespace {

const std::string kAnswer =
    "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nCONTENT-LENGTH:  4\r\n\r\n{\"a\"";

TEST(Wire, EveryPrefixOfAMessageIsIncomplete) {
    for (std::size_t length = 0; length < kAnswer.size(); ++length) {
        const auto found = read_message(std::string_view(kAnswer).substr(0, length));
        ASSERT_TRUE(found.ok()) << length;
        EXPECT_FALSE(found->has_value()) << length;
    }
}

TEST(Wire, TheFirstMessageEndsWhereTheNextBegins) {
    const std::string two = kAnswer + kAnswer;
    const auto found = read_message(two);
    ASSERT_TRUE(found.ok());
    ASSERT_TRUE(found->has_value());
    EXPECT_EQ((*found)->bytes, kAnswer.size());
    EXPECT_EQ((*found)->body, "{\"a\"");
    EXPECT_EQ(status_of((*found)->start_line), 201);
    EXPECT_EQ(header_value((*found)->headers, "content-type"), "application/json");
    EXPECT_EQ(header_value((*found)->headers, "etag"), "");
}

TEST(Wire, WhatItCannotReadIsAnError) {
    EXPECT_FALSE(read_message("HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n").ok());
    EXPECT_FALSE(read_message("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").ok());
}

TEST(Wire, AMessageWithoutLengthHasNoBody) {
    const std::string request = get_request("/readyz");
    const auto found = read_message(request);
    ASSERT_TRUE(found.ok() && found->has_value());
    EXPECT_EQ((*found)->body, "");
    EXPECT_EQ(target_of((*found)->start_line), "/readyz");
}

TEST(Wire, APostThatWasMadeCanBeRead) {
    const std::string request =
        post_request("/v1/events?x=1", "{}", "application/cloudevents+json");
    const auto found = read_message(request);
    ASSERT_TRUE(found.ok() && found->has_value());
    EXPECT_EQ((*found)->bytes, request.size());
    EXPECT_EQ(target_of((*found)->start_line), "/v1/events?x=1");
    EXPECT_EQ(header_value((*found)->headers, "Content-Type"), "application/cloudevents+json");
    EXPECT_EQ((*found)->body, "{}");
}

TEST(Wire, NoStatusLineHasStatusZero) {
    EXPECT_EQ(status_of("POST / HTTP/1.1"), 0);
    EXPECT_EQ(status_of(""), 0);
    EXPECT_EQ(target_of("nonsense"), "");
}

TEST(Wire, TopMembersAreTheObjectsOwn) {
    const std::string json =
        R"({"input":{"status":"inner"},"steps":{"a":{"status":"ok"}},"list":[{"status":1},2],)"
        R"("text":"\"status\":\"quoted\", }","status":"completed","end":null,"n": 17 })";
    EXPECT_EQ(top_member(json, "status"), "\"completed\"");
    EXPECT_EQ(top_member(json, "end"), "null");
    EXPECT_EQ(top_member(json, "n"), "17");
    EXPECT_EQ(top_member(json, "input"), R"({"status":"inner"})");
    EXPECT_EQ(top_member(json, "list"), R"([{"status":1},2])");
    EXPECT_EQ(top_member(json, "a"), "");
    EXPECT_EQ(top_member(json, "quoted"), "");
}

TEST(Wire, TopMembersOfBrokenTextAreNotFound) {
    for (const std::string_view broken :
         {"", "[]", "{", "{\"", "{\"a", "{\"a\"", "{\"a\":", "null"}) {
        EXPECT_EQ(top_member(broken, "a"), "") << broken;
    }
}

}  // namespace
}  // namespace sagaflow::bench
