#include "dsl/cel/compiler.hpp"

#include <algorithm>

#include "dsl/cel/fold.hpp"
#include "dsl/cel/functions/problems.hpp"
#include "dsl/cel/node_macros.hpp"
#include "dsl/cel/node_operators.hpp"
#include "dsl/cel/suggestion.hpp"

namespace sagaflow::cel {
namespace {

std::optional<Value> type_constant(const QualifiedName& name) {
    std::string joined(name.parts[0]);
    for (std::size_t i = 1; i < name.parts.size(); ++i) joined.append(".").append(name.parts[i]);
    for (int i = 0; i < static_cast<int>(Kind::kError); ++i) {
        if (type_name(static_cast<Kind>(i)) == joined) return Value::of_type(std::move(joined));
    }
    return std::nullopt;
}

}  // namespace

NodePtr Compiler::problem(std::size_t offset, std::string message, std::string hint) {
    NodePtr failure = make_failure(message);
    warn(offset, std::move(message), std::move(hint));
    return failure;
}

void Compiler::warn(std::size_t offset, std::string message, std::string hint) {
    if (!defers_problems_) issues_.push_back({offset, std::move(message), std::move(hint)});
}

void Compiler::want_bool(const Node& node, const Ast& ast, std::string_view where) {
    if (!node.kind || *node.kind == Kind::kBool) return;
    warn(
        ast.offset,
        "expected a bool " + std::string(where) + ", but this is " + kind_phrase(*node.kind),
        "compare it with something"
    );
}

std::vector<NodePtr> Compiler::compile_all(const std::vector<AstPtr>& asts) {
    std::vector<NodePtr> nodes;
    nodes.reserve(asts.size());
    for (const AstPtr& ast : asts) nodes.push_back(compile(*ast));
    return nodes;
}

NodePtr Compiler::compile(const Ast& ast) {
    switch (ast.kind) {
        case AstKind::kLiteral:
            return std::make_unique<LiteralNode>(ast.value);
        case AstKind::kName:
        case AstKind::kSelect:
        case AstKind::kIndex:
            return compile_path(ast);
        case AstKind::kCall:
            return compile_call(ast);
        case AstKind::kList: {
            auto items = compile_all(ast.children);
            const bool foldable = are_constant(items);
            return fold(make_list_literal(std::move(items)), foldable);
        }
        case AstKind::kMap: {
            auto parts = compile_all(ast.children);
            const bool foldable = are_constant(parts);
            return fold(make_map_literal(std::move(parts)), foldable);
        }
        case AstKind::kNot:
            return compile_not(ast);
        case AstKind::kNegate:
            return compile_negate(ast);
        case AstKind::kChain:
            return compile_chain(ast);
        case AstKind::kAnd:
        case AstKind::kOr:
            return compile_junction(ast);
        case AstKind::kConditional:
            return compile_conditional(ast);
    }
    return make_failure("unknown syntax");
}

NodePtr Compiler::compile_path(const Ast& ast) {
    if (const auto name = qualified_name(ast)) return compile_qualified(*name);
    NodePtr operand = compile(*ast.children[0]);
    if (ast.kind == AstKind::kSelect) {
        const bool foldable = operand->constant != nullptr;
        return fold(make_select(std::move(operand), ast.text), foldable);
    }
    NodePtr index = compile(*ast.children[1]);
    const bool foldable = operand->constant != nullptr && index->constant != nullptr;
    return fold(make_index(std::move(operand), std::move(index)), foldable);
}

NodePtr Compiler::compile_qualified(const QualifiedName& name) {
    const auto found = names_.resolve(name);
    if (!found) {
        if (auto type = type_constant(name)) return std::make_unique<LiteralNode>(std::move(*type));
        return unknown_name(name);
    }
    NodePtr node = found->is_local ? make_local(found->index) : make_variable(found->index);
    for (std::size_t i = found->parts; i < name.parts.size(); ++i) {
        node = make_select(std::move(node), std::string(name.parts[i]));
    }
    return node;
}

NodePtr Compiler::unknown_name(const QualifiedName& name) {
    const std::string first = shortened(name.parts[0]);
    auto candidates = names_.candidates();
    std::string hint = did_you_mean(name.parts[0], candidates);
    if (hint.empty() && !candidates.empty()) {
        std::sort(candidates.begin(), candidates.end());
        constexpr std::size_t kListed = 12;
        if (candidates.size() > kListed) candidates.resize(kListed);
        hint = "in scope here:";
        for (const std::string& candidate : candidates) hint += " " + candidate;
    }
    return problem(name.offset, "unknown variable '" + first + "'", std::move(hint));
}

NodePtr Compiler::compile_chain(const Ast& ast) {
    auto operands = compile_all(ast.children);
    for (std::size_t i = 0; i < ast.operators.size(); ++i) {
        const auto left = chain_kind(ast.operators, operands, i);
        std::string text = operator_problem(ast.operators[i], left, operands[i + 1]->kind);
        if (text.empty()) continue;
        warn(
            ast.children[i + 1]->offset,
            std::move(text),
            "convert one side, for example with string()"
        );
        break;
    }
    const bool foldable = are_constant(operands);
    return fold(make_chain(ast.operators, std::move(operands)), foldable);
}

NodePtr Compiler::compile_junction(const Ast& ast) {
    auto operands = compile_all(ast.children);
    const bool is_and = ast.kind == AstKind::kAnd;
    for (std::size_t i = 0; i < operands.size(); ++i) {
        want_bool(*operands[i], *ast.children[i], is_and ? "for &&" : "for ||");
    }
    const bool foldable = are_constant(operands);
    return fold(is_and ? make_and(std::move(operands)) : make_or(std::move(operands)), foldable);
}

NodePtr Compiler::compile_not(const Ast& ast) {
    NodePtr operand = compile(*ast.children[0]);
    want_bool(*operand, *ast.children[0], "behind !");
    const bool foldable = operand->constant != nullptr;
    return fold(make_not(std::move(operand)), foldable);
}

NodePtr Compiler::compile_negate(const Ast& ast) {
    NodePtr operand = compile(*ast.children[0]);
    const bool works =
        !operand->kind || *operand->kind == Kind::kInt || *operand->kind == Kind::kDouble;
    if (!works) {
        warn(ast.offset, "the unary - does not work on " + kind_phrase(*operand->kind));
    }
    const bool foldable = operand->constant != nullptr;
    return fold(make_negate(std::move(operand)), foldable);
}

NodePtr Compiler::compile_conditional(const Ast& ast) {
    NodePtr condition = compile(*ast.children[0]);
    want_bool(*condition, *ast.children[0], "in front of ?");
    NodePtr then = compile(*ast.children[1]);
    NodePtr otherwise = compile(*ast.children[2]);
    return make_conditional(std::move(condition), std::move(then), std::move(otherwise));
}

NodePtr Compiler::compile_macro(const MacroCall& macro) {
    if (macro.kind == MacroKind::kHas) {
        NodePtr operand = compile(*macro.range->children[0]);
        const bool foldable = operand->constant != nullptr;
        return fold(make_has(std::move(operand), macro.range->text), foldable);
    }
    MacroParts parts;
    parts.range = compile(*macro.range);
    parts.first_local = names_.local_count();
    parts.variable_count = macro.variables.size();
    for (const std::string& variable : macro.variables) names_.push_local(variable);
    if (macro.condition != nullptr) {
        parts.condition = compile(*macro.condition);
        want_bool(*parts.condition, *macro.condition, "as the condition");
    }
    if (macro.kind != MacroKind::kFilter) parts.body = compile(*macro.body);
    const bool is_test = macro.kind == MacroKind::kAll || macro.kind == MacroKind::kExists ||
                         macro.kind == MacroKind::kExistsOne;
    if (is_test) want_bool(*parts.body, *macro.body, "as the condition");
    names_.pop_locals(macro.variables.size());
    return make_macro(macro.kind, std::move(parts));
}

}  // namespace sagaflow::cel
