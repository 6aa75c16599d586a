// Each member has the JSON type that the language says.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

// What a member must be; null: anything goes.
const char* expected(Kind kind) {
    switch (kind) {
        case Kind::kText:
        case Kind::kSagaName:
        case Kind::kStateName:
        case Kind::kErrorName:
        case Kind::kEventType:
        case Kind::kConnector:
        case Kind::kOneOf:
        case Kind::kTextTemplate:
            return "a text";
        case Kind::kDuration:
        case Kind::kDurationTemplate:
            return "a duration text such as \"5s\"";
        case Kind::kTimestampTemplate:
            return "a timestamp text such as \"2026-01-31T08:00:00Z\"";
        case Kind::kExpression:
            return "an expression text (CEL)";
        case Kind::kInteger:
            return "an integer";
        case Kind::kFactor:
            return "a number";
        case Kind::kBoolean:
            return "true or false";
        case Kind::kErrorPatterns:
            return "a list of error names";
        case Kind::kObjectList:
            return "a list of objects";
        case Kind::kAssign:
            return "an object of variables";
        case Kind::kObject:
            return "an object";
        case Kind::kPolicyMap:
            return "an object of retry policies";
        case Kind::kRetry:
            return "the name of a retry policy, or a policy";
        case Kind::kReceiveTimeout:
            return "an object, or the text \"never\"";
        case Kind::kStates:
            return "an object of states";
        case Kind::kTemplate:
        case Kind::kInputSchema:
        case Kind::kNotYet:
            return nullptr;
    }
    return nullptr;
}

bool fits(Kind kind, const Json& json) {
    switch (kind) {
        case Kind::kInteger:
            return json.is_number_integer();
        case Kind::kFactor:
            return json.is_number();
        case Kind::kBoolean:
            return json.is_boolean();
        case Kind::kErrorPatterns:
        case Kind::kObjectList:
            return json.is_array();
        case Kind::kAssign:
        case Kind::kObject:
        case Kind::kPolicyMap:
        case Kind::kStates:
            return json.is_object();
        case Kind::kRetry:
            return json.is_string() || json.is_object();
        case Kind::kReceiveTimeout:
            return json.is_object() || json == Json("never");
        default:
            return json.is_string();
    }
}

void demand(RuleInput& input, const Node& node, std::string_view name, const char* wanted) {
    input.findings.error(
        at(node),
        in_quotes(name) + " must be " + wanted + ", but it is " +
            (node->is_null()      ? "null"
             : node->is_string()  ? "a text"
             : node->is_boolean() ? "true or false"
             : node->is_number()  ? "a number"
             : node->is_array()   ? "a list"
                                  : "an object")
    );
}

void check_items(RuleInput& input, const Value& value) {
    for (std::size_t i = 0; i < value.node->size(); ++i) {
        const Json& item = (*value.node)[i];
        if (item.is_object()) continue;
        demand(
            input,
            input.model.arena.item(value.node, i, item),
            value.member->name,
            "a list of objects"
        );
    }
}

}  // namespace

void rule::member_types(RuleInput& input) {
    if (!input.model.root->is_object()) {
        input.findings.error(at(input.model.root), "a definition must be an object");
        return;
    }
    for (const Value& value : input.model.values) {
        const char* wanted = expected(value.kind);
        if (wanted != nullptr && !fits(value.kind, *value.node)) {
            demand(input, value.node, value.member->name, wanted);
        } else if (value.kind == Kind::kObjectList) {
            check_items(input, value);
        }
        if (value.kind != Kind::kPolicyMap || !value.node->is_object()) continue;
        for (const auto& [name, policy] : value.node->items()) {
            if (policy.is_object()) continue;
            demand(input, input.model.arena.member(value.node, name, policy), name, "an object");
        }
    }
}

}  // namespace sagaflow::dsl
