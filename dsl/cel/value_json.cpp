// Values as JSON and as the text of templates.
#include <cmath>

#include "dsl/cel/functions/numbers.hpp"
#include "dsl/cel/functions/problems.hpp"
#include "dsl/cel/functions/time_text.hpp"
#include "dsl/cel/representation.hpp"

namespace sagaflow::cel {
namespace {

Error unfit(std::string message) { return {ErrorCode::kUnprocessable, std::move(message)}; }

std::string base64(std::string_view bytes) {
    static constexpr std::string_view kSymbols =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            const bool is_there = i + j < bytes.size();
            bits = (bits << 8U) | (is_there ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            const bool is_there = i + j <= bytes.size();
            text += is_there ? kSymbols[(bits >> (18U - 6U * j)) & 0x3FU] : '=';
        }
    }
    return text;
}

Result<std::string> key_text(const Value& key) {
    switch (key.kind()) {
        case Kind::kString:
            return std::string(key.as_string());
        case Kind::kBool:
            return std::string(key.as_bool() ? "true" : "false");
        case Kind::kInt:
            return std::to_string(key.as_int());
        case Kind::kUint:
            return std::to_string(key.as_uint());
        default:
            return unfit(
                "Expected a map key that JSON can hold, but got " + kind_phrase(key.kind())
            );
    }
}

Result<Json> text_json(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) {
        return unfit("Expected text that can be stored, but it holds the character U+0000");
    }
    return Json(text);
}

Result<Json> convert(const Value& value, std::size_t depth);

Result<Json> convert_list(const Value& list, std::size_t depth) {
    Json array = Json::array();
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto item = convert(list.item(i), depth + 1);
        if (!item.ok()) return item;
        array.push_back(std::move(item).value());
    }
    return array;
}

Result<Json> convert_map(const Value& map, std::size_t depth) {
    Json object = Json::object();
    Elements members(map);
    Value key;
    Value member;
    while (members.next(key, member)) {
        auto name = key_text(key);
        if (!name.ok()) return name.error();
        if (name->find('\0') != std::string::npos) return text_json(*name);
        auto json = convert(member, depth + 1);
        if (!json.ok()) return json;
        const auto [at, is_new] = object.emplace(*name, std::move(json).value());
        if (!is_new) return unfit("Expected different keys, but \"" + *name + "\" comes twice");
    }
    return object;
}

// `depth` containers are around the value. A view at the top came through the JSON reader.
bool is_too_deep(const Value& value, const Json* view, std::size_t depth) {
    if (view != nullptr) return depth > 0 && depth + depth_of(*view) > limits::kJsonDepthMax;
    const bool is_container = value.kind() == Kind::kList || value.kind() == Kind::kMap;
    return is_container && depth >= limits::kJsonDepthMax;
}

Result<Json> convert(const Value& value, std::size_t depth) {
    const Json* view = ValueAccess::json_view(value);
    if (is_too_deep(value, view, depth)) {
        return Error{
            ErrorCode::kTooLarge,
            "Expected a value nested at most " + std::to_string(limits::kJsonDepthMax) +
                " levels, but it is deeper"};
    }
    if (view != nullptr) return *view;
    switch (value.kind()) {
        case Kind::kNull:
            return Json();
        case Kind::kBool:
            return Json(value.as_bool());
        case Kind::kInt:
            return Json(value.as_int());
        case Kind::kUint:
            if (value.as_uint() > static_cast<std::uint64_t>(INT64_MAX)) {
                return unfit(
                    "Expected an integer of 64 bits with sign, but got " +
                    std::to_string(value.as_uint())
                );
            }
            return Json(static_cast<std::int64_t>(value.as_uint()));
        case Kind::kDouble:
            if (std::isfinite(value.as_double())) return Json(value.as_double());
            return unfit(
                "Expected a number that JSON can hold, but got " + double_text(value.as_double())
            );
        case Kind::kString:
            return text_json(value.as_string());
        case Kind::kBytes:
            return Json(base64(value.as_string()));
        case Kind::kTimestamp:
            return Json(timestamp_text(value));
        case Kind::kDuration:
            return Json(duration_text(value));
        case Kind::kList:
            return convert_list(value, depth);
        case Kind::kMap:
            return convert_map(value, depth);
        case Kind::kType:
            return unfit("Expected a value, but got the type " + std::string(value.as_string()));
        case Kind::kError:
            break;
    }
    return unfit(value.error_message());
}

}  // namespace

Result<Json> Value::to_json() const { return convert(*this, 0); }

Result<std::string> Value::to_template_text() const {
    auto json = to_json();
    if (!json.ok()) return json.error();
    if (json->is_string()) return json->get<std::string>();
    return to_text(*json);
}

}  // namespace sagaflow::cel
