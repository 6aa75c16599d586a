#include "dsl/cel/functions/text_search.hpp"

#include <gtest/gtest.h>

#include <string>

namespace sagaflow::cel {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

TEST(CelTextSearch, FindsWhatTheLibraryFinds) {
    // All texts of two letters, with parts on both sides of where the algorithm changes.
    for (const std::size_t repeats : {1U, 12U}) {
        for (unsigned bits = 0; bits < 512; ++bits) {
            std::string unit;
            for (unsigned i = 0; i < 9; ++i) unit += (bits >> i & 1U) != 0 ? 'b' : 'a';
            std::string text;
            for (std::size_t i = 0; i < repeats; ++i) text += unit;
            for (std::size_t length = 0; length <= text.size(); length += 3) {
                const std::string part = text.substr(text.size() / 3, length);
                for (const std::size_t from : {std::size_t{0}, length / 2, text.size(), kNone}) {
                    ASSERT_EQ(find_text(text, part, from), text.find(part, from));
                    ASSERT_EQ(find_last_text(text, part, from), text.rfind(part, from));
                    ASSERT_EQ(find_text(text, part + "c", from), kNone);
                    ASSERT_EQ(find_last_text(text, part + "c", from), kNone);
                }
            }
        }
    }
}

TEST(CelTextSearch, TakesEmptyTexts) {
    EXPECT_EQ(find_text({}, {}), 0U);
    EXPECT_EQ(find_text("abc", {}, 3), 3U);
    EXPECT_EQ(find_text("abc", {}, 4), kNone);
    EXPECT_EQ(find_last_text({}, {}), 0U);
    EXPECT_EQ(find_last_text("abc", {}, 9), 3U);
    EXPECT_EQ(find_last_text({}, "a"), kNone);
}

// Where the time is the product of the two lengths this takes hours.
TEST(CelTextSearch, IsLinearWhereEveryPrefixNearlyMatches) {
    const std::string text(8U << 20U, 'a');
    const std::string part(4U << 20U, 'a');
    EXPECT_EQ(find_text(text, part + 'b'), kNone);
    EXPECT_EQ(find_text(text, 'b' + part), kNone);
    EXPECT_EQ(find_last_text(text, part + 'b'), kNone);
    EXPECT_EQ(find_last_text(text, 'b' + part), kNone);
    EXPECT_EQ(find_last_text(text, part), text.size() - part.size());
}

}  // namespace
}  // namespace sagaflow::cel
