#include "dsl/cel/functions/regex.hpp"

#include <re2/re2.h>

#include "dsl/cel/functions/problems.hpp"
#include "dsl/cel/functions/registry.hpp"

namespace sagaflow::cel {
namespace {

// Compiling a pattern while the expression runs is the costly part.
constexpr std::uint64_t kRegexCompileCost = 100;

Value match(Frame& frame, const Value& text, const re2::RE2& regex) {
    if (text.kind() != Kind::kString) return no_overload("matches()", text);
    const std::string_view content = text.as_string();
    if (!frame.charge(1 + content.size() / 16)) return frame.spent_error();
    return Value::of_bool(
        re2::RE2::PartialMatch(re2::StringPiece(content.data(), content.size()), regex)
    );
}

struct MatchesNode final : Node {
    MatchesNode(NodePtr subject, std::shared_ptr<const re2::RE2> compiled)
        : text(std::move(subject)), regex(std::move(compiled)) {
        kind = Kind::kBool;
    }
    Value evaluate(Frame& frame) const override {
        if (!frame.charge(1)) return frame.spent_error();
        Value scratch;
        const Value& value = read(*text, frame, scratch);
        return value.is_error() ? value : match(frame, value, *regex);
    }
    NodePtr text;
    std::shared_ptr<const re2::RE2> regex;
};

Value matches(Frame& frame, Arguments arguments) {
    if (arguments[1].kind() != Kind::kString) {
        return no_overload("matches()", arguments[0], arguments[1]);
    }
    const std::string_view pattern = arguments[1].as_string();
    if (!frame.charge(kRegexCompileCost + pattern.size())) return frame.spent_error();
    std::string problem;
    const auto regex = compile_regex(pattern, problem);
    return regex ? match(frame, arguments[0], *regex) : Value::error(problem);
}

}  // namespace

std::shared_ptr<const re2::RE2> compile_regex(std::string_view pattern, std::string& problem) {
    if (pattern.size() > limits::kExpressionBytesMax) {
        problem = "Expected a regular expression of at most " +
                  std::to_string(limits::kExpressionBytesMax) + " bytes, but got " +
                  std::to_string(pattern.size());
        return nullptr;
    }
    re2::RE2::Options options;
    // A pattern that needs more is refused; one whose automaton grows beyond it runs slower.
    options.set_max_mem(limits::kRegexBytesMax);
    options.set_log_errors(false);
    auto regex =
        std::make_shared<const re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
    if (regex->ok()) return regex;
    problem = "Expected a regular expression of RE2's syntax, but: " + regex->error();
    return nullptr;
}

NodePtr make_matches(NodePtr text, std::shared_ptr<const re2::RE2> regex) {
    return std::make_unique<MatchesNode>(std::move(text), std::move(regex));
}

void register_regex(Registry& registry) {
    registry.add({"matches", Style::kBoth, 2, 2, matches, Kind::kBool});
}

}  // namespace sagaflow::cel
