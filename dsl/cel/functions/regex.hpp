// matches(): RE2, so the time is linear in the text and the memory is bounded. The linear time has
// a factor, the size of the compiled pattern, and both are paid for. Private to dsl/cel.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "dsl/cel/frame.hpp"
#include "dsl/cel/node.hpp"

namespace re2 {
class RE2;
}

namespace sagaflow::cel {

struct RegexProblem {
    std::string text;
    bool is_too_large = false;  // found out by building it as far as allowed, which takes time
};

// Null when the pattern is wrong or too large; `problem` tells why.
std::shared_ptr<const re2::RE2> compile_regex(std::string_view pattern, RegexProblem& problem);

// matches() with a pattern that was compiled with the expression.
NodePtr make_matches(NodePtr text, std::shared_ptr<const re2::RE2> regex);

}  // namespace sagaflow::cel
