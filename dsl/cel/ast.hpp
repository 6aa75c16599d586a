// What the parser makes of an expression's text: names are not resolved, macros are calls still.
// Private to dsl/cel.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "dsl/cel/operator.hpp"
#include "dsl/cel/value.hpp"

namespace sagaflow::cel {

enum class AstKind {
    kLiteral,  // value
    kName,     // text; absolute when written with a dot in front
    kSelect,   // children[0] . text
    kIndex,    // children[0] [ children[1] ]
    kCall,     // text ( children ); the receiver is children[0] when has_receiver
    kList,     // children
    kMap,      // key, value, key, value …
    kNot,      // ! children[0]
    kNegate,   // - children[0]
    kChain,    // children[0] operators[0] children[1] …
    kAnd,
    kOr,           // children, two or more
    kConditional,  // children[0] ? children[1] : children[2]
};

struct Ast {
    AstKind kind = AstKind::kLiteral;
    std::size_t offset = 0;
    std::size_t height = 1;  // of the tree under it; bounded, because what walks it recurses
    std::string text;
    Value value;
    std::vector<std::unique_ptr<Ast>> children;
    std::vector<Operator> operators;
    bool is_absolute = false;
    bool has_receiver = false;
};

using AstPtr = std::unique_ptr<Ast>;

}  // namespace sagaflow::cel
