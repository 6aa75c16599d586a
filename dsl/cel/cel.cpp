#include "dsl/cel/cel.hpp"

#include "dsl/cel/compiler.hpp"
#include "dsl/cel/frame.hpp"
#include "dsl/cel/parser.hpp"
#include "dsl/cel/references.hpp"
#include "dsl/cel/representation.hpp"
#include "dsl/cel/utf8.hpp"

namespace sagaflow::cel {
namespace {

std::optional<Issue> refuse_source(std::string_view source) {
    if (source.size() > limits::kExpressionBytesMax) {
        return Issue{
            limits::kExpressionBytesMax,
            "the expression has " + std::to_string(source.size()) + " bytes, more than the " +
                std::to_string(limits::kExpressionBytesMax) + " allowed",
            "split it, for example with a set state"};
    }
    if (!is_utf8(source)) return Issue{0, "the expression is no valid UTF-8", ""};
    return std::nullopt;
}

}  // namespace

std::size_t Environment::declare(std::string name) {
    const int known = slot_of(name);
    if (known >= 0) return static_cast<std::size_t>(known);
    names_.push_back(std::move(name));
    return names_.size() - 1;
}

int Environment::slot_of(std::string_view name) const {
    for (std::size_t i = 0; i < names_.size(); ++i) {
        if (names_[i] == name) return static_cast<int>(i);
    }
    return -1;
}

Expression::Expression() = default;
Expression::~Expression() = default;

Expression::Compiled Expression::compile(
    std::string_view source, const Environment& environment, const CompileOptions& options
) {
    Compiled compiled;
    if (auto issue = refuse_source(source)) {
        compiled.issues.push_back(std::move(*issue));
        return compiled;
    }
    Parser parser(source);
    const AstPtr ast = parser.parse();
    if (!ast) {
        compiled.issues.push_back(parser.issue());
        return compiled;
    }
    const Names names(environment, options.container);
    Compiler compiler(names, options);
    NodePtr root = compiler.compile(*ast);
    compiled.issues = compiler.take_issues();
    if (!compiled.issues.empty()) return compiled;
    const std::shared_ptr<Expression> expression(new Expression());
    expression->source_ = source;
    expression->root_ = std::move(root);
    expression->local_count_ = compiler.local_count();
    expression->references_ = collect_references(*ast, names);
    compiled.expression = expression;
    return compiled;
}

Value Expression::evaluate(const Activation& activation, const Budget& budget) const {
    Frame frame(activation, budget, local_count_);
    Value result = root_->evaluate(frame);
    if (!ValueAccess::is_built(result) || result.is_error()) return result;
    if (output_size(result, budget.output_bytes_max) <= budget.output_bytes_max) return result;
    return Value::error(
        "Expected a result of at most " + std::to_string(budget.output_bytes_max) +
        " bytes, but the expression gives more (expression output limit)"
    );
}

}  // namespace sagaflow::cel
