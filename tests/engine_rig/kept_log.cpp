#include "tests/engine_rig/kept_log.hpp"

#include <algorithm>
#include <iterator>

namespace sagaflow::testing {
namespace {

std::string value_text(const LogField& field) {
    if (const auto* text = std::get_if<std::string_view>(&field.value)) return std::string(*text);
    if (const auto* number = std::get_if<std::int64_t>(&field.value))
        return std::to_string(*number);
    if (const auto* number = std::get_if<double>(&field.value)) return std::to_string(*number);
    return std::get<bool>(field.value) ? "true" : "false";
}

}  // namespace

void KeptLog::write(
    LogLevel level, std::string_view message, std::initializer_list<LogField> fields
) {
    if (!enabled(level)) return;
    std::string line(message);
    for (const LogField& field : fields) {
        line += " " + std::string(field.name) + "=" + value_text(field);
    }
    if (lines_.size() == kLinesMax) lines_.pop_front();
    lines_.push_back(std::move(line));
}

std::deque<std::string> KeptLog::lines_with(std::string_view text) const {
    std::deque<std::string> found;
    std::copy_if(
        lines_.begin(),
        lines_.end(),
        std::back_inserter(found),
        [&](const std::string& line) { return line.find(text) != std::string::npos; }
    );
    return found;
}

}  // namespace sagaflow::testing
