#include "engine/kernel/states/time_template.hpp"

#include <cmath>

namespace sagaflow::kernel {
namespace {

// A CEL duration renders as seconds ("5400s", "1.5s"), which our own form does not write with
// fractions.
std::optional<Duration> seconds_text(const std::string& text) {
    if (text.empty() || text.back() != 's' || text.find('.') == std::string::npos) return {};
    try {
        std::size_t used = 0;
        const double seconds = std::stod(text, &used);
        if (used + 1 != text.size() || seconds < 0 || seconds > 4e9) return {};
        return Duration{static_cast<std::int64_t>(std::llround(seconds * 1000))};
    } catch (const std::exception&) {
        return {};
    }
}

}  // namespace

Result<Timestamp> time_after(Timestamp now, const dsl::TemplatePtr& source, const Scope& scope) {
    const auto value = dsl::render_value(source, scope);
    if (!value.ok()) return value.error();
    if (!value->is_string()) {
        return Error{
            ErrorCode::kUnprocessable,
            "Expected a duration such as \"5s\", but got " + shortened(to_text(*value))};
    }
    const auto& text = value->get_ref<const std::string&>();
    if (const auto seconds = seconds_text(text)) return now + *seconds;
    const auto duration = parse_duration(text);
    if (!duration.ok()) return duration.error();
    return now + *duration;
}

Result<Timestamp> time_at(const dsl::TemplatePtr& source, const Scope& scope) {
    const auto value = dsl::render_value(source, scope);
    if (!value.ok()) return value.error();
    if (!value->is_string()) {
        return Error{
            ErrorCode::kUnprocessable,
            "Expected an RFC 3339 timestamp, but got " + shortened(to_text(*value))};
    }
    return parse_timestamp(value->get_ref<const std::string&>());
}

}  // namespace sagaflow::kernel
