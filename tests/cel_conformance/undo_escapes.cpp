#include "dsl/cel/functions/numbers.hpp"
#include "dsl/cel/utf8.hpp"
#include "tests/cel_conformance/conformance_case.hpp"

namespace sagaflow::cel::conformance {
namespace {

constexpr char32_t kLatinMax = 0xFF;

// The length of an escape of a character beyond Latin-1 at the start of `text`, whose character is
// appended to `into`; 0 when there is none.
std::size_t take_escape(std::string_view text, std::string& into) {
    std::size_t digits = 0;
    if (text.starts_with("\\u")) digits = 4;
    if (text.starts_with("\\U")) digits = 8;
    if (digits == 0 || text.size() < 2 + digits) return 0;
    const auto code_point = read_uint(text.substr(2, digits), 16);
    if (!code_point || *code_point <= kLatinMax) return 0;
    return append_code_point(into, static_cast<char32_t>(*code_point)) ? 2 + digits : 0;
}

}  // namespace

std::optional<Value> undo_escapes(const Value& expected) {
    if (expected.kind() != Kind::kString) return std::nullopt;
    const std::string_view text = expected.as_string();
    std::string repaired;
    bool any = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = take_escape(text.substr(at), repaired);
        any = any || length > 0;
        if (length == 0) repaired += text[at];
        at += length == 0 ? 1 : length;
    }
    if (!any) return std::nullopt;
    return Value::of_string(std::move(repaired));
}

}  // namespace sagaflow::cel::conformance
