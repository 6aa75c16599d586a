// Where commands print: results to standard output, what is said about them to standard error.
// Colours only on a terminal and never with NO_COLOR. What the server sent is shown without control
// characters: a terminal would act on them.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace sagaflow::cli {

enum class Colour { kNone, kRed, kGreen, kYellow, kCyan, kDim, kBold };

class Terminal {
public:
    // `width` 0: not a terminal, nothing is cut.
    Terminal(std::ostream& out, std::ostream& error, std::size_t width, bool colours);
    // Standard output and error of this process, with what the environment says.
    static Terminal of_process();

    std::size_t width() const { return width_; }
    bool is_interactive() const { return width_ > 0; }

    void line(std::string_view text);
    void error_line(std::string_view text);
    void failure(std::string_view message);  // "error: …" on standard error
    void note(std::string_view message);     // progress, on standard error
    // Replaces the last progress line on a terminal; printed as a note elsewhere only when `last`.
    void progress(std::string_view message, bool last);
    void flush();

    std::string coloured(Colour colour, std::string_view text) const;

private:
    std::ostream& out_;
    std::ostream& error_;
    std::size_t width_;
    bool colours_;
};

// Control characters as escapes.
std::string shown(std::string_view text);
// The colour of an instance's status.
Colour colour_of_status(std::string_view status);

// Columns that fit the terminal: the widest ones are cut with an ellipsis.
class Table {
public:
    explicit Table(std::vector<std::string> headings);
    void row(std::vector<std::string> cells, std::vector<Colour> colours = {});
    void print(Terminal& terminal) const;
    bool empty() const { return rows_.size() == 1; }

private:
    struct Row {
        std::vector<std::string> cells;
        std::vector<Colour> colours;
    };
    std::vector<std::size_t> widths(std::size_t available) const;

    std::vector<Row> rows_;
};

}  // namespace sagaflow::cli
