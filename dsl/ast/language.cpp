#include "dsl/ast/language.hpp"

#include <array>

#include "engine/core/limits.hpp"

namespace sagaflow::dsl {
namespace {

constexpr Names kBase = bit(Slot::kInput) | bit(Slot::kVars) | bit(Slot::kSteps) |
                        bit(Slot::kInstance) | bit(Slot::kConfig);
constexpr Names kStep = kBase | bit(Slot::kStep);
constexpr Names kAnswer = kStep | bit(Slot::kResult) | bit(Slot::kResponse);
constexpr Names kDone = kAnswer | bit(Slot::kOutput);
constexpr Names kCaught = kBase | bit(Slot::kError);
constexpr Names kUndo = kStep | bit(Slot::kError) | bit(Slot::kOutput);
constexpr Names kUndoAnswer = kUndo | bit(Slot::kResult) | bit(Slot::kResponse);
constexpr Names kEvent = kBase | bit(Slot::kEvent);

constexpr Member kType{.name = "type", .kind = Kind::kText, .required = true};
constexpr Member kDescription{.name = "description", .kind = Kind::kText};
constexpr Member kNext{.name = "next", .kind = Kind::kStateName, .required = true};
constexpr Member kRetry{.name = "retry", .kind = Kind::kRetry};
constexpr Member kTimeout{.name = "timeout", .kind = Kind::kDuration, .minimum = 1};
constexpr Member kCall{.name = "call", .kind = Kind::kConnector, .required = true};

constexpr std::array kPolicyMembers{
    Member{.name = "maxAttempts", .kind = Kind::kInteger, .maximum = 1'000'000},
    Member{.name = "initial", .kind = Kind::kDuration, .minimum = 1},
    Member{.name = "factor", .kind = Kind::kFactor},
    Member{.name = "max", .kind = Kind::kDuration, .minimum = 1},
    Member{.name = "jitter", .kind = Kind::kOneOf, .allowed = "none|full"},
    Member{.name = "for", .kind = Kind::kDuration, .minimum = 1},
    Member{.name = "on", .kind = Kind::kErrorPatterns}};

constexpr std::array kCompensationMembers{
    Member{.name = "order", .kind = Kind::kOneOf, .allowed = "causal|sequential"},
    Member{.name = "concurrency", .kind = Kind::kInteger, .minimum = 1, .maximum = 1'000},
    kRetry};
constexpr Shape kCompensationShape{"compensation", kCompensationMembers};

constexpr std::array kDefaultsMembers{kRetry, kTimeout};
constexpr Shape kDefaultsShape{"defaults", kDefaultsMembers};

constexpr std::array kSagaMembers{
    Member{.name = "$schema", .kind = Kind::kText},
    Member{.name = "saga", .kind = Kind::kSagaName, .required = true},
    kDescription,
    Member{.name = "input", .kind = Kind::kInputSchema},
    Member{.name = "key", .kind = Kind::kTemplate, .names = bit(Slot::kInput)},
    Member{.name = "keyScope", .kind = Kind::kOneOf, .allowed = "ever"},
    kTimeout,
    Member{.name = "onFailure", .kind = Kind::kOneOf, .allowed = "compensate|park|fail"},
    Member{.name = "compensation", .kind = Kind::kObject, .shape = &kCompensationShape},
    Member{.name = "triggers", .kind = Kind::kNotYet},
    Member{.name = "retries", .kind = Kind::kPolicyMap, .shape = &kPolicyShape},
    Member{.name = "defaults", .kind = Kind::kObject, .shape = &kDefaultsShape},
    Member{.name = "start", .kind = Kind::kStateName, .required = true},
    Member{.name = "states", .kind = Kind::kStates, .required = true}};

constexpr std::array kCatchMembers{
    Member{.name = "errors", .kind = Kind::kErrorPatterns, .required = true},
    Member{.name = "when", .kind = Kind::kExpression, .names = kCaught},
    Member{.name = "assign", .kind = Kind::kAssign, .names = kCaught},
    kNext};
constexpr Shape kCatchShape{"a catch entry", kCatchMembers};

constexpr std::array kCompensateMembers{
    kCall,
    Member{.name = "with", .kind = Kind::kTemplate, .names = kUndo, .secrets = true},
    kTimeout,
    kRetry,
    Member{.name = "ok", .kind = Kind::kExpression, .names = kUndoAnswer}};
constexpr Shape kCompensateShape{"compensate", kCompensateMembers};

constexpr std::array kProbeMembers{
    kCall,
    Member{.name = "with", .kind = Kind::kTemplate, .names = kStep, .secrets = true},
    kTimeout,
    kRetry,
    Member{.name = "ok", .kind = Kind::kExpression, .names = kAnswer}};
constexpr Shape kProbeShape{"probe", kProbeMembers};

constexpr std::array kTaskMembers{
    kType,
    kDescription,
    kCall,
    Member{.name = "with", .kind = Kind::kTemplate, .names = kStep, .secrets = true},
    Member{.name = "output", .kind = Kind::kTemplate, .names = kAnswer},
    kTimeout,
    kRetry,
    Member{.name = "catch", .kind = Kind::kObjectList, .shape = &kCatchShape},
    Member{.name = "compensate", .kind = Kind::kObject, .shape = &kCompensateShape},
    Member{.name = "effect", .kind = Kind::kOneOf, .allowed = "none|pivot|retriable"},
    Member{.name = "probe", .kind = Kind::kObject, .shape = &kProbeShape},
    Member{.name = "onExhausted", .kind = Kind::kOneOf, .allowed = "compensate|park|fail"},
    Member{.name = "undoOnFailed", .kind = Kind::kBoolean},
    Member{.name = "assign", .kind = Kind::kAssign, .names = kDone},
    kNext};
constexpr Shape kTaskShape{"a task state", kTaskMembers};

constexpr std::array kBranchMembers{
    Member{.name = "when", .kind = Kind::kExpression, .required = true, .names = kBase}, kNext};
constexpr Shape kBranchShape{"an entry of choices", kBranchMembers};
constexpr std::array kChoiceMembers{
    kType,
    kDescription,
    Member{.name = "choices", .kind = Kind::kObjectList, .required = true, .shape = &kBranchShape},
    Member{.name = "otherwise", .kind = Kind::kStateName}};
constexpr Shape kChoiceShape{"a choice state", kChoiceMembers};

constexpr std::array kWaitMembers{
    kType,
    kDescription,
    Member{.name = "for", .kind = Kind::kDurationTemplate, .names = kBase},
    Member{.name = "until", .kind = Kind::kTimestampTemplate, .names = kBase},
    kNext};
constexpr std::array kWaitEithers{Either{"for", "until"}};
constexpr Shape kWaitShape{"a wait state", kWaitMembers, kWaitEithers};

constexpr std::array kNextOrError{Either{"next", "error"}};
constexpr std::array kHandlerMembers{
    Member{.name = "event", .kind = Kind::kEventType, .required = true},
    Member{.name = "key", .kind = Kind::kTemplate, .names = kBase},
    Member{.name = "when", .kind = Kind::kExpression, .names = kEvent},
    Member{.name = "assign", .kind = Kind::kAssign, .names = kEvent},
    Member{.name = "next", .kind = Kind::kStateName},
    Member{.name = "error", .kind = Kind::kErrorName}};
constexpr Shape kHandlerShape{"an entry of on", kHandlerMembers, kNextOrError};

constexpr std::array kReceiveTimeoutMembers{
    Member{.name = "after", .kind = Kind::kDurationTemplate, .names = kBase},
    Member{.name = "at", .kind = Kind::kTimestampTemplate, .names = kBase},
    Member{.name = "next", .kind = Kind::kStateName},
    Member{.name = "error", .kind = Kind::kErrorName}};
constexpr std::array kReceiveTimeoutEithers{Either{"after", "at"}, Either{"next", "error"}};
constexpr Shape kReceiveTimeoutShape{"timeout", kReceiveTimeoutMembers, kReceiveTimeoutEithers};

constexpr std::array kReceiveMembers{
    kType,
    kDescription,
    Member{.name = "on", .kind = Kind::kObjectList, .required = true, .shape = &kHandlerShape},
    Member{.name = "timeout", .kind = Kind::kReceiveTimeout, .shape = &kReceiveTimeoutShape},
    Member{.name = "keep", .kind = Kind::kDuration}};
constexpr Shape kReceiveShape{"a receive state", kReceiveMembers};

constexpr std::array kSetMembers{
    kType,
    kDescription,
    Member{.name = "assign", .kind = Kind::kAssign, .required = true, .names = kBase},
    kNext};
constexpr Shape kSetShape{"a set state", kSetMembers};

constexpr std::array kSucceedMembers{
    kType, kDescription, Member{.name = "output", .kind = Kind::kTemplate, .names = kBase}};
constexpr Shape kSucceedShape{"a succeed state", kSucceedMembers};

constexpr std::array kFailMembers{
    kType,
    kDescription,
    Member{.name = "error", .kind = Kind::kErrorName, .required = true},
    Member{.name = "message", .kind = Kind::kTextTemplate, .names = kBase},
    Member{.name = "compensate", .kind = Kind::kBoolean}};
constexpr Shape kFailShape{"a fail state", kFailMembers};

constexpr std::array kStateTypes{
    StateType{"task", &kTaskShape},
    StateType{"choice", &kChoiceShape},
    StateType{"wait", &kWaitShape},
    StateType{"receive", &kReceiveShape},
    StateType{"set", &kSetShape},
    StateType{"succeed", &kSucceedShape},
    StateType{"fail", &kFailShape},
    StateType{"parallel"},
    StateType{"map"},
    StateType{"saga"},
    StateType{"decision"}};

}  // namespace

constexpr Shape kPolicyShape{"a retry policy", kPolicyMembers};
constexpr Shape kSagaShape{"the definition", kSagaMembers};

const Member* Shape::find(std::string_view name) const {
    for (const Member& member : members) {
        if (member.name == name) return &member;
    }
    return nullptr;
}

std::span<const StateType> state_types() { return kStateTypes; }

const StateType* find_state_type(std::string_view name) {
    for (const StateType& type : kStateTypes) {
        if (type.name == name) return &type;
    }
    return nullptr;
}

std::string names_text(Names names) {
    std::string text;
    for (std::size_t slot = 0; slot < kSlotCount; ++slot) {
        if ((names & bit(static_cast<Slot>(slot))) == 0) continue;
        if (!text.empty()) text += ", ";
        text += slot_name(static_cast<Slot>(slot));
    }
    return text;
}

}  // namespace sagaflow::dsl
