#include "dsl/cel/functions/collections.hpp"

#include "dsl/cel/functions/comparison.hpp"
#include "dsl/cel/functions/numbers.hpp"
#include "dsl/cel/functions/problems.hpp"
#include "dsl/cel/functions/registry.hpp"
#include "dsl/cel/representation.hpp"
#include "dsl/cel/utf8.hpp"

namespace sagaflow::cel {
namespace {

std::string shown_key(const Value& key) {
    switch (key.kind()) {
        case Kind::kString:
            return "'" + shortened(key.as_string()) + "'";
        case Kind::kBool:
            return key.as_bool() ? "true" : "false";
        case Kind::kInt:
            return std::to_string(key.as_int());
        case Kind::kUint:
            return std::to_string(key.as_uint());
        case Kind::kDouble:
            return double_text(key.as_double());
        default:
            return kind_phrase(key.kind());
    }
}

Value no_key(const Value& key) { return Value::error("no such key: " + shown_key(key)); }

// A map of JSON is a tree; one that an expression built is searched through.
bool charge_lookup(Frame& frame, const Value& map) {
    if (!ValueAccess::is_built(map)) return true;
    return frame.charge(map.size() / 8);
}

Value list_item(const Value& list, const Value& position) {
    const auto index = to_index(position);
    if (!is_number(position)) {
        return Value::error(
            "Expected a whole number as the index of a list, but got " +
            kind_phrase(position.kind()) + " (no such overload)"
        );
    }
    if (!index || *index >= list.size()) {
        return Value::error(
            "Expected an index below " + std::to_string(list.size()) + ", but got " +
            shown_key(position) + " (index out of bounds)"
        );
    }
    return list.item(*index);
}

bool is_key(const Value& key) {
    return key.kind() == Kind::kString || key.kind() == Kind::kInt || key.kind() == Kind::kUint ||
           key.kind() == Kind::kBool;
}

Value size_of(Frame& frame, Arguments arguments) {
    const Value& value = arguments[0];
    switch (value.kind()) {
        case Kind::kString:
            if (!frame.charge_text(value.as_string().size())) return frame.spent_error();
            return Value::of_int(static_cast<std::int64_t>(count_code_points(value.as_string())));
        case Kind::kBytes:
            return Value::of_int(static_cast<std::int64_t>(value.as_string().size()));
        case Kind::kList:
        case Kind::kMap:
            return Value::of_int(static_cast<std::int64_t>(value.size()));
        default:
            return no_overload("size()", value);
    }
}

}  // namespace

Value no_member(const Value& container, const std::string& member) {
    return Value::error(
        "Expected a map to select '" + member + "' from, but got " + kind_phrase(container.kind())
    );
}

Value select_member(Frame& frame, const Value& container, const std::string& member) {
    if (container.kind() != Kind::kMap) return no_member(container, member);
    if (!charge_lookup(frame, container)) return frame.spent_error();
    auto found = container.find(std::string_view(member));
    if (!found) return Value::error("no such key: '" + member + "'");
    return std::move(*found);
}

Value index_value(Frame& frame, const Value& container, const Value& key) {
    if (container.kind() == Kind::kList) return list_item(container, key);
    if (container.kind() != Kind::kMap) return no_overload("[]", container, key);
    if (!charge_lookup(frame, container)) return frame.spent_error();
    auto found = container.find(key);
    return found ? std::move(*found) : no_key(key);
}

Value is_in(Frame& frame, const Value& element, const Value& container) {
    if (container.kind() == Kind::kMap) {
        if (!charge_lookup(frame, container)) return frame.spent_error();
        return Value::of_bool(container.find(element).has_value());
    }
    if (container.kind() != Kind::kList) return no_overload("in", element, container);
    const std::size_t size = container.size();
    for (std::size_t i = 0; i < size; ++i) {
        const bool equal = are_equal(frame, element, container.item(i));
        if (frame.is_spent()) return frame.spent_error();
        if (equal) return Value::of_bool(true);
    }
    return Value::of_bool(false);
}

bool MapBuilder::is_new(const Value& key) {
    for (const auto& [name, value] : entries_) {
        const bool both_numbers = is_number(name) && is_number(key);
        if (name.kind() != key.kind() && !both_numbers) continue;
        if (are_equal(frame_, name, key)) return false;
    }
    return true;
}

bool MapBuilder::add(Value key, Value value) {
    if (!is_key(key)) {
        problem_ = Value::error(
            "Expected a string, int, uint or bool as the key of a map, but got " +
            kind_phrase(key.kind()) + " (unsupported key type)"
        );
        return false;
    }
    const bool is_added = is_new(key);
    if (frame_.is_spent() || !frame_.charge_memory(2 * kValueBytes)) {
        problem_ = frame_.spent_error();
        return false;
    }
    if (!is_added) {
        problem_ = Value::error("repeated key in a map: " + shown_key(key));
        return false;
    }
    entries_.emplace_back(std::move(key), std::move(value));
    return true;
}

Value MapBuilder::take() {
    if (problem_.is_error()) return problem_;
    return Value::of_map(std::move(entries_));
}

void register_collections(Registry& registry) {
    registry.add({"size", Style::kBoth, 1, 1, size_of, Kind::kInt});
}

}  // namespace sagaflow::cel
