#include "dsl/parse/template_scanner.hpp"

namespace sagaflow::dsl {
namespace {

// Past a CEL string literal that starts at `at`: '…', "…", '''…''', """…""", raw ones with r or R.
std::size_t skip_string(std::string_view text, std::size_t at) {
    const bool raw = at > 0 && (text[at - 1] == 'r' || text[at - 1] == 'R');
    const char quote = text[at];
    const std::string triple(3, quote);
    const bool is_triple = text.substr(at, 3) == triple;
    const std::string_view end = is_triple ? std::string_view(triple) : text.substr(at, 1);
    at += end.size();
    while (at < text.size()) {
        if (text.substr(at, end.size()) == end) return at + end.size();
        at += (!raw && text[at] == '\\') ? 2 : 1;
    }
    return text.size();
}

// Offset of the brace that closes the expression whose inside starts at `at`; npos without one.
std::size_t closing_brace(std::string_view text, std::size_t at) {
    std::size_t depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '\'' || c == '"') {
            at = skip_string(text, at);
            continue;
        }
        if (c == '/' && text.substr(at, 2) == "//") {
            at = std::min(text.find('\n', at), text.size());
            continue;
        }
        if (c == '{') ++depth;
        if (c == '}' && depth-- == 0) return at;
        ++at;
    }
    return std::string_view::npos;
}

class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    Scanned run() {
        while (at_ < text_.size() && !scanned_.unterminated) step();
        flush();
        return std::move(scanned_);
    }

private:
    void step() {
        if (text_.substr(at_, 3) == "$${") {
            literal_ += "${";
            at_ += 3;
        } else if (text_.substr(at_, 2) == "${") {
            expression();
        } else {
            literal_ += text_[at_++];
        }
    }
    void expression() {
        const std::size_t inside = at_ + 2;
        const std::size_t end = closing_brace(text_, inside);
        if (end == std::string_view::npos) {
            scanned_.unterminated = at_;
            return;
        }
        flush();
        scanned_.segments.push_back({true, std::string(text_.substr(inside, end - inside)), inside}
        );
        at_ = end + 1;
    }
    void flush() {
        if (literal_.empty()) return;
        scanned_.segments.push_back({false, std::move(literal_), 0});
        literal_.clear();
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string literal_;
    Scanned scanned_;
};

}  // namespace

Scanned scan_template(std::string_view text) { return Scanner(text).run(); }

}  // namespace sagaflow::dsl
