#include "dsl/program/schema_walk.hpp"

#include <re2/re2.h>

#include <charconv>
#include <optional>
#include <unordered_set>

namespace sagaflow::dsl {
namespace {

// For one value. A schema that holds more against it is told of in the library's words.
constexpr std::size_t kWalkedMax = 1'000;

struct Places {
    Schemas list;
    std::unordered_set<const Json*> seen;
};

std::optional<std::size_t> index_in(const std::string& text) {
    std::size_t index = 0;
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, index);
    if (failure != std::errc() || stop != end) return std::nullopt;
    return index;
}

const Json* child_of(const Json& value, const std::string& name) {
    if (value.is_object()) {
        const auto found = value.find(name);
        return found == value.end() ? nullptr : &*found;
    }
    const auto index = value.is_array() ? index_in(name) : std::nullopt;
    return index && *index < value.size() ? &value[*index] : nullptr;
}

class Walk {
public:
    explicit Walk(const Json& root) : root_(root) {}

    // The schema and all that are held against the same value with it.
    void add(const Json& schema, Places& to) const {
        if (to.list.size() == kWalkedMax || !to.seen.insert(&schema).second) return;
        to.list.push_back(&schema);
        if (!schema.is_object()) return;
        if (const Json* reference = child_of(schema, "$ref")) {
            const auto& text = reference->get_ref<const std::string&>();
            add(root_.at(Json::json_pointer(text.substr(1))), to);
            return;  // a reference replaces its siblings in draft 7
        }
        for (const char* keyword : {"allOf", "anyOf", "oneOf"}) {
            const Json* list = child_of(schema, keyword);
            if (list == nullptr) continue;
            for (const Json& branch : *list) add(branch, to);
        }
        for (const char* keyword : {"then", "else"}) {
            if (const Json* branch = child_of(schema, keyword)) add(*branch, to);
        }
        if (const Json* dependencies = child_of(schema, "dependencies")) {
            for (const Json& branch : *dependencies) {
                if (!branch.is_array()) add(branch, to);
            }
        }
    }

    void add_children(const Json& schema, const Json& value, const std::string& name, Places& to)
        const {
        if (!schema.is_object()) return;
        if (value.is_object()) add_member(schema, name, to);
        if (value.is_array()) add_item(schema, name, to);
    }

private:
    void add_member(const Json& schema, const std::string& name, Places& to) const {
        bool matched = false;
        if (const Json* properties = child_of(schema, "properties")) {
            if (const Json* property = child_of(*properties, name)) {
                matched = true;
                add(*property, to);
            }
        }
        if (const Json* patterns = child_of(schema, "patternProperties")) {
            for (const auto& [pattern, property] : patterns->items()) {
                if (!RE2::PartialMatch(name, pattern)) continue;
                matched = true;
                add(property, to);
            }
        }
        if (matched) return;
        if (const Json* others = child_of(schema, "additionalProperties")) add(*others, to);
    }

    void add_item(const Json& schema, const std::string& name, Places& to) const {
        const Json* items = child_of(schema, "items");
        if (items == nullptr) return;
        if (!items->is_array()) return add(*items, to);
        if (const Json* item = child_of(*items, name)) return add(*item, to);
        if (const Json* others = child_of(schema, "additionalItems")) add(*others, to);
    }

    const Json& root_;
};

}  // namespace

Schemas schemas_at(const Json& schema, const Json& input, const InputPath& path) {
    const Walk walk(schema);
    Places here;
    walk.add(schema, here);
    const Json* value = &input;
    for (const std::string& name : path) {
        Places below;
        for (const Json* each : here.list) walk.add_children(*each, *value, name, below);
        here = std::move(below);
        value = child_of(*value, name);
        if (value == nullptr) return {};
    }
    return std::move(here.list);
}

const Json* value_at(const Json& input, const InputPath& path) {
    const Json* value = &input;
    for (const std::string& name : path) {
        value = child_of(*value, name);
        if (value == nullptr) return nullptr;
    }
    return value;
}

}  // namespace sagaflow::dsl
