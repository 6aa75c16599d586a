// What Values share: counted by hand, because a shared_ptr would double the size of a Value.
// Private to dsl/cel.
#pragma once

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "dsl/cel/value.hpp"

namespace sagaflow::cel {

struct Value::Representation {
    Representation() = default;
    Representation(const Representation&) = delete;
    Representation& operator=(const Representation&) = delete;
    virtual ~Representation() = default;

    std::atomic<std::uint32_t> owners{1};
};

struct TextRepresentation final : Value::Representation {
    explicit TextRepresentation(std::string value) : text(std::move(value)) {}
    std::string text;  // string, bytes, a type's name, an error's message
};

struct ListRepresentation final : Value::Representation {
    explicit ListRepresentation(std::vector<Value> values) : items(std::move(values)) {}
    std::vector<Value> items;
};

struct MapRepresentation final : Value::Representation {
    explicit MapRepresentation(std::vector<std::pair<Value, Value>> values)
        : entries(std::move(values)) {}
    std::vector<std::pair<Value, Value>> entries;
};

// The one door to a Value's insides for the evaluator.
struct ValueAccess {
    // The text of a string that this Value alone owns, so that appending in place is unseen by
    // anybody; null otherwise.
    static std::string* unique_text(Value& value);
    // The items of a list that this Value alone owns; null otherwise.
    static std::vector<Value>* unique_items(Value& value);
    // The Json that a Value is a view of; null when it is none.
    static const Json* json_view(const Value& value);
    // True when the Value was built by an expression (and not taken from JSON).
    static bool is_built(const Value& value);
};

}  // namespace sagaflow::cel
