#include "dsl/cel/references.hpp"

#include <algorithm>

#include "dsl/cel/macro.hpp"

namespace sagaflow::cel {
namespace {

// A path that has() has proved to be there.
struct Fact {
    std::string variable;
    std::vector<std::string> members;
};

class Collector {
public:
    explicit Collector(Names names) : names_(std::move(names)) {}

    void visit(const Ast& ast) {
        switch (ast.kind) {
            case AstKind::kName:
            case AstKind::kSelect:
            case AstKind::kIndex:
                return path(ast, false);
            case AstKind::kConditional:
                return conditional(ast);
            case AstKind::kAnd:
                return junction(ast, true);
            case AstKind::kOr:
                return junction(ast, false);
            case AstKind::kCall:
                return call(ast);
            default:
                children(ast);
        }
    }
    std::vector<Reference> take() { return std::move(references_); }

private:
    void children(const Ast& ast) {
        for (const AstPtr& child : ast.children) visit(*child);
    }

    // The variable and constant members that `ast` reads; nullopt when it starts with anything else
    // than a variable of the environment. `rest` gets what else there is to visit.
    std::optional<Reference> read_path(const Ast& ast, std::vector<const Ast*>& rest) const {
        std::vector<const Ast*> steps;
        const Ast* at = &ast;
        while (at->kind == AstKind::kSelect || at->kind == AstKind::kIndex) {
            steps.push_back(at);
            if (at->kind == AstKind::kIndex) rest.push_back(at->children[1].get());
            at = at->children[0].get();
        }
        std::reverse(steps.begin(), steps.end());
        if (at->kind != AstKind::kName) {
            rest.push_back(at);
            return std::nullopt;
        }
        const auto is_index = [](const Ast* step) { return step->kind == AstKind::kIndex; };
        const auto first_index = std::find_if(steps.begin(), steps.end(), is_index);
        const Ast& named = first_index == steps.begin() ? *at : **(first_index - 1);
        const auto found = names_.resolve(*qualified_name(named));
        if (!found || found->is_local) return std::nullopt;
        Reference reference;
        reference.variable = found->name;
        reference.offset = at->offset;
        for (std::size_t i = found->parts - 1; i < steps.size(); ++i) {
            const Ast& step = *steps[i];
            const Ast* index = step.kind == AstKind::kIndex ? step.children[1].get() : nullptr;
            const bool is_constant = index == nullptr || (index->kind == AstKind::kLiteral &&
                                                          index->value.kind() == Kind::kString);
            if (!is_constant) break;
            reference.members.push_back(
                index == nullptr ? step.text : std::string(index->value.as_string())
            );
        }
        return reference;
    }

    void path(const Ast& ast, bool in_has) {
        std::vector<const Ast*> rest;
        auto reference = read_path(ast, rest);
        if (reference) {
            reference->member_guards.assign(reference->members.size(), false);
            for (const Fact& fact : facts_) apply(fact, *reference);
            if (in_has && !reference->member_guards.empty()) reference->member_guards.back() = true;
            const auto& guards = reference->member_guards;
            reference->guarded = in_has || (!guards.empty() && guards.front());
            references_.push_back(std::move(*reference));
        }
        for (const Ast* part : rest) visit(*part);
    }

    // What is proved to be there proves the way to it as well.
    static void apply(const Fact& fact, Reference& reference) {
        if (fact.variable != reference.variable) return;
        const std::size_t shared = std::min(fact.members.size(), reference.members.size());
        for (std::size_t i = 0; i < shared && fact.members[i] == reference.members[i]; ++i) {
            reference.member_guards[i] = true;
        }
    }

    // What holds when `ast` gives `truth`.
    void imply(const Ast& ast, bool truth, std::vector<Fact>& facts) const {
        if (ast.kind == AstKind::kNot) return imply(*ast.children[0], !truth, facts);
        if (ast.kind == (truth ? AstKind::kAnd : AstKind::kOr)) {
            for (const AstPtr& child : ast.children) imply(*child, truth, facts);
            return;
        }
        Issue issue;
        const auto macro = match_macro(ast, issue);
        if (!macro || macro->kind != MacroKind::kHas || !truth) return;
        std::vector<const Ast*> rest;
        auto reference = read_path(*macro->range, rest);
        if (reference) facts.push_back({reference->variable, reference->members});
    }

    void visit_with(const Ast& ast, const std::vector<Fact>& more) {
        const std::size_t before = facts_.size();
        facts_.insert(facts_.end(), more.begin(), more.end());
        visit(ast);
        facts_.resize(before);
    }

    void conditional(const Ast& ast) {
        visit(*ast.children[0]);
        for (const bool truth : {true, false}) {
            std::vector<Fact> facts;
            imply(*ast.children[0], truth, facts);
            visit_with(*ast.children[truth ? 1 : 2], facts);
        }
    }

    // In a && b an error of a counts only when b is true, whatever their order; in a || b when b is
    // false.
    void junction(const Ast& ast, bool truth) {
        std::vector<std::vector<Fact>> implied(ast.children.size());
        for (std::size_t i = 0; i < implied.size(); ++i) {
            imply(*ast.children[i], truth, implied[i]);
        }
        for (std::size_t i = 0; i < implied.size(); ++i) {
            std::vector<Fact> others;
            for (std::size_t j = 0; j < implied.size(); ++j) {
                if (j != i) others.insert(others.end(), implied[j].begin(), implied[j].end());
            }
            visit_with(*ast.children[i], others);
        }
    }

    void call(const Ast& ast) {
        Issue issue;
        const auto macro = match_macro(ast, issue);
        if (!macro || !issue.message.empty()) return children(ast);
        if (macro->kind == MacroKind::kHas) return path(*macro->range, true);
        visit(*macro->range);
        for (const std::string& variable : macro->variables) names_.push_local(variable);
        if (macro->condition != nullptr && macro->condition != macro->body) {
            visit(*macro->condition);
        }
        visit(*macro->body);
        names_.pop_locals(macro->variables.size());
    }

    Names names_;
    std::vector<Fact> facts_;
    std::vector<Reference> references_;
};

}  // namespace

std::vector<Reference> collect_references(const Ast& root, Names names) {
    Collector collector(std::move(names));
    collector.visit(root);
    return collector.take();
}

}  // namespace sagaflow::cel
