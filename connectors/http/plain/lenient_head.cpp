#include "connectors/http/plain/lenient_head.hpp"

#include <algorithm>
#include <vector>

#include "connectors/http/headers.hpp"

namespace sagaflow::http {
namespace {

struct HeadLine {
    std::string name;
    std::string value;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string without_controls(std::string_view text) {
    std::string out(text);
    std::replace_if(
        out.begin(),
        out.end(),
        [](char c) { return !is_header_value(std::string_view(&c, 1)); },
        ' '
    );
    const std::size_t first = out.find_first_not_of(" \t");
    if (first == std::string::npos) return {};
    return out.substr(first, out.find_last_not_of(" \t") - first + 1);
}

// Takes the next line off the front, without its end.
std::string_view next_line(std::string_view& rest) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

// "HTTP/1.1 200" with anything behind it.
std::optional<std::string> status_line(std::string_view line) {
    constexpr std::size_t kStatusAt = 9;
    constexpr std::size_t kReasonAt = 12;
    if (line.size() < kReasonAt || !line.starts_with("HTTP/1.")) return std::nullopt;
    if (!is_digit(line[7]) || line[8] != ' ') return std::nullopt;
    if (!std::all_of(line.begin() + kStatusAt, line.begin() + kReasonAt, is_digit)) {
        return std::nullopt;
    }
    if (line.size() > kReasonAt && line[kReasonAt] != ' ') return std::nullopt;
    // Later minor versions speak 1.1 as well.
    const std::string version = line[7] == '0' ? "HTTP/1.0 " : "HTTP/1.1 ";
    return version + std::string(line.substr(kStatusAt, 3)) + ' ' +
           without_controls(line.substr(kReasonAt));
}

void take_line(std::string_view line, std::vector<HeadLine>& lines) {
    if (line.starts_with(' ') || line.starts_with('\t')) {
        if (!lines.empty()) lines.back().value += ' ' + without_controls(line);
        return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    std::string name = without_controls(line.substr(0, colon));
    if (!is_header_name(name)) return;
    lines.push_back({std::move(name), without_controls(line.substr(colon + 1))});
}

bool is_chunked(const HeadLine& line) {
    return equal_ignoring_case(line.name, "transfer-encoding") &&
           lower_case(line.value).ends_with("chunked");
}

}  // namespace

std::optional<LenientHead> lenient_head(std::string_view head) {
    const std::optional<std::string> first = status_line(next_line(head));
    if (!first) return std::nullopt;
    std::vector<HeadLine> lines;
    for (std::string_view line = next_line(head); !line.empty(); line = next_line(head)) {
        take_line(line, lines);
    }
    const bool chunked = std::any_of(lines.begin(), lines.end(), is_chunked);
    LenientHead made{*first + "\r\n", false};
    for (const HeadLine& line : lines) {
        if (chunked && equal_ignoring_case(line.name, "content-length")) {
            made.ambiguous = true;
            continue;
        }
        made.text.append(line.name).append(": ").append(line.value).append("\r\n");
    }
    made.text += "\r\n";
    return made;
}

std::size_t head_length(std::string_view bytes, std::size_t from) {
    // The line end before may have been seen already.
    std::size_t at = from > 2 ? from - 2 : 0;
    while ((at = bytes.find('\n', at)) != std::string_view::npos) {
        const std::string_view after = bytes.substr(++at);
        if (after.starts_with('\n')) return at + 1;
        if (after.starts_with("\r\n")) return at + 2;
    }
    return 0;
}

}  // namespace sagaflow::http
