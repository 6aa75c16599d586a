// The JSON Schema (draft 7) that a start's input must meet, compiled once for each program.
//
// Immutable, so any thread may check with it. The library behind it is hidden here, because it has
// faults that hostile input could use, and this is where they are fenced: nothing is ever fetched
// (a $ref must stay inside the schema), endless $ref chains are refused when compiling, patterns
// run on RE2 in linear time, and uniqueItems is refused on arrays that would take minutes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/core/json.hpp"

namespace sagaflow::dsl {

struct InputProblem {
    std::string pointer;  // RFC 6901, into the input (or into the schema while compiling)
    std::string message;  // what is expected
};

class InputSchema {
public:
    struct Compiled {
        std::shared_ptr<const InputSchema> schema;  // null when there are problems
        std::vector<InputProblem> problems;
    };
    static Compiled compile(const Json& schema);

    ~InputSchema();
    InputSchema(const InputSchema&) = delete;
    InputSchema& operator=(const InputSchema&) = delete;

    // Empty: the input is as the schema says. At most 100 problems.
    std::vector<InputProblem> check(const Json& input) const;

private:
    struct Implementation;
    explicit InputSchema(std::unique_ptr<const Implementation> implementation);
    std::unique_ptr<const Implementation> implementation_;
};

using InputSchemaPtr = std::shared_ptr<const InputSchema>;

}  // namespace sagaflow::dsl
