#include "api/bulk/material.hpp"

#include <algorithm>
#include <array>

namespace sagaflow::api {
namespace {

// What names an entry of a plan's lists.
constexpr std::array<std::string_view, 7> kNaming{
    "step", "visit", "item", "kind", "call", "effect", "newInstance"};

Json name_of(const Json& entry) {
    Json name = Json::object();
    for (const std::string_view member : kNaming) {
        if (entry.contains(member)) name[std::string(member)] = entry.at(std::string(member));
    }
    return name;
}

// What hangs on an answer that is still to come is not known in a plan, and differs from nothing.
bool same_input(const Json& planned, const Json& now) {
    const bool known = planned.value("rendered", true) && now.value("rendered", true);
    return !known || planned.value("with", Json()) == now.value("with", Json());
}

// In any order: undos that do not depend on each other have none.
const Json* entry_named(const Json& list, const Json& name) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const Json& entry) {
        return name_of(entry) == name;
    });
    return found == list.end() ? nullptr : &*found;
}

bool same_entries(const Json& planned, const Json& now) {
    return planned.size() == now.size() &&
           std::all_of(planned.begin(), planned.end(), [&](const Json& entry) {
               return entry_named(now, name_of(entry)) != nullptr;
           });
}

bool same_inputs(const Json& planned, const Json& now) {
    return std::all_of(planned.begin(), planned.end(), [&](const Json& entry) {
        const Json* other = entry_named(now, name_of(entry));
        return other == nullptr || same_input(entry, *other);
    });
}

// Calls of undos and probes go out now or later, as it comes: the undos tell of them.
Json entries_of(const Json& plan, const char* list) {
    Json entries = Json::array();
    for (const Json& entry : plan.value(list, Json::array())) {
        if (entry.value("kind", "do") == "do") entries.push_back(entry);
    }
    return entries;
}

std::string told(const Json& planned, const Json& now) {
    return "It has moved on since it was counted. Then: " + planned.value("summary", "") +
           " Now: " + now.value("summary", "");
}

}  // namespace

std::optional<std::string> material_difference(const Json& planned, const Json& now) {
    const bool restarts = planned.value("newInstance", false) != now.value("newInstance", false);
    if (restarts || planned.value("moreUndos", 0) != now.value("moreUndos", 0)) {
        return told(planned, now);
    }
    for (const char* list : {"calls", "undos", "outstanding"}) {
        const Json then = entries_of(planned, list);
        const Json today = entries_of(now, list);
        if (!same_entries(then, today)) return told(planned, now);
        if (!same_inputs(then, today)) {
            return "It has moved on since it was counted: what is called is the same, but its "
                   "input is another one now";
        }
    }
    return std::nullopt;
}

}  // namespace sagaflow::api
