// Lists and maps: members, items, membership, building. Private to dsl/cel.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dsl/cel/frame.hpp"

namespace sagaflow::cel {

// map.member; an error names the member that is missing.
Value select_member(Frame& frame, const Value& container, const std::string& member);
Value no_member(const Value& container, const std::string& member);
// list[index] and map[key].
Value index_value(Frame& frame, const Value& container, const Value& key);
// element in list, key in map.
Value is_in(Frame& frame, const Value& element, const Value& container);

// Builds a map and refuses keys that are unfit or there already.
class MapBuilder {
public:
    explicit MapBuilder(Frame& frame) : frame_(frame) {}
    bool add(Value key, Value value);
    // The map, or the error that add() met.
    Value take();

private:
    bool is_new(const Value& key);

    Frame& frame_;
    std::vector<std::pair<Value, Value>> entries_;
    Value problem_;
};

}  // namespace sagaflow::cel
