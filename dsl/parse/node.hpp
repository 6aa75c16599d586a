// A value of the definition together with its way from the root.
//
// Paths are linked and shared: a pointer text for each value would be quadratic on hostile input
// (a long name above a hundred thousand values). They become text for what is reported, only.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "engine/core/json.hpp"

namespace sagaflow::dsl {

struct Path {
    const Path* parent = nullptr;  // null: the root
    std::string_view name;         // of a member; a view of the Json's key
    std::size_t index = 0;         // of an item
    bool is_item = false;
};

struct Node {
    const Json* json = nullptr;
    const Path* path = nullptr;
    const Json& operator*() const { return *json; }
    const Json* operator->() const { return json; }
};

// Owns the paths. Addresses are stable while it lives.
class PathArena {
public:
    Node root(const Json& json);
    Node member(const Node& object, std::string_view name, const Json& json);
    Node item(const Node& array, std::size_t index, const Json& json);

private:
    std::deque<Path> paths_;
};

std::string pointer_of(const Path* path);  // RFC 6901

}  // namespace sagaflow::dsl
