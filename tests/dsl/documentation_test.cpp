// What docs/dsl.md shows is right: its definitions are accepted, and it names every member.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "dsl/ast/language.hpp"
#include "dsl/definition.hpp"

namespace sagaflow::dsl {
namespace {

std::string reference() {
    std::ifstream stream(SAGAFLOW_SOURCE_DIR "/docs/dsl.md");
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::vector<std::string> json_blocks(const std::string& text) {
    std::vector<std::string> blocks;
    constexpr std::string_view kOpen = "```json\n";
    for (std::size_t at = text.find(kOpen); at != std::string::npos; at = text.find(kOpen, at)) {
        at += kOpen.size();
        const std::size_t end = text.find("```", at);
        blocks.push_back(text.substr(at, end - at));
        at = end;
    }
    return blocks;
}

TEST(Documentation, ShowsDefinitionsThatAreAccepted) {
    std::size_t definitions = 0;
    for (const std::string& block : json_blocks(reference())) {
        const Json json = Json::parse(block, nullptr, false);
        ASSERT_FALSE(json.is_discarded()) << block;
        if (!json.is_object() || !json.contains("states")) continue;
        ++definitions;
        const auto checked = check_definition(block);
        ASSERT_TRUE(checked.ok()) << checked.error().message;
        for (const Diagnostic& problem : checked->problems) {
            ADD_FAILURE() << format_diagnostic("docs/dsl.md", problem);
        }
        for (const Diagnostic& warning : checked->warnings) {
            ADD_FAILURE() << format_diagnostic("docs/dsl.md", warning);
        }
    }
    EXPECT_GE(definitions, 2U);
}

void expect_named(const std::string& text, const Shape& shape) {
    for (const Member& member : shape.members) {
        if (member.kind == Kind::kNotYet) continue;
        EXPECT_NE(text.find("`" + std::string(member.name) + "`"), std::string::npos)
            << member.name << " of " << shape.title;
        if (member.shape != nullptr) expect_named(text, *member.shape);
    }
}

TEST(Documentation, NamesEveryMember) {
    const std::string text = reference();
    expect_named(text, kSagaShape);
    for (const StateType& type : state_types()) {
        if (type.shape == nullptr) continue;
        EXPECT_NE(text.find("### `" + std::string(type.name) + "`"), std::string::npos);
        expect_named(text, *type.shape);
    }
}

}  // namespace
}  // namespace sagaflow::dsl
