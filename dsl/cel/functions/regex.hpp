// matches(): RE2, so the time is linear in the text and the memory is bounded. Private to dsl/cel.
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

// Null when the pattern is wrong or too large; `problem` tells why.
std::shared_ptr<const re2::RE2> compile_regex(std::string_view pattern, std::string& problem);

// matches() with a pattern that was compiled with the expression.
NodePtr make_matches(NodePtr text, std::shared_ptr<const re2::RE2> regex);

}  // namespace sagaflow::cel
