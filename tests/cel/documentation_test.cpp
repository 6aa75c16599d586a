// The examples of docs/expressions.md give what the page says.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/cel/sample_scope.hpp"

namespace sagaflow::cel {
namespace {

std::string trimmed(std::string text) {
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
}

TEST(CelDocumentation, ShowsWhatExpressionsGive) {
    std::ifstream page(SAGAFLOW_SOURCE_DIR "/docs/expressions.md");
    ASSERT_TRUE(page);
    const SampleScope scope;
    bool is_example = false;
    std::size_t count = 0;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with("```")) is_example = line == "```cel";
        const std::size_t comment = line.rfind(" // ");
        if (!is_example || comment == std::string::npos) continue;
        const auto json = scope.run(trimmed(line.substr(0, comment))).to_json();
        const std::string got = json.ok() ? to_text(*json) : "error";
        EXPECT_EQ(got, line.substr(comment + 4)) << line;
        ++count;
    }
    EXPECT_GT(count, 30U);
}

}  // namespace
}  // namespace sagaflow::cel
