// CEL (Common Expression Language, https://github.com/google/cel-spec): compile once, evaluate
// often.
//
// The language is total: no loops but the macros, a cost budget and an output cap on every
// evaluation, no I/O, no clock, no randomness. Compiled expressions are immutable and may be
// evaluated by many threads at once. Nothing here throws; errors are values.
//
// One announced extension: arithmetic between int and double gives double, because a JSON number
// does not tell which of the two its writer meant.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/cel/value.hpp"
#include "engine/core/json.hpp"
#include "engine/core/limits.hpp"
#include "engine/core/result.hpp"

namespace sagaflow::cel {

// A problem of an expression's text, with the byte offset where it starts.
struct Issue {
    std::size_t offset = 0;
    std::string message;  // what is wrong
    std::string hint;     // how to mend it; may be empty
};

// The variables that an expression may name. Each gets a slot: its index in the declaration order.
class Environment {
public:
    // Declares a variable of dynamic type; its name may hold dots. Returns its slot, which is the
    // old one when the name is declared already.
    std::size_t declare(std::string name);
    // -1 when unknown.
    int slot_of(std::string_view name) const;
    const std::vector<std::string>& names() const { return names_; }

private:
    std::vector<std::string> names_;
};

// Supplies the variables' values while an expression runs. Asked at most once for each use.
class Activation {
public:
    virtual ~Activation() = default;
    // The value in a slot. An absent variable is an error Value that names it.
    virtual Value variable(std::size_t slot) const = 0;
};

struct Budget {
    std::uint64_t cost_max = limits::kExpressionCostMax;
    std::size_t output_bytes_max = limits::kExpressionOutputBytesMax;
};

// A path that an expression reads, such as steps.charge.output: the variable, then the constant
// members selected from it. `guarded` tells that the path stands inside has() or behind ?: on
// has().
//
// `member_guards` tells it for each member: true where its absence is handled, because has() asks
// for this very member or because has() has proved the path as far as here. (has(a.b.c) tolerates
// that c is missing, and fails when b is.)
struct Reference {
    std::string variable;
    std::vector<std::string> members;
    std::size_t offset = 0;
    bool guarded = false;
    std::vector<bool> member_guards;  // as many as members
};

struct CompileOptions {
    // Names are looked up as container.name first, then in the containers around it.
    std::string container;
    // What is wrong with names, functions and kinds becomes an error of the evaluation instead of
    // an issue, as an implementation of CEL without its checker does.
    bool defer_problems = false;
    // all(), has() and the other macros are unknown functions, as where macros are switched off.
    bool no_macros = false;
};

struct Node;  // the typed tree, private to dsl/cel

class Expression {
public:
    // Checks the size, parses, resolves names against the environment (an unknown name is an issue
    // with a did-you-mean hint), checks function names and argument counts, folds constants,
    // compiles constant regular expressions, and types what can be typed. Never aborts.
    struct Compiled {
        std::shared_ptr<const Expression> expression;  // null when there are issues
        std::vector<Issue> issues;
    };
    static Compiled compile(
        std::string_view source, const Environment& environment, const CompileOptions& options = {}
    );

    ~Expression();
    Expression(const Expression&) = delete;
    Expression& operator=(const Expression&) = delete;

    // The result, or an error Value with the reason (division by zero, no such key, overflow, cost
    // budget spent …).
    Value evaluate(const Activation& activation, const Budget& budget = {}) const;

    const std::vector<Reference>& references() const { return references_; }
    std::string_view source() const { return source_; }

private:
    Expression();
    std::string source_;
    std::unique_ptr<const Node> root_;
    std::size_t local_count_ = 0;
    std::vector<Reference> references_;
};

}  // namespace sagaflow::cel
