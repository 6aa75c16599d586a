#include "dsl/program/schema_guard.hpp"

#include <re2/re2.h>

#include <array>
#include <unordered_map>
#include <unordered_set>

namespace sagaflow::dsl {
namespace {

// How many places of the schema one value of the input may be held against. Shared definitions
// multiply: forty levels of allOf with two references each would be 2^40.
constexpr std::size_t kExpansionMax = 10'000;

constexpr std::array kOneSchema{
    "additionalItems",
    "additionalProperties",
    "contains",
    "else",
    "if",
    "not",
    "propertyNames",
    "then"};
constexpr std::array kSchemaLists{"allOf", "anyOf", "oneOf"};
constexpr std::array kSchemaMaps{
    "$defs", "definitions", "dependencies", "patternProperties", "properties"};
// Keywords whose schemas are held against the same value: a circle of these never ends.
constexpr std::array kInPlace{
    "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependencies", "$ref"};

bool is_schema(const Json& json) { return json.is_object() || json.is_boolean(); }

std::string child(const std::string& pointer, const std::string& name) {
    return (Json::json_pointer(pointer) / name).to_string();
}

class Guard {
public:
    explicit Guard(const Json& root) : root_(root) {}

    GuardedSchema run() {
        result_.schema = visit(root_, "");
        if (result_.problems.empty()) check_expansion();
        return std::move(result_);
    }

private:
    void problem(const std::string& pointer, std::string message) {
        result_.problems.push_back({pointer, std::move(message)});
    }

    Json visit(const Json& node, const std::string& pointer) {
        if (!is_schema(node)) {
            problem(pointer, "expected a JSON Schema (an object, true or false)");
            return node;
        }
        schemas_.insert(pointer);
        if (node.is_boolean()) return node;
        Json copy = Json::object();
        for (const auto& [name, value] : node.items()) {
            copy[name] = visit_keyword(name, value, child(pointer, name));
        }
        // A reference replaces its siblings in draft 7, and identifiers would turn a local
        // reference into one that must be fetched.
        copy.erase("$id");
        copy.erase("$schema");
        if (node.contains("$ref")) check_reference(node, pointer);
        if (node.value("uniqueItems", Json()) == Json(true)) result_.unique_items = true;
        move_format(copy);
        return copy;
    }

    Json visit_keyword(const std::string& name, const Json& value, const std::string& pointer) {
        if (name == "pattern") check_pattern(value, pointer);
        if (name == "patternProperties" && value.is_object()) {
            for (const auto& [pattern, unused] : value.items()) check_pattern(pattern, pointer);
        }
        if (contains(kOneSchema, name) || (name == "items" && !value.is_array())) {
            return visit(value, pointer);
        }
        if (contains(kSchemaLists, name) || name == "items") return visit_list(value, pointer);
        if (contains(kSchemaMaps, name)) return visit_map(value, pointer, name == "dependencies");
        return value;
    }

    Json visit_list(const Json& list, const std::string& pointer) {
        if (!list.is_array()) {
            problem(pointer, "expected an array of schemas");
            return list;
        }
        Json copy = Json::array();
        for (std::size_t i = 0; i < list.size(); ++i) {
            copy.push_back(visit(list[i], pointer + "/" + std::to_string(i)));
        }
        return copy;
    }

    Json visit_map(const Json& map, const std::string& pointer, bool lists_allowed) {
        if (!map.is_object()) {
            problem(pointer, "expected an object of schemas");
            return map;
        }
        Json copy = Json::object();
        for (const auto& [name, value] : map.items()) {
            const bool list = lists_allowed && value.is_array();
            copy[name] = list ? value : visit(value, child(pointer, name));
        }
        return copy;
    }

    // The library reads `format` on values that are no strings as a failure; the standard ignores
    // it.
    static void move_format(Json& node) {
        const auto format = node.find("format");
        if (format == node.end() || !format->is_string()) return;
        Json conditional{{"if", {{"type", "string"}}}, {"then", {{"format", *format}}}};
        node.erase("format");
        if (!node.contains("allOf")) node["allOf"] = Json::array();
        if (node["allOf"].is_array()) node["allOf"].push_back(std::move(conditional));
    }

