#include "dsl/parse/node.hpp"

#include <vector>

namespace sagaflow::dsl {
namespace {

void append_escaped(std::string& pointer, std::string_view name) {
    for (const char c : name) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer += c;
        }
    }
}

}  // namespace

Node PathArena::root(const Json& json) { return {&json, nullptr}; }

Node PathArena::member(const Node& object, std::string_view name, const Json& json) {
    return {&json, &paths_.emplace_back(Path{object.path, name, 0, false})};
}

Node PathArena::item(const Node& array, std::size_t index, const Json& json) {
    return {&json, &paths_.emplace_back(Path{array.path, {}, index, true})};
}

std::string pointer_of(const Path* path) {
    std::vector<const Path*> steps;
    for (; path != nullptr; path = path->parent) steps.push_back(path);
    std::string pointer;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        pointer += '/';
        if ((*step)->is_item) {
            pointer += std::to_string((*step)->index);
        } else {
            append_escaped(pointer, (*step)->name);
        }
    }
    return pointer;
}

}  // namespace sagaflow::dsl
