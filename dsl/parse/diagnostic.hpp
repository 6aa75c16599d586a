// What is wrong with a definition: a line of the command line, an entry of the API's errors[].
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/core/json.hpp"

namespace sagaflow::dsl {

enum class Severity { kError, kWarning };
std::string_view to_string(Severity severity);  // error, warning

struct Diagnostic {
    std::string pointer;     // RFC 6901, into the definition
    std::size_t line = 1;    // from 1
    std::size_t column = 1;  // from 1, in characters
    std::string message;     // what is wrong
    std::string hint;        // how to mend it; may be empty
    Severity severity = Severity::kError;

    bool operator==(const Diagnostic&) const = default;
};

// "order.json:12:7: error: unknown state 'x'; did you mean 'y'? (hint)"
std::string format_diagnostic(std::string_view file, const Diagnostic& diagnostic);
// {"pointer", "line", "column", "message", "hint"?, "severity"}
Json to_json(const Diagnostic& diagnostic);

// A text of the definition in quotes, cut when it is long: names of a hostile definition may be a
// megabyte, and each may be reported many times.
std::string in_quotes(std::string_view text);

}  // namespace sagaflow::dsl
