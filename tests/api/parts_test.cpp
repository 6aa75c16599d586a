#include <gtest/gtest.h>

#include "api/base64.hpp"
#include "api/query/cursor.hpp"
#include "api/request.hpp"
#include "api/response.hpp"
#include "api/suggestion.hpp"
#include "api/trace_context.hpp"
#include "api/utf8.hpp"

namespace sagaflow::api {
namespace {

TEST(Base64, ReadsWhatItWrites) {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
        EXPECT_EQ(base64_decode(base64url_encode(bytes)), bytes);
        bytes += static_cast<char>(i * 7);
    }
    EXPECT_FALSE(base64_decode("a").has_value());
    EXPECT_FALSE(base64_decode("a b=").has_value());
    EXPECT_FALSE(base64_decode("ab=").has_value());
}

TEST(Cursor, IsRefusedWhenChangedOrFromAnotherList) {
    const std::string cursor = make_cursor("instances", "place");
    EXPECT_EQ(read_cursor("instances", cursor), "place");
    EXPECT_FALSE(read_cursor("events", cursor).has_value());
    for (std::size_t i = 0; i < cursor.size(); ++i) {
        std::string changed = cursor;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_NE(read_cursor("instances", changed), "place") << i;
    }
    EXPECT_FALSE(read_cursor("instances", "").has_value());
}

TEST(Utf8, KnowsWhatPostgresCannotKeep) {
    EXPECT_TRUE(is_storable_text("plain \u00e4 \u20ac \U0001F600"));
    for (const std::string_view text :
         {std::string_view("a\0b", 3),
          std::string_view("\xff"),
          std::string_view("\xc0\xaf"),
          std::string_view("\xed\xa0\x80"),
          std::string_view("\xf4\x90\x80\x80"),
          std::string_view("\xe2\x82")}) {
        EXPECT_FALSE(is_storable_text(text));
    }
}

TEST(Suggestions, AreNear) {
    EXPECT_EQ(nearest("stauts", {"saga", "status", "state"}), "status");
    EXPECT_EQ(nearest("zzzzzz", {"saga", "status"}), "");
    EXPECT_EQ(suggestion("zzzzzz", {"saga", "status"}), "known are: saga, status");
    EXPECT_EQ(nearest(std::string(100'000, 'x'), {"saga"}), "");
}

TEST(TraceContext, TakesValidOnesOnly) {
    const std::string good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    EXPECT_EQ(valid_traceparent(good), good);
    EXPECT_EQ(valid_traceparent("01" + good.substr(2) + "-more"), "01" + good.substr(2));
    EXPECT_FALSE(valid_traceparent(good + "-more").has_value());
    EXPECT_FALSE(valid_traceparent("ff" + good.substr(2)).has_value());
    EXPECT_FALSE(
        valid_traceparent("00-00000000000000000000000000000000-b7ad6b7169203331-01").has_value()
    );
    EXPECT_FALSE(
        valid_traceparent("00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").has_value()
    );
    EXPECT_FALSE(valid_traceparent("").has_value());
}

TEST(Responses, DropHeaderValuesThatCouldBreakOut) {
    Response response;
    response.with("ETag", "\"1\"").with("Location", "/x\r\nSet-Cookie: a");
    EXPECT_NE(response.header("ETag"), nullptr);
    EXPECT_EQ(response.header("Location"), nullptr);
}

TEST(PercentEncoding, ReadsWhatItWrites) {
    const std::string text = "a/b ?&=%\u00e4";
    EXPECT_EQ(percent_decode(percent_encode(text)), text);
    EXPECT_FALSE(percent_decode("%4").has_value());
    EXPECT_FALSE(percent_decode("%00").has_value());
    EXPECT_FALSE(percent_decode("%gg").has_value());
}

}  // namespace
}  // namespace sagaflow::api
