// Messages show a part of long texts; what is shown must still be UTF-8, or nobody can store it.
#include <gtest/gtest.h>

#include "tests/cel/sample_scope.hpp"

namespace sagaflow::cel {
namespace {

// Every cut after an even number of bytes would be inside of a character.
std::string long_text() {
    std::string text = "x";
    for (int i = 0; i < 200; ++i) text += "ä";
    return text;
}

TEST(CelMessages, CutLongTextsBetweenCharacters) {
    const SampleScope scope;
    const std::string text = "'" + long_text() + "'";
    for (const std::string& source : {
             "int(" + text + ")",
             "uint(" + text + ")",
             "double(" + text + ")",
             "bool(" + text + ")",
             "timestamp(" + text + ")",
             "duration(" + text + ")",
             "{'a': 1}[" + text + "]",
             "input[" + text + "]",
             "timestamp('2026-01-31T08:00:00Z').getHours(" + text + ")",
             "1 " + text,
         }) {
        const Value value = scope.run(source);
        ASSERT_TRUE(value.is_error()) << source;
        const std::string& message = value.error_message();
        EXPECT_EQ(storable(message), message) << source;
        EXPECT_NE(message.find("ä…"), std::string::npos) << message;
        EXPECT_LT(message.size(), 250U) << message;
    }
}

TEST(CelMessages, CutLongNames) {
    const SampleScope scope;
    const std::string name(300, 'n');
    for (const std::string& source : {name, name + "(1)", name + " " + name}) {
        const Value value = scope.run(source);
        ASSERT_TRUE(value.is_error());
        EXPECT_NE(value.error_message().find("nnn…"), std::string::npos) << value.error_message();
    }
}

}  // namespace
}  // namespace sagaflow::cel