    void check_pattern(const Json& pattern, const std::string& pointer) {
        if (!pattern.is_string()) return problem(pointer, "expected a regular expression");
        RE2::Options options;
        options.set_log_errors(false);
        const RE2 compiled(pattern.get_ref<const std::string&>(), options);
        if (compiled.ok()) return;
        problem(
            pointer,
            "the regular expression cannot be used: " + compiled.error() +
                " (RE2 syntax: no look-around, no back-references)"
        );
    }

    void check_reference(const Json& node, const std::string& pointer) {
        const Json& reference = node.at("$ref");
        const std::string at = child(pointer, "$ref");
        if (!reference.is_string())
            return problem(at, "expected a text such as #/definitions/item");
        const auto& text = reference.get_ref<const std::string&>();
        if (text.empty() || text[0] != '#') {
            return problem(
                at,
                "the reference \"" + text +
                    "\" leads out of the schema; nothing is fetched: copy the schema to "
                    "definitions and refer to #/definitions/NAME"
            );
        }
        references_.emplace_back(pointer, text.substr(1));
    }

    // References must lead to schemas, and what is held against one value must be bounded.
    void check_expansion() {
        for (const auto& [from, to] : references_) {
            if (!schemas_.contains(to)) {
                problem(child(from, "$ref"), "the reference \"#" + to + "\" leads to no schema");
            }
        }
        if (!result_.problems.empty()) return;
        for (const std::string& pointer : schemas_) {
            const std::size_t size = expansion(pointer);
            if (size == 0 || size > kExpansionMax) {
                return problem(
                    pointer,
                    size == 0 ? "this schema refers to itself without end"
                              : "this schema refers to too many others: more than " +
                                    std::to_string(kExpansionMax) + " for one value"
                );
            }
        }
    }

    // Schemas held against the same value from here on; 0 for an endless circle.
    std::size_t expansion(const std::string& pointer) {
        const auto [known, inserted] = sizes_.try_emplace(pointer, 0);
        if (!inserted) return known->second;
        std::size_t total = 1;
        const Json& node = root_.at(Json::json_pointer(pointer));
        for (const char* keyword : kInPlace) {
            if (!node.is_object() || !node.contains(keyword)) continue;
            for (const std::string& next : targets(node, pointer, keyword)) {
                const std::size_t size = expansion(next);
                if (size == 0) return 0;
                total = std::min(total + size, kExpansionMax + 1);
            }
        }
        sizes_[pointer] = total;
        return total;
    }

    std::vector<std::string> targets(
        const Json& node, const std::string& pointer, const std::string& keyword
    ) {
        const Json& value = node.at(keyword);
        if (keyword == "$ref") return {value.get_ref<const std::string&>().substr(1)};
        const std::string at = child(pointer, keyword);
        if (keyword == "not" || keyword == "if" || keyword == "then" || keyword == "else") {
            return {at};
        }
        std::vector<std::string> found;
        if (value.is_array()) {
            for (std::size_t i = 0; i < value.size(); ++i) {
                found.push_back(at + "/" + std::to_string(i));
            }
        } else {
            for (const auto& [name, schema] : value.items()) {
                if (is_schema(schema)) found.push_back(child(at, name));
            }
        }
        return found;
    }

    template <typename List>
    static bool contains(const List& list, const std::string& name) {
        return std::find(list.begin(), list.end(), name) != list.end();
    }

    const Json& root_;
    GuardedSchema result_;
    std::unordered_set<std::string> schemas_;
    std::vector<std::pair<std::string, std::string>> references_;
    std::unordered_map<std::string, std::size_t> sizes_;
};

}  // namespace

GuardedSchema guard_schema(const Json& schema) { return Guard(schema).run(); }

}  // namespace sagaflow::dsl
