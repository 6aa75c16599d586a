// Turns the parser's tree into the typed tree: resolves names and functions, expands macros, folds
// constants, and reports everything that is wrong at once. Private to dsl/cel.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/cel/ast.hpp"
#include "dsl/cel/macro.hpp"
#include "dsl/cel/names.hpp"
#include "dsl/cel/node.hpp"

namespace sagaflow::cel {

class Compiler {
public:
    Compiler(Names names, const CompileOptions& options)
        : names_(std::move(names)),
          defers_problems_(options.defer_problems),
          has_macros_(!options.no_macros) {}

    // Never null; worth nothing when there are issues.
    NodePtr compile(const Ast& ast);
    std::vector<Issue> take_issues() { return std::move(issues_); }
    std::size_t local_count() const { return names_.local_count_max(); }

private:
    NodePtr problem(std::size_t offset, std::string message, std::string hint = {});
    // What is known to fail when it runs: an issue, unless problems are deferred.
    void warn(std::size_t offset, std::string message, std::string hint = {});
    void want_bool(const Node& node, const Ast& ast, std::string_view where);
    std::vector<NodePtr> compile_all(const std::vector<AstPtr>& asts);

    NodePtr compile_path(const Ast& ast);
    NodePtr compile_qualified(const QualifiedName& name);
    NodePtr unknown_name(const QualifiedName& name);
    NodePtr compile_chain(const Ast& ast);
    NodePtr compile_junction(const Ast& ast);
    NodePtr compile_not(const Ast& ast);
    NodePtr compile_negate(const Ast& ast);
    NodePtr compile_conditional(const Ast& ast);
    NodePtr compile_call(const Ast& ast);
    NodePtr compile_function(const Ast& ast, std::string_view name, bool as_receiver);
    NodePtr compile_matches(const Ast& ast, std::vector<NodePtr>& arguments);
    NodePtr compile_macro(const MacroCall& macro);
    NodePtr unknown_function(const Ast& ast);

    Names names_;
    bool defers_problems_;
    bool has_macros_;
    std::size_t regex_count_ = 0;
    std::vector<Issue> issues_;
};

}  // namespace sagaflow::cel
