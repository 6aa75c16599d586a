// The language as a table: every object, its members, what each may hold and which names its
// expressions see. The walk, the rules and the tests read it; adding a member means adding a row.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "dsl/program/scope.hpp"

namespace sagaflow::dsl {

enum class Kind {
    kText,
    kSagaName,
    kStateName,      // of an existing state
    kErrorName,      // raised: plain text
    kErrorPatterns,  // list of errors that are matched
    kEventType,
    kConnector,
    kDuration,
    kDurationTemplate,
    kTimestampTemplate,
    kInteger,
    kFactor,
    kBoolean,
    kOneOf,     // `allowed`, separated by |
    kTemplate,  // any JSON
    kTextTemplate,
    kExpression,
    kAssign,          // variables by name
    kObject,          // `shape`
    kObjectList,      // of `shape`, not empty
    kPolicyMap,       // retry policies by name
    kRetry,           // a policy's name, or a policy
    kReceiveTimeout,  // "never", or `shape`
    kInputSchema,
    kStates,
    kNotYet,  // of the contract, not of this version
};

using Names = std::uint32_t;  // a bit for each Slot
constexpr Names bit(Slot slot) { return Names{1} << static_cast<unsigned>(slot); }

struct Shape;

struct Member {
    std::string_view name;
    Kind kind = Kind::kText;
    bool required = false;
    Names names = 0;
    bool secrets = false;
    const Shape* shape = nullptr;
    std::string_view allowed{};
    std::int64_t minimum = 0;
    std::int64_t maximum = INT64_MAX;
};

// Exactly one of two members, where the language has an either-or.
struct Either {
    std::string_view first;
    std::string_view second;
};

struct Shape {
    std::string_view title;  // as diagnostics call the object: "a task state"
    std::span<const Member> members;
    std::span<const Either> eithers{};

    const Member* find(std::string_view name) const;
};

extern const Shape kSagaShape;
extern const Shape kPolicyShape;

struct StateType {
    std::string_view name;
    const Shape* shape = nullptr;  // null: of the contract, not of this version
};
std::span<const StateType> state_types();
const StateType* find_state_type(std::string_view name);

// "input, vars, steps": for messages.
std::string names_text(Names names);

}  // namespace sagaflow::dsl
