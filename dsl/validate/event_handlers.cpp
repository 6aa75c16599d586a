// No handler of a receive stands behind another that takes all of its events.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

void check_receive(RuleInput& input, const Node& handlers) {
    // By event and key: null for one that takes all of them, else the conditions seen.
    std::unordered_map<std::string, std::unordered_set<std::string>> seen;
    std::unordered_set<std::string> taken;
    for (std::size_t i = 0; i < handlers->size(); ++i) {
        const Json& handler = (*handlers)[i];
        const std::string* event = text_of(handler, "event");
        if (event == nullptr) continue;
        const Json* key = member_of(handler, "key");
        const std::string* when = text_of(handler, "when");
        const std::string group = *event + '\n' + (key == nullptr ? "" : to_text(*key));
        const bool repeated = when != nullptr && !seen[group].insert(*when).second;
        if (taken.contains(group) || repeated) {
            input.findings.error(
                at(input.model.arena.item(handlers, i, handler)),
                "this handler is never reached: an earlier one takes every event " +
                    in_quotes(*event) + " of this key",
                "tell them apart by 'when', the narrower one first"
            );
        }
        if (when == nullptr) taken.insert(group);
    }
}

}  // namespace

void rule::event_handlers(RuleInput& input) {
    for (const Value& value : input.model.values) {
        if (value.kind == Kind::kObjectList && value.member->name == "on" &&
            value.node->is_array()) {
            check_receive(input, value.node);
        }
        if (value.kind != Kind::kEventType || !value.node->is_string()) continue;
        const auto& event = value.node->get_ref<const std::string&>();
        if (event.empty() || event.size() > sagaflow::limits::kEventFieldBytesMax) {
            input.findings.error(
                at(value.node),
                "the event's type must have 1 to " +
                    std::to_string(sagaflow::limits::kEventFieldBytesMax) + " bytes"
            );
        } else if (event.find("${") != std::string::npos) {
            input.findings.error(
                at(value.node),
                "the event's type must be plain text",
                "tell events of one type apart by 'key' and 'when'"
            );
        }
    }
}

}  // namespace sagaflow::dsl
