// Which calls are macros, and what their parts are. The one place that knows, shared by the
// compiler and by what collects references. Private to dsl/cel.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/cel/ast.hpp"
#include "dsl/cel/cel.hpp"

namespace sagaflow::cel {

enum class MacroKind {
    kHas,
    kBind,
    kAll,
    kExists,
    kExistsOne,
    kMap,
    kFilter,
    kTransformList,
    kTransformMap,
};

struct MacroCall {
    MacroKind kind = MacroKind::kHas;
    const Ast* range = nullptr;          // what is walked; of has() its argument; of bind the value
    std::vector<std::string> variables;  // one or two
    const Ast* condition = nullptr;      // of map and transform with a filter, of filter
    const Ast* body = nullptr;           // the predicate or the transformation; null for has
};

// nullopt when the call is none. A macro that is written wrong sets the issue's message.
std::optional<MacroCall> match_macro(const Ast& call, Issue& issue);

}  // namespace sagaflow::cel
