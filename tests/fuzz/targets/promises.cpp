#include "tests/fuzz/targets/promises.hpp"

#include <charconv>

namespace sagaflow::fuzz {
namespace {

std::size_t number_after(std::string_view text, std::string_view label) {
    const std::size_t at = text.find(label);
    ENSURE(at != std::string_view::npos, text);
    std::size_t number = 0;
    const char* first = text.data() + at + label.size();
    const auto [end, failure] = std::from_chars(first, text.data() + text.size(), number);
    ENSURE(failure == std::errc() && end != first, text);
    return number;
}

// The line with this number, from 1; nullopt beyond the last one.
std::optional<std::string_view> line_of(std::string_view text, std::size_t number) {
    for (; number > 1; --number) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return std::nullopt;
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find('\n'));
}

const Json& sample_values() {
    static const Json values = Json::parse(R"({
        "input": {"n": 3, "price": 1.5, "flag": true, "nothing": null, "text": "Grüße",
                  "orderId": "o-17", "at": "2026-01-31T08:00:00Z", "span": "90s",
                  "items": [{"sku": "A-1", "count": 1}, {"sku": "B-2", "count": 2}]},
        "vars": {"tries": 2, "tracking": "T1", "list": [3, 1, 2], "map": {"a": {"b": [1]}}},
        "steps": {"charge": {"id": "ch_1", "amount": 250}, "reserve": null},
        "error": {"type": "http.409", "message": "no", "status": 409, "body": {"why": "sold"}},
        "result": {"id": "r1", "items": []},
        "response": {"status": 200, "headers": {"etag": "\"1\""}, "body": {"id": "r1"}},
        "output": {"id": "r1"},
        "step": {"key": "0190/charge/1/do", "attempt": 1},
        "instance": {"id": "01900000-0000-7000-8000-000000000000", "key": "o-17"},
        "config": {"limit": 100, "url": "http://localhost"}
    })");
    return values;
}

}  // namespace

bool is_readable(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) return false;
    try {
        (void)Json(text).dump();
        return true;
    } catch (const Json::exception&) {
        return false;  // bytes that are no UTF-8
    }
}

void expect_message(std::string_view message) {
    ENSURE(!message.empty(), "a message that says nothing");
    ENSURE(is_readable(message), "a message that cannot be shown");
}

bool is_place(std::string_view text, std::size_t line, std::size_t column) {
    if (line == 0 || column == 0) return false;
    const auto found = line_of(text, line);
    return found && column <= found->size() + 1;
}

void expect_place_in(std::string_view message, std::string_view text) {
    const std::size_t line = number_after(message, "at line ");
    const std::size_t column = number_after(message, ", column ");
    ENSURE(is_place(text, line, column), message);
}

void expect_kept(const Json& value) {
    const std::string text = to_text(value);
    const Result<Json> back = parse_json(text, text.size());
    ENSURE(back.ok(), back.ok() ? "" : back.error().message);
    ENSURE(*back == value, "the value that is read back is another");
    ENSURE(to_text(*back) == text, "the text that is written again is another");
}

bool leads_somewhere(const std::string& pointer, const Json& document) {
    try {
        return document.contains(Json::json_pointer(pointer));
    } catch (const Json::exception&) {
        return false;  // no JSON pointer at all
    }
}

const dsl::Scope& sample_scope() {
    static const dsl::Scope scope = [] {
        dsl::Scope filled;
        for (std::size_t i = 0; i < dsl::kSlotCount; ++i) {
            const auto slot = static_cast<dsl::Slot>(i);
            const auto value = sample_values().find(dsl::slot_name(slot));
            if (value != sample_values().end()) filled.bind(slot, *value);
        }
        return filled;
    }();
    return scope;
}

}  // namespace sagaflow::fuzz
