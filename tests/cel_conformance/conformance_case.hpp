// One case of the conformance suite as data, and the running of it.
#pragma once

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

enum class Compare {
    kExactly,         // with the expected values as the file spells them
    kUndoingEscapes,  // and with what undo_escapes() makes of them
};

// Reads the file's form: {"cases": [...]}, or the list alone. A case that cannot be understood is
// kept, and fails with the reason; an error is for a file that is none.
Result<std::vector<Case>> read_cases(const Json& document);
Result<std::vector<Case>> read_file(const std::string& path);
Outcome run(const Case& test, Compare compare = Compare::kUndoingEscapes);

// The typed form of the files, such as {"int": "1"}.
Result<Value> read_value(const Json& typed);
std::string describe(const Value& value);

// The files were converted from the suite's own text format, and the conversion has left two kinds
// of escapes of that format in the expected texts: \? for a question mark, and the characters
// beyond Latin-1, of which "\u0100" becomes six. Such an expectation is recognised by being out of
// reach: the expression is a single literal that is not raw and holds no escape of a backslash,
// and yet the expected text holds one. No answer can be right then but the one with the escapes
// undone, which this gives. nullopt for all else, a text that is only partly of this kind included.
std::optional<Value> undo_escapes(const Case& test, const Value& expected);

// Of the same kind and the same content; a map's order does not count, NaN is NaN, -0.0 is not 0.0.
bool is_same(const Value& a, const Value& b);

}  // namespace sagaflow::cel::conformance
