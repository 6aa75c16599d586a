#include "server/config/position.hpp"

#include <algorithm>
#include <string>

namespace sagaflow::config {
namespace {

// Walks valid JSON without building values.
class Walker {
public:
    explicit Walker(std::string_view text) : text_(text) {}

    std::size_t find(std::string_view pointer) {
        blank();
        std::size_t place = at_;
        while (!pointer.empty()) {
            pointer.remove_prefix(1);
            const std::size_t end = std::min(pointer.find('/'), pointer.size());
            const auto found = enter(unescaped(pointer.substr(0, end)));
            if (found == std::string_view::npos) break;
            place = found;
            pointer.remove_prefix(end);
        }
        return place;
    }

private:
    static std::string unescaped(std::string_view token) {
        std::string out;
        for (std::size_t i = 0; i < token.size(); ++i) {
            if (token[i] == '~' && i + 1 < token.size()) {
                out += token[++i] == '1' ? '/' : '~';
            } else {
                out += token[i];
            }
        }
        return out;
    }
    char now() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    void blank() {
        while (now() == ' ' || now() == '\t' || now() == '\n' || now() == '\r') ++at_;
    }
    std::string_view string() {
        const std::size_t start = ++at_;
        while (now() != '"' && now() != '\0') at_ += now() == '\\' ? 2 : 1;
        return text_.substr(start, at_++ - start);
    }
    void skip() {
        std::size_t depth = 0;
        do {
            blank();
            if (now() == '"') {
                string();
            } else if (now() == '{' || now() == '[') {
                ++depth;
                ++at_;
            } else if (now() == '}' || now() == ']') {
                --depth;
                ++at_;
            } else if (now() == ',' || now() == ':') {
                ++at_;
            } else {
                at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
            }
        } while (depth > 0 && at_ < text_.size());
    }
    // Leaves the walker at the value of `token`; the answer is the place to report.
    std::size_t enter(const std::string& token) {
        const bool object = now() == '{';
        if (!object && now() != '[') return std::string_view::npos;
        ++at_;
        for (std::size_t index = 0;; ++index) {
            blank();
            if (now() == '}' || now() == ']' || now() == '\0') return std::string_view::npos;
            const std::size_t place = at_;
            std::string name = std::to_string(index);
            if (object) {
                name = string();
                blank();
                ++at_;
                blank();
            }
            if (name == token) return place;
            skip();
            blank();
            if (now() == ',') ++at_;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

Position position_of(std::string_view text, std::string_view pointer) {
    const std::string_view before = text.substr(0, Walker(text).find(pointer));
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const std::size_t last = before.rfind('\n');
    const std::size_t column =
        last == std::string_view::npos ? before.size() + 1 : before.size() - last;
    return {static_cast<std::size_t>(lines) + 1, column};
}

}  // namespace sagaflow::config
