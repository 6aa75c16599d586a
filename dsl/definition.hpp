// The door to the language: a text goes in, a program or all of its problems come out.
//
// Pure and without state: any thread may check. A hostile text of the greatest size is answered
// within a second.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "connectors/connector.hpp"
#include "dsl/parse/diagnostic.hpp"
#include "dsl/program/program.hpp"
#include "engine/core/result.hpp"

namespace sagaflow::dsl {

// What the server knows besides the text. What is absent is not checked: a definition can be
// validated on a machine that has no configuration.
struct CheckOptions {
    const std::unordered_map<std::string, ConnectionTraits>* connections = nullptr;
    const std::unordered_set<std::string>* parameters = nullptr;  // config.NAME
    const std::unordered_set<std::string>* secrets = nullptr;     // secret.NAME
};

struct CheckedDefinition {
    ProgramPtr program;                // null when there are problems
    std::vector<Diagnostic> problems;  // every error, ordered by place
    std::vector<Diagnostic> warnings;  // ordered by place
};

// Parses, checks and compiles. The program's `version` is 0: deploying gives it one.
// Errors: kInvalidArgument for what is no JSON (line and column in the message), kTooLarge.
Result<CheckedDefinition> check_definition(std::string_view text, const CheckOptions& options = {});

// SHA-256, in hexadecimal, of the canonical text: the same for two texts that differ in white space
// and in the order of members only.
std::string content_hash(const Json& definition);

}  // namespace sagaflow::dsl
