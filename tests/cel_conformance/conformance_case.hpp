// One case of the conformance suite as data, and the running of it.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "dsl/cel/cel.hpp"

namespace sagaflow::cel::conformance {

struct Case {
    std::string id;
    std::string expression;
    std::vector<std::pair<std::string, Value>> bindings;
    std::vector<std::string> declared;  // by type_env
    CompileOptions options;
    std::vector<Value> expected;  // any of these is right; an error Value stands for any error
    std::string unreadable;       // why the case cannot be run; it fails then
};

struct Outcome {
    bool passed = false;
    bool is_repaired = false;  // passed against the expected text with its escapes undone
    std::string expected;
    std::string got;
};

// Reads the file's form. A case of a form that is not known is kept, and fails.
Result<std::vector<Case>> read_cases(const Json& document);
Outcome run(const Case& test);

// The typed form of the files, such as {"int": "1"}.
Result<Value> read_value(const Json& typed);
std::string describe(const Value& value);
// The files' expected text came through a conversion that left some characters beyond Latin-1 as
// their escapes: where "\u0100" evaluates to one character, six are expected. This undoes the
// escapes of such characters; nullopt when there are none. Other escapes are left alone, so that
// raw strings are still told from others.
std::optional<Value> undo_escapes(const Value& expected);
// Of the same kind and the same content; a map's order does not count, NaN is NaN, -0.0 is 0.0.
bool is_same(const Value& a, const Value& b);

}  // namespace sagaflow::cel::conformance
