#include "dsl/parse/positions.hpp"

#include <string>

namespace sagaflow::dsl {
namespace {

// Walks text and value side by side. The text is known to be JSON within the depth limit, so that
// recursion is bounded and every token is as expected.
class Locator {
public:
    Locator(std::string_view text, const std::unordered_set<const Json*>& wanted)
        : text_(text), wanted_(wanted) {}

    std::unordered_map<const Json*, Offsets> run(const Json& root) {
        space();
        value(root, at_);
        return std::move(found_);
    }

private:
    void value(const Json& json, std::size_t key) {
        if (wanted_.contains(&json)) found_[&json] = {key, at_};
        switch (text_[at_]) {
            case '{':
                return object(json);
            case '[':
                return array(json);
            case '"':
                return void(string());
            default:
                return scalar();
        }
    }

    void object(const Json& json) {
        ++at_;
        for (space(); text_[at_] != '}'; space()) {
            const std::size_t key = at_;
            const std::string_view literal = string();
            space();
            ++at_;  // the colon
            space();
            value(member(json, literal), key);
            next();
        }
        ++at_;
    }

    void array(const Json& json) {
        ++at_;
        std::size_t index = 0;
        for (space(); text_[at_] != ']'; space()) {
            value(json[index++], at_);
            next();
        }
        ++at_;
    }

    // Names with escapes are rare; the strict parser decodes them.
    static const Json& member(const Json& json, std::string_view literal) {
        const std::string_view inner = literal.substr(1, literal.size() - 2);
        if (inner.find('\\') == std::string_view::npos) return *json.find(inner);
        Result<Json> name = parse_json(literal, literal.size());
        ENSURE(name.ok(), "a name that was parsed before");
        return *json.find(name->get_ref<const std::string&>());
    }

    std::string_view string() {
        const std::size_t start = at_++;
        while (text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
        ++at_;
        return text_.substr(start, at_ - start);
    }
    void scalar() {
        constexpr std::string_view kEnd = ",]} \t\r\n";
        while (at_ < text_.size() && kEnd.find(text_[at_]) == std::string_view::npos) ++at_;
    }
    void space() {
        constexpr std::string_view kSpace = " \t\r\n";
        while (at_ < text_.size() && kSpace.find(text_[at_]) != std::string_view::npos) ++at_;
        // nlohmann skips a byte order mark at the start.
        if (at_ == 0 && text_.starts_with("\xEF\xBB\xBF")) {
            at_ = 3;
            space();
        }
    }
    void next() {
        space();
        if (text_[at_] == ',') ++at_;
    }

    std::string_view text_;
    const std::unordered_set<const Json*>& wanted_;
    std::unordered_map<const Json*, Offsets> found_;
    std::size_t at_ = 0;
};

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

unsigned hex4(std::string_view text, std::size_t at) {
    unsigned value = 0;
    for (std::size_t i = at; i < at + 4 && i < text.size(); ++i) {
        const char c = text[i];
        const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        value = value * 16 + static_cast<unsigned>(digit);
    }
    return value;
}

struct Piece {
    std::size_t raw;
    std::size_t decoded;
};

// One character or escape sequence of a literal: its bytes in the text and in the value.
Piece piece_at(std::string_view text, std::size_t at) {
    if (text[at] != '\\') return {1, 1};
    if (text[at + 1] != 'u') return {2, 1};
    const unsigned code = hex4(text, at + 2);
    if (code >= 0xd800 && code < 0xdc00) return {12, 4};
    return {6, code < 0x80 ? std::size_t{1} : code < 0x800 ? std::size_t{2} : std::size_t{3}};
}

}  // namespace

std::unordered_map<const Json*, Offsets> locate(
    std::string_view text, const Json& root, const std::unordered_set<const Json*>& wanted
) {
    return Locator(text, wanted).run(root);
}

std::size_t offset_in_literal(std::string_view text, std::size_t literal, std::size_t decoded) {
    std::size_t at = literal + 1;
    std::size_t done = 0;
    while (done < decoded && at < text.size() && text[at] != '"') {
        const Piece piece = piece_at(text, at);
        at += piece.raw;
        done += piece.decoded;
    }
    return at;
}

LineColumn LineCounter::at(std::size_t offset) {
    for (; next_ < offset && next_ < text_.size(); ++next_) {
        if (text_[next_] == '\n') {
            ++here_.line;
            here_.column = 1;
        } else if (!is_continuation(text_[next_])) {
            ++here_.column;
        }
    }
    return here_;
}

}  // namespace sagaflow::dsl
