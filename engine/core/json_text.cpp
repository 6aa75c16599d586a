// Writing JSON. Every commit and every answer is text, and the library's writer takes a twentieth
// of the processor under full load: it sets up an output and asks for the locale with every value.
// The usual values are written here; whatever is not plain is left to the library, so that the text
// is its text, byte for byte.
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "engine/core/json.hpp"

namespace sagaflow {
namespace {

// Written as it stands: ASCII without anything that must be escaped.
bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
    });
}

void append_by_library(std::string& text, const Json& value) {
    // Values of ours are valid UTF-8; replacing keeps a log line alive should one ever not be.
    text += value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void append_string(std::string& text, const std::string& value) {
    if (!is_plain(value)) {
        append_by_library(text, Json(value));
        return;
    }
    text += '"';
    text += value;
    text += '"';
}

template <typename Integer>
void append_integer(std::string& text, Integer value) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    text.append(digits.data(), end);
}

void append_array(std::string& text, const Json::array_t& items) {
    text += '[';
    bool first = true;
    for (const Json& item : items) {
        if (!std::exchange(first, false)) text += ',';
        append_text(text, item);
    }
    text += ']';
}

void append_object(std::string& text, const Json::object_t& members) {
    text += '{';
    bool first = true;
    for (const auto& [name, value] : members) {
        if (!std::exchange(first, false)) text += ',';
        append_string(text, name);
        text += ':';
        append_text(text, value);
    }
    text += '}';
}

}  // namespace

void append_text(std::string& text, const Json& value) {
    switch (value.type()) {
        case Json::value_t::null:
            text += "null";
            return;
        case Json::value_t::boolean:
            text += value.get<bool>() ? "true" : "false";
            return;
        case Json::value_t::string:
            append_string(text, value.get_ref<const std::string&>());
            return;
        case Json::value_t::number_integer:
            append_integer(text, value.get<std::int64_t>());
            return;
        case Json::value_t::number_unsigned:
            append_integer(text, value.get<std::uint64_t>());
            return;
        case Json::value_t::array:
            append_array(text, value.get_ref<const Json::array_t&>());
            return;
        case Json::value_t::object:
            append_object(text, value.get_ref<const Json::object_t&>());
            return;
        default:
            append_by_library(text, value);
    }
}

}  // namespace sagaflow
