// Durations and timestamps that are written out can be read; templates are read at run time.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

// The library's message repeats the text; quoting is done here.
constexpr const char* kDurationHint = "write d, h, m, s, ms, largest first: 7d, 1h30m, 5s, 200ms";
constexpr const char* kTimestampHint = "write RFC 3339: 2026-01-31T08:00:00Z";

void duration(RuleInput& input, const Value& value) {
    const auto& text = value.node->get_ref<const std::string&>();
    const Result<Duration> parsed = parse_duration(text);
    if (!parsed) {
        input.findings.error(at(value.node), in_quotes(text) + " is no duration", kDurationHint);
    } else if (parsed->ms < value.member->minimum) {
        input.findings.error(
            at(value.node), in_quotes(value.member->name) + " must be longer than nothing"
        );
    }
}

}  // namespace

void rule::durations(RuleInput& input) {
    for (const Value& value : input.model.values) {
        if (value.kind == Kind::kDuration && value.node->is_string()) duration(input, value);
    }
    for (const Text& text : input.model.texts) {
        if (!text.parsed.constant || !text.value.node->is_string()) continue;
        if (!text.parsed.value) continue;
        const auto& written = text.value.node->get_ref<const std::string&>();
        if (text.value.kind == Kind::kDurationTemplate) duration(input, text.value);
        if (text.value.kind == Kind::kTimestampTemplate && !parse_timestamp(written)) {
            input.findings.error(
                at(text.value.node), in_quotes(written) + " is no timestamp", kTimestampHint
            );
        }
    }
}

}  // namespace sagaflow::dsl
