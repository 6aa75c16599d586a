// Reads templates: finds the ${…} inside the strings of a JSON value and compiles them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsl/parse/node.hpp"
#include "dsl/program/program.hpp"

namespace sagaflow::dsl {

// A problem inside the text of a string.
struct TextIssue {
    Node node;
    std::size_t offset = 0;  // bytes into the string
    std::string message;
    std::string hint;
    bool at_name = false;  // in the member's name, not in its value
};

// An expression at its place: `offset` bytes into the string at `node`.
struct ExpressionUse {
    Node node;
    std::size_t offset = 0;
    ExpressionPtr expression;
};

struct SecretName {
    Node node;
    std::size_t offset = 0;
    std::string name;
};

struct ParsedTemplate {
    TemplatePtr value;  // null when there are issues
    std::vector<TextIssue> issues;
    std::vector<ExpressionUse> uses;
    std::vector<SecretName> secrets;
    bool constant = true;  // no ${…} inside
};

ParsedTemplate parse_template(const Node& source, PathArena& arena);

// A bare expression (`when`, `ok`) that fills the whole string.
struct ParsedExpression {
    ExpressionPtr value;  // null when there are issues
    std::vector<TextIssue> issues;
};
ParsedExpression parse_expression(const Node& node, std::string_view text, std::size_t offset);

}  // namespace sagaflow::dsl
