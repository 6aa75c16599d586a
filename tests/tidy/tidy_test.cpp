// Holds the source tree to the rules. Each rule is also given something wrong, to see that it
// can fail.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/tidy/rules.hpp"

namespace sagaflow::tidy {
namespace {

namespace fs = std::filesystem;
using Rule = Violations (*)(const SourceFile&);

const std::vector<SourceFile>& tree() {
    static const auto files = load_tree(SAGAFLOW_SOURCE_DIR);
    return files;
}

std::string broken_in_the_tree(Rule rule) {
    Violations all;
    for (const SourceFile& file : tree()) {
        const auto found = rule(file);
        all.insert(all.end(), found.begin(), found.end());
    }
    return report(all);
}

// Prints the list once; comparing strings would print it three times.
::testing::AssertionResult holds(const std::string& broken) {
    if (broken.empty()) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "\n" << broken;
}

std::string broken_in(Rule rule, const std::string& path, const std::string& text) {
    return report(rule(SourceFile::from_text(path, text)));
}

std::string whole_text(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string lines_of(std::size_t count, const std::string& line) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += line + "\n";
    return text;
}

TEST(Tidy, SeesTheWholeTree) {
    EXPECT_GT(tree().size(), 20U);
    EXPECT_FALSE(fs::exists(fs::path(SAGAFLOW_SOURCE_DIR) / "src")) << "a room that no rule knows";
}

TEST(Tidy, RoomsIncludeOnlyTowardsTheCore) {
    EXPECT_TRUE(holds(broken_in_the_tree(check_include_directions)));
    EXPECT_NE(
        broken_in(
            check_include_directions,
            "engine/kernel/x.cpp",
            "#include \"engine/core/ids.hpp\"\n#include \"engine/shard/engine.hpp\"\n"
        ),
        ""
    );
    EXPECT_NE(
        broken_in(check_include_directions, "api/x.cpp", "#include \"engine/store/pg/pool.hpp\"\n"),
        ""
    );
    EXPECT_EQ(
        broken_in(
            check_include_directions, "engine/shard/x.cpp", "#include \"engine/store/store.hpp\"\n"
        ),
        ""
    );
}

TEST(Tidy, LibrariesStayInTheirRooms) {
    EXPECT_TRUE(holds(broken_in_the_tree(check_library_includes)));
    const std::string threads = "#include <thread>\n";
    EXPECT_NE(broken_in(check_library_includes, "engine/kernel/x.cpp", threads), "");
    EXPECT_EQ(broken_in(check_library_includes, "engine/shard/x.cpp", threads), "");
    EXPECT_NE(broken_in(check_library_includes, "dsl/cel/x.cpp", "#include <random>\n"), "");
    const std::string asio = "#include <boost/asio/post.hpp>\n";
    EXPECT_NE(broken_in(check_library_includes, "dsl/parse/x.cpp", asio), "");
    const std::string http = "#include <httplib.h>\n";
    EXPECT_NE(broken_in(check_library_includes, "api/routes/x.cpp", http), "");
    EXPECT_EQ(broken_in(check_library_includes, "api/server/x.cpp", http), "");
    const std::string libpq = "#include <libpq-fe.h>\n";
    EXPECT_NE(broken_in(check_library_includes, "engine/cluster/x.cpp", libpq), "");
    EXPECT_EQ(broken_in(check_library_includes, "engine/store/pg/x.cpp", libpq), "");
}

TEST(Tidy, FilesAreShort) {
    EXPECT_TRUE(holds(broken_in_the_tree(check_file_length)));
    EXPECT_EQ(broken_in(check_file_length, "api/x.cpp", lines_of(500, "int x;")), "");
    EXPECT_NE(broken_in(check_file_length, "api/x.cpp", lines_of(501, "int x;")), "");
}

TEST(Tidy, LinesAreShort) {
    EXPECT_TRUE(holds(broken_in_the_tree(check_line_length)));
    EXPECT_EQ(broken_in(check_line_length, "api/x.cpp", std::string(100, 'x')), "");
    EXPECT_NE(broken_in(check_line_length, "api/x.cpp", std::string(101, 'x')), "");
}

TEST(Tidy, FunctionsAreShort) {
    EXPECT_TRUE(holds(broken_in_the_tree(check_function_length)));
    const std::string body = lines_of(60, "    call();");
    const auto broken = [](const std::string& text) {
        return broken_in(check_function_length, "api/x.cpp", text);
    };
    EXPECT_NE(broken("void f(int a) {\n" + body + "}\n"), "");
    EXPECT_NE(broken("namespace a {\nint X::f() const {\n" + body + "}\n}\n"), "");
    EXPECT_NE(broken("class A {\n    A(int x) : x_{x}, y_(x) {\n" + body + "    }\n};\n"), "");
    EXPECT_NE(broken("auto f() -> std::string {\n" + body + "}\n"), "");
    EXPECT_NE(broken("TEST(A, B) {\n    if (x) {\n    }\n" + body + "}\n"), "");
    EXPECT_EQ(broken("void f() {\n" + lines_of(58, "    call();") + "}\n"), "");
    EXPECT_EQ(broken("struct A {\n" + lines_of(80, "    int f() { return 1; }") + "};\n"), "");
    EXPECT_EQ(broken("constexpr int kTable[] = {\n" + lines_of(80, "    1,") + "};\n"), "");
    EXPECT_EQ(broken("const char* k = R\"(void f() {\n" + body + "})\";\n"), "");
}

TEST(Tidy, NamesSayWhatFilesHold) {
    EXPECT_TRUE(holds(broken_in_the_tree(check_file_name)));
    EXPECT_NE(broken_in(check_file_name, "api/string_utils.cpp", ""), "");
    EXPECT_NE(broken_in(check_file_name, "engine/common/x.cpp", ""), "");
    EXPECT_EQ(broken_in(check_file_name, "engine/shard/commonality.cpp", ""), "");
}

TEST(Tidy, NobodySleepsReadsTheClockOrRollsDice) {
    EXPECT_TRUE(holds(broken_in_the_tree(check_banned_calls)));
    const auto broken = [](const std::string& text) {
        return broken_in(check_banned_calls, "engine/shard/x.cpp", text);
    };
    EXPECT_NE(broken("std::this_thread::sleep_for(1s);\n"), "");
    EXPECT_NE(broken("auto t = std::chrono::system_clock::now();\n"), "");
    EXPECT_NE(broken("int x = rand();\n"), "");
    EXPECT_NE(broken("std::regex pattern;\n"), "");
    EXPECT_EQ(broken("// sleep_for is banned\nint operand = 1;\nauto s = \"rand()\";\n"), "");
    EXPECT_EQ(
        broken_in(check_banned_calls, "engine/core/time.cpp", "x = system_clock::now();\n"), ""
    );
    const std::string deadline = "auto until = std::chrono::steady_clock::now() + 1s;\n";
    EXPECT_EQ(broken_in(check_banned_calls, "connectors/http/x.cpp", deadline), "");
    EXPECT_NE(broken_in(check_banned_calls, "engine/kernel/x.cpp", deadline), "");
}

TEST(Tidy, SqlLivesInSqlFiles) {
    EXPECT_TRUE(holds(broken_in_the_tree(check_sql_strings)));
    const std::string statement = "auto sql = \"SELECT 1\";\n";
    EXPECT_NE(broken_in(check_sql_strings, "engine/store/pg/x.cpp", statement), "");
    EXPECT_NE(
        broken_in(check_sql_strings, "server/x.cpp", "auto sql = R\"(\n  DELETE FROM t)\";\n"), ""
    );
    EXPECT_EQ(broken_in(check_sql_strings, "tests/store/x.cpp", statement), "");
    EXPECT_EQ(broken_in(check_sql_strings, "api/x.cpp", "auto t = \"SELECTED\";\n"), "");
}

TEST(Tidy, HeadersAndStatementsBeginWithTheirPurpose) {
    EXPECT_TRUE(holds(broken_in_the_tree(check_opening_comment)));
    EXPECT_NE(broken_in(check_opening_comment, "api/x.hpp", "#pragma once\n"), "");
    EXPECT_NE(broken_in(check_opening_comment, "api/x.hpp", "// x\n#pragma once\n"), "");
    EXPECT_NE(broken_in(check_opening_comment, "engine/store/pg/sql/x.sql", "SELECT 1\n"), "");
    EXPECT_EQ(
        broken_in(check_opening_comment, "a.sql", "-- Reads the due timers of a shard.\n"), ""
    );
}

TEST(Tidy, EveryLimitIsOnItsPage) {
    const fs::path root = SAGAFLOW_SOURCE_DIR;
    const std::string header = whole_text(root / "engine/core/limits.hpp");
    ASSERT_NE(header.find("kRequestBytesMax"), std::string::npos);
    EXPECT_TRUE(holds(report(check_limits_page(header, whole_text(root / "docs/limits.md")))));
    const std::string planted =
        "inline constexpr std::size_t kThingsMax = 2'000;  // why\n"
        "inline constexpr std::int64_t kWaitMs = 30'000;\n";
    EXPECT_NE(report(check_limits_page(planted, "")), "");
    EXPECT_NE(report(check_limits_page(planted, "| `kThingsMax` | 3,000 |")), "");
    EXPECT_EQ(
        report(check_limits_page(planted, "| `kThingsMax` | 2,000 |\n| `kWaitMs` | 30,000 ms |")),
        ""
    );
}

}  // namespace
}  // namespace sagaflow::tidy
