#include <gtest/gtest.h>

#include <sstream>

#include "cli/output/instance_view.hpp"
#include "cli/output/terminal.hpp"

namespace sagaflow::cli {
namespace {

struct Screen {
    explicit Screen(std::size_t width, bool colours = false)
        : terminal(out, error, width, colours) {}
    std::ostringstream out;
    std::ostringstream error;
    Terminal terminal;
};

std::size_t longest_line(const std::string& text) {
    std::istringstream lines(text);
    std::size_t longest = 0;
    for (std::string line; std::getline(lines, line);) {
        std::size_t columns = 0;
        for (const char c : line) columns += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
        longest = std::max(longest, columns);
    }
    return longest;
}

TEST(Tables, FitTheTerminalAndKeepTheId) {
    Screen screen(60);
    Table table({"ID", "KEY", "ERROR"});
    table.row({"0190-the-id", "k", std::string(200, 'e')});
    table.row({"0190-the-id", "a key that is long too", "short"});
    table.print(screen.terminal);
    EXPECT_LE(longest_line(screen.out.str()), 60u);
    EXPECT_NE(screen.out.str().find("0190-the-id"), std::string::npos);
    EXPECT_NE(screen.out.str().find("\u2026"), std::string::npos);
}

TEST(Tables, AreWholeWhereThereIsNoTerminal) {
    Screen screen(0);
    Table table({"ID", "ERROR"});
    table.row({"1", std::string(500, 'e')});
    table.print(screen.terminal);
    EXPECT_NE(screen.out.str().find(std::string(500, 'e')), std::string::npos);
}

TEST(Tables, ShowNoControlCharacters) {
    Screen screen(0);
    Table table({"ID", "KEY"});
    table.row({"1", "a\x1b[2Jb\nc"});
    table.print(screen.terminal);
    const std::string printed = screen.out.str();
    EXPECT_EQ(printed.find('\x1b'), std::string::npos);
    EXPECT_EQ(std::count(printed.begin(), printed.end(), '\n'), 2);
}

TEST(Terminals, ColourOnlyWhenTold) {
    Screen plain(80, false);
    EXPECT_EQ(plain.terminal.coloured(Colour::kRed, "x"), "x");
    Screen coloured(80, true);
    EXPECT_EQ(coloured.terminal.coloured(Colour::kRed, "x"), "\033[31mx\033[0m");
}

TEST(Terminals, ShowProgressInPlaceOrOnce) {
    Screen pipe(0);
    pipe.terminal.progress("working", false);
    pipe.terminal.progress("done", true);
    EXPECT_EQ(pipe.error.str(), "done\n");
    Screen screen(80);
    screen.terminal.progress("working", false);
    EXPECT_EQ(screen.error.str().find('\n'), std::string::npos);
}

TEST(Timelines, CountFromTheFirstEvent) {
    Screen screen(0);
    Timeline timeline(screen.terminal);
    const auto print = [&](const std::string& at) {
        timeline.print({{"seq", 1}, {"at", at}, {"type", "TimerFired"}});
    };
    print("2026-01-31T08:00:00.000Z");
    print("2026-01-31T08:02:03.400Z");
    print("2026-02-02T09:00:00.000Z");
    EXPECT_NE(screen.out.str().find("+0.000s"), std::string::npos);
    EXPECT_NE(screen.out.str().find("+2m03.4s"), std::string::npos);
    EXPECT_NE(screen.out.str().find("+2d1h"), std::string::npos);
}

}  // namespace
}  // namespace sagaflow::cli
