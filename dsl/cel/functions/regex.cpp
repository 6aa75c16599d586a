#include "dsl/cel/functions/regex.hpp"

#include <re2/re2.h>

#include <algorithm>

#include "dsl/cel/functions/problems.hpp"
#include "dsl/cel/functions/registry.hpp"

namespace sagaflow::cel {
namespace {

// Compiling a pattern while the expression runs is the costly part: it grows with what is built,
// and a pattern that is refused for its size has been built as far as allowed.
constexpr std::uint64_t kRegexCompileCost = 100;
constexpr std::uint64_t kRegexTooLargeCost = 10'000;
constexpr std::uint64_t kInstructionsPerStep = 4;

// Where RE2's automaton outgrows its memory, each byte of the text meets each instruction of the
// pattern: that much is paid always, so that the price does not hang on the text's content.
constexpr std::uint64_t kMeetingsPerStep = 256;
constexpr std::uint64_t kInstructionsMin = 16;

std::uint64_t program_size(const re2::RE2& regex) {
    return std::max<std::uint64_t>(
        kInstructionsMin, static_cast<std::uint64_t>(std::max(0, regex.ProgramSize()))
    );
}

Value match(Frame& frame, const Value& text, const re2::RE2& regex) {
    if (text.kind() != Kind::kString) return no_overload("matches()", text);
    const std::string_view content = text.as_string();
    const std::uint64_t meetings = content.size() * program_size(regex);
    if (!frame.charge(1 + meetings / kMeetingsPerStep)) return frame.spent_error();
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
    RegexProblem problem;
    const auto regex = compile_regex(pattern, problem);
    if (!regex) {
        if (problem.is_too_large && !frame.charge(kRegexTooLargeCost)) return frame.spent_error();
        return Value::error(std::move(problem.text));
    }
    if (!frame.charge(program_size(*regex) / kInstructionsPerStep)) return frame.spent_error();
    return match(frame, arguments[0], *regex);
}

}  // namespace

std::shared_ptr<const re2::RE2> compile_regex(std::string_view pattern, RegexProblem& problem) {
    if (pattern.size() > limits::kExpressionBytesMax) {
        problem.text = "Expected a regular expression of at most " +
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
    problem.is_too_large = regex->error_code() == re2::RE2::ErrorPatternTooLarge;
    problem.text = "Expected a regular expression of RE2's syntax, but: " + regex->error();
    return nullptr;
}

NodePtr make_matches(NodePtr text, std::shared_ptr<const re2::RE2> regex) {
    return std::make_unique<MatchesNode>(std::move(text), std::move(regex));
}

void register_regex(Registry& registry) {
    registry.add({"matches", Style::kBoth, 2, 2, matches, Kind::kBool});
}

}  // namespace sagaflow::cel
