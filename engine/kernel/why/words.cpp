#include "engine/kernel/why/words.hpp"

#include "engine/core/json.hpp"

namespace sagaflow::kernel {
namespace {

constexpr std::size_t kNameBytesShown = 64;
constexpr std::size_t kTextBytesShown = 120;

bool starts_with_any(std::string_view rest, std::initializer_list<std::string_view> marks) {
    for (const std::string_view mark : marks) {
        if (rest.starts_with(mark)) return true;
    }
    return false;
}

// How many bytes at the front show nothing, break the line or turn the direction of the text.
std::size_t hostile_bytes(std::string_view rest) {
    const auto first = static_cast<unsigned char>(rest.front());
    if (first < 0x20 || first == 0x7f) return 1;
    if (rest.size() < 2) return 0;
    const auto second = static_cast<unsigned char>(rest[1]);
    if (first == 0xc2 && second < 0xa0) return 2;   // C1 controls
    if (first == 0xd8 && second == 0x9c) return 2;  // U+061C
    if (starts_with_any(rest, {"\u200b", "\u200e", "\u200f", "\u2028", "\u2029", "\ufeff"}))
        return 3;
    if (starts_with_any(rest, {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e"})) return 3;
    if (starts_with_any(rest, {"\u2066", "\u2067", "\u2068", "\u2069"})) return 3;
    return 0;
}

std::string harmless(std::string_view text, std::size_t bytes_max) {
    // Four times the cap is enough to fill it; the rest of a long message is not even looked at.
    const std::string kept = storable(text.substr(0, 4 * bytes_max));
    std::string line;
    std::string_view rest = kept;
    while (!rest.empty()) {
        const std::size_t hostile = hostile_bytes(rest);
        if (hostile > 0) {
            if (!line.empty() && line.back() != ' ') line += ' ';
        } else {
            line += rest.front();
        }
        rest.remove_prefix(hostile > 0 ? hostile : 1);
    }
    return shortened(line, bytes_max);
}

std::string whole_units(std::int64_t count, std::string_view unit) {
    return std::to_string(count) + " " + std::string(unit);
}

}  // namespace

std::string name_words(std::string_view name) { return harmless(name, kNameBytesShown); }

std::string line_words(std::string_view text, std::size_t bytes_max) {
    constexpr std::string_view kBlank = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    text.remove_prefix(first);
    constexpr std::size_t kCut = std::string_view("…").size();
    std::string line = harmless(text, bytes_max - kCut);
    while (!line.empty() && line.back() == ' ') line.pop_back();
    return line;
}

std::string quote_words(std::string_view text) {
    std::string line = harmless(text, kTextBytesShown);
    for (char& c : line) {
        if (c == '"') c = '\'';
    }
    return "\"" + line + "\"";
}

std::string span_words(Duration span) {
    constexpr std::int64_t kSecond = 1'000;
    constexpr std::int64_t kMinute = 60 * kSecond;
    constexpr std::int64_t kHour = 60 * kMinute;
    constexpr std::int64_t kDay = 24 * kHour;
    if (span.ms < 2 * kMinute)
        return whole_units(std::max<std::int64_t>(span.ms, 0) / kSecond, "s");
    if (span.ms < 2 * kHour) return whole_units(span.ms / kMinute, "min");
    if (span.ms < 2 * kDay) return whole_units(span.ms / kHour, "h");
    return whole_units(span.ms / kDay, "d");
}

std::string until_words(Timestamp at, Timestamp now) {
    if (at <= now) return "now";
    return "in " + span_words(Duration{(at - now).ms + 999});
}

std::string error_words(const StepError& error) {
    if (error.status) return std::to_string(*error.status);
    const std::string type = error.type.empty() ? "an error" : name_words(error.type);
    return error.message.empty() ? type : type + " (" + quote_words(error.message) + ")";
}

std::string count_words(int count, int max) {
    const std::string text = std::to_string(count);
    return max > 0 && count <= max ? text + " of " + std::to_string(max) : text;
}

}  // namespace sagaflow::kernel
