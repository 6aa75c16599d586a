#include "server/logging/line_format.hpp"

#include <fmt/format.h>

namespace sagaflow::server {
namespace {

// Longer values are cut: a line is for reading, and payloads do not belong in it.
constexpr std::size_t kValueBytesMax = 2'000;

void append_escaped(std::string& line, std::string_view text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            line += '\\';
            line += c;
        } else if (c == '\n') {
            line += "\\n";
        } else if (byte < 0x20 || byte == 0x7f) {
            // A terminal would act on some of these.
            line += fmt::format("\\u{:04x}", byte);
        } else {
            line += c;
        }
    }
}

bool is_valid_utf8(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t length = lead < 0x80   ? 1
                                   : lead < 0xc2 ? 0
                                   : lead < 0xe0 ? 2
                                   : lead < 0xf0 ? 3
                                   : lead < 0xf5 ? 4
                                                 : 0;
        if (length == 0 || at + length > text.size()) return false;
        for (std::size_t i = 1; i < length; ++i) {
            if ((static_cast<unsigned char>(text[at + i]) & 0xc0) != 0x80) return false;
        }
        at += length;
    }
    return true;
}

// Cut at a character's boundary and without bytes that are no UTF-8.
std::string printable(std::string_view text) {
    std::string_view cut = text.substr(0, kValueBytesMax);
    if (cut.size() < text.size()) {
        while (!cut.empty() && (static_cast<unsigned char>(cut.back()) & 0xc0) == 0x80) {
            cut.remove_suffix(1);
        }
        if (!cut.empty() && static_cast<unsigned char>(cut.back()) >= 0xc0) cut.remove_suffix(1);
    }
    std::string result(cut);
    if (!is_valid_utf8(result)) {
        for (char& c : result) {
            if (static_cast<unsigned char>(c) >= 0x80) c = '?';
        }
    }
    if (cut.size() < text.size()) result += "...";
    return result;
}

void append_quoted(std::string& line, std::string_view text) {
    line += '"';
    append_escaped(line, printable(text));
    line += '"';
}

void append_value(std::string& line, const LogField& field) {
    if (const auto* text = std::get_if<std::string_view>(&field.value)) {
        append_quoted(line, *text);
    } else if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
        line += fmt::format("{}", *number);
    } else if (const auto* real = std::get_if<double>(&field.value)) {
        line += fmt::format("{:.6g}", *real);
    } else {
        line += std::get<bool>(field.value) ? "true" : "false";
    }
}

// Quotes only where a reader could misjudge where the value ends.
void append_text_value(std::string& line, const LogField& field) {
    const auto* text = std::get_if<std::string_view>(&field.value);
    const bool plain = text != nullptr && !text->empty() && text->size() < kValueBytesMax &&
                       text->find_first_not_of(
                           "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                           "0123456789-_./:@+"
                       ) == std::string_view::npos;
    if (plain)
        line += *text;
    else
        append_value(line, field);
}

// A line for people has no room for what is not there; JSON keeps every field for its readers.
bool is_empty_text(const LogField& field) {
    const auto* text = std::get_if<std::string_view>(&field.value);
    return text != nullptr && text->empty();
}

std::string text_line(
    Timestamp at, LogLevel level, std::string_view message, std::initializer_list<LogField> fields
) {
    std::string line = fmt::format("{} {:<7} ", format_timestamp(at), to_string(level));
    append_escaped(line, printable(message));
    for (const LogField& field : fields) {
        if (is_empty_text(field)) continue;
        line += ' ';
        line += field.name;
        line += '=';
        append_text_value(line, field);
    }
    line += '\n';
    return line;
}

std::string json_line(
    Timestamp at, LogLevel level, std::string_view message, std::initializer_list<LogField> fields
) {
    std::string line = fmt::format(
        R"({{"time":"{}","level":"{}","message":)", format_timestamp(at), to_string(level)
    );
    append_quoted(line, message);
    for (const LogField& field : fields) {
        line += ',';
        append_quoted(line, field.name);
        line += ':';
        append_value(line, field);
    }
    line += "}\n";
    return line;
}

}  // namespace

std::optional<LogFormat> log_format_from(std::string_view text) {
    if (text == "text") return LogFormat::kText;
    if (text == "json") return LogFormat::kJson;
    return std::nullopt;
}

std::optional<LogLevel> log_level_from(std::string_view text) {
    for (const auto level :
         {LogLevel::kDebug, LogLevel::kInfo, LogLevel::kWarning, LogLevel::kError}) {
        if (to_string(level) == text) return level;
    }
    return std::nullopt;
}

std::string format_line(
    LogFormat format,
    Timestamp at,
    LogLevel level,
    std::string_view message,
    std::initializer_list<LogField> fields
) {
    return format == LogFormat::kJson ? json_line(at, level, message, fields)
                                      : text_line(at, level, message, fields);
}

}  // namespace sagaflow::server
