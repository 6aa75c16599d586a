#include "engine/kernel/scope.hpp"

namespace sagaflow::kernel {
namespace {

cel::Value view(const Json* json, std::string_view name) {
    if (json == nullptr) return cel::Value::error(std::string(name) + " is not known here");
    return cel::Value::of_json(*json);
}

const Json& snapshot(const Json& kept) {
    static const Json none = Json::object();
    return kept.is_null() ? none : kept;
}

std::pair<cel::Value, cel::Value> entry(std::string name, cel::Value value) {
    return {cel::Value::of_string(std::move(name)), std::move(value)};
}

}  // namespace

cel::Value Scope::variable(std::size_t slot) const {
    const auto which = static_cast<dsl::Slot>(slot);
    switch (which) {
        case dsl::Slot::kInput:
            return cel::Value::of_json(state_.input);
        case dsl::Slot::kVars:
            return cel::Value::of_json(vars_ != nullptr ? *vars_ : state_.vars);
        case dsl::Slot::kSteps:
            return cel::Value::of_json(steps_ != nullptr ? *steps_ : state_.outputs);
        case dsl::Slot::kEvent:
            return view(event_, "event");
        case dsl::Slot::kError:
            return view(error_, "error");
        case dsl::Slot::kResult:
            return view(result_, "result");
        case dsl::Slot::kResponse:
            return view(response_, "response");
        case dsl::Slot::kOutput:
            return view(output_, "output");
        case dsl::Slot::kStep:
            return step_value();
        case dsl::Slot::kInstance:
            return instance_value();
        case dsl::Slot::kConfig:
            return cel::Value::of_json(config_);
        case dsl::Slot::kCount:
            break;
    }
    return cel::Value::error("a name that this version does not know");
}

cel::Value Scope::instance_value() const {
    std::vector<std::pair<cel::Value, cel::Value>> entries;
    entries.push_back(entry("id", cel::Value::of_string(state_.id.text())));
    entries.push_back(entry("saga", cel::Value::of_string(state_.saga)));
    entries.push_back(entry("version", cel::Value::of_int(state_.version)));
    entries.push_back(
        entry("key", state_.key ? cel::Value::of_string(*state_.key) : cel::Value::null())
    );
    entries.push_back(entry("startedAt", cel::Value::of_timestamp(state_.started_at)));
    entries.push_back(entry("now", cel::Value::of_timestamp(now_)));
    return cel::Value::of_map(std::move(entries));
}

cel::Value Scope::step_value() const {
    if (step_key_.empty()) return cel::Value::error("step is not known here");
    std::vector<std::pair<cel::Value, cel::Value>> entries;
    entries.push_back(entry("key", cel::Value::of_string(step_key_)));
    entries.push_back(entry("attempt", cel::Value::of_int(step_attempt_)));
    return cel::Value::of_map(std::move(entries));
}

void see_snapshot(Scope& scope, const UndoEntry& undo) {
    scope.vars(snapshot(undo.vars)).steps(snapshot(undo.steps));
}

}  // namespace sagaflow::kernel
