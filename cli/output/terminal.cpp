#include "cli/output/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace sagaflow::cli {
namespace {

constexpr std::size_t kWidthFallback = 100;

std::string_view code_of(Colour colour) {
    switch (colour) {
        case Colour::kRed:
            return "\033[31m";
        case Colour::kGreen:
            return "\033[32m";
        case Colour::kYellow:
            return "\033[33m";
        case Colour::kCyan:
            return "\033[36m";
        case Colour::kDim:
            return "\033[2m";
        case Colour::kBold:
            return "\033[1m";
        case Colour::kNone:
            break;
    }
    return "";
}

std::size_t terminal_width() {
    if (::isatty(STDOUT_FILENO) == 0) return 0;
    winsize size{};
    const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : kWidthFallback;
}

}  // namespace

Terminal::Terminal(std::ostream& out, std::ostream& error, std::size_t width, bool colours)
    : out_(out), error_(error), width_(width), colours_(colours) {}

Terminal Terminal::of_process() {
    const std::size_t width = terminal_width();
    const char* no_colour = std::getenv("NO_COLOR");
    const bool colours = width > 0 && (no_colour == nullptr || *no_colour == '\0');
    return {std::cout, std::cerr, width, colours};
}

void Terminal::line(std::string_view text) { out_ << text << '\n'; }
void Terminal::error_line(std::string_view text) { error_ << text << '\n'; }
void Terminal::flush() { out_.flush(); }

void Terminal::failure(std::string_view message) {
    error_ << coloured(Colour::kRed, "error:") << ' ' << message << '\n';
}

void Terminal::note(std::string_view message) { error_ << coloured(Colour::kDim, message) << '\n'; }

void Terminal::progress(std::string_view message, bool last) {
    if (is_interactive()) {
        error_ << "\r\033[K" << coloured(Colour::kDim, message);
        if (last) error_ << '\n';
        error_.flush();
    } else if (last && !message.empty()) {
        error_ << message << '\n';
    }
}

std::string Terminal::coloured(Colour colour, std::string_view text) const {
    if (!colours_ || colour == Colour::kNone) return std::string(text);
    return std::string(code_of(colour)) + std::string(text) + "\033[0m";
}

std::string shown(std::string_view text) {
    std::string result;
    unsigned char before = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        // U+0080 to U+009F in UTF-8: some terminals obey them like escape sequences.
        const bool control = before == 0xc2 && byte >= 0x80 && byte < 0xa0;
        before = byte;
        if (control)
            result.back() = '?';
        else if (c == '\n')
            result += "\\n";
        else if (c == '\t')
            result += ' ';
        else if (byte < 0x20 || byte == 0x7f)
            result += '?';
        else
            result += c;
    }
    return result;
}

Colour colour_of_status(std::string_view status) {
    if (status == "completed" || status == "compensated") return Colour::kGreen;
    if (status == "running" || status == "compensating") return Colour::kCyan;
    if (status == "paused" || status == "partially_compensated") return Colour::kYellow;
    return Colour::kRed;
}

}  // namespace sagaflow::cli
