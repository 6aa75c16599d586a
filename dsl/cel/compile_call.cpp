// The compiler's part for calls: macros, functions, methods.
#include "dsl/cel/compiler.hpp"
#include "dsl/cel/fold.hpp"
#include "dsl/cel/functions/regex.hpp"
#include "dsl/cel/node_call.hpp"
#include "dsl/cel/suggestion.hpp"

namespace sagaflow::cel {
namespace {

std::string count_text(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " argument" : " arguments");
}

// "strings.quote(x)" parses as a method of `strings`; it is a function with a namespace.
std::string namespaced(const Ast& call) {
    if (!call.has_receiver) return {};
    const auto receiver = qualified_name(*call.children[0]);
    if (!receiver) return {};
    std::string name;
    for (const std::string_view part : receiver->parts) name.append(part).append(".");
    return name + call.text;
}

}  // namespace

NodePtr Compiler::compile_call(const Ast& ast) {
    Issue issue;
    const auto macro = has_macros_ ? match_macro(ast, issue) : std::nullopt;
    if (macro) {
        if (!issue.message.empty()) return problem(issue.offset, issue.message, issue.hint);
        return compile_macro(*macro);
    }
    const std::string full = namespaced(ast);
    if (!full.empty() && Registry::instance().find(full, false) != nullptr) {
        return compile_function(ast, full, false);
    }
    return compile_function(ast, ast.text, ast.has_receiver);
}

NodePtr Compiler::compile_function(const Ast& ast, std::string_view name, bool as_receiver) {
    const Function* function = Registry::instance().find(name, as_receiver);
    if (function == nullptr) return unknown_function(ast);
    std::vector<NodePtr> arguments;
    for (std::size_t i = ast.has_receiver && !as_receiver ? 1 : 0; i < ast.children.size(); ++i) {
        arguments.push_back(compile(*ast.children[i]));
    }
    if (arguments.size() < function->argument_min || arguments.size() > function->argument_max) {
        const std::size_t receiver = as_receiver ? 1 : 0;
        std::string wanted = count_text(function->argument_min - receiver);
        if (function->argument_max != function->argument_min) {
            wanted += " to " + std::to_string(function->argument_max - receiver);
        }
        return problem(
            ast.offset,
            std::string(name) + "() takes " + wanted + ", but got " +
                std::to_string(arguments.size() - receiver)
        );
    }
    if (function->name == "matches" && arguments[1]->constant != nullptr) {
        return compile_matches(ast, arguments);
    }
    // dyn() hides what is known about its argument; folding would bring it to light again.
    const bool foldable = are_constant(arguments) && function->name != "dyn";
    return fold(make_call(*function, std::move(arguments)), foldable);
}

NodePtr Compiler::compile_matches(const Ast& ast, std::vector<NodePtr>& arguments) {
    const Value& pattern = *arguments[1]->constant;
    if (pattern.kind() != Kind::kString) {
        return problem(ast.children[1]->offset, "matches() takes a string as its pattern");
    }
    if (++regex_count_ > limits::kExpressionRegexesMax) {
        return problem(
            ast.children[1]->offset,
            "the expression has more than " + std::to_string(limits::kExpressionRegexesMax) +
                " regular expressions",
            "join some of them with |, or split the expression"
        );
    }
    RegexProblem trouble;
    auto regex = compile_regex(pattern.as_string(), trouble);
    if (!regex) {
        const char* hint = trouble.is_too_large ? "shorten it, or lower its repetitions"
                                                : "see RE2's syntax of regular expressions";
        return problem(ast.children[1]->offset, std::move(trouble.text), hint);
    }
    return make_matches(std::move(arguments[0]), std::move(regex));
}

NodePtr Compiler::unknown_function(const Ast& ast) {
    // Problems inside of the arguments are reported as well.
    for (const AstPtr& child : ast.children) compile(*child);
    const Registry& registry = Registry::instance();
    std::string hint;
    if (registry.find(ast.text, !ast.has_receiver) != nullptr) {
        hint =
            ast.has_receiver ? "write " + ast.text + "(value)" : "write value." + ast.text + "()";
    } else {
        std::vector<std::string> candidates{
            "has", "all", "exists", "exists_one", "map", "filter", "transformList", "transformMap"};
        for (const Function& function : registry.functions()) {
            candidates.emplace_back(function.name);
        }
        hint = did_you_mean(ast.text, candidates);
    }
    const std::string shown = shortened(ast.text);
    if (ast.text == "now" || ast.text == "random" || ast.text == "uuid") {
        hint = "expressions give the same whenever they run; instance.now is the recorded time";
    }
    return problem(ast.offset, "unknown function '" + shown + "'", std::move(hint));
}

}  // namespace sagaflow::cel
