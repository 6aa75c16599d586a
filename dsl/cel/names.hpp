// Which variable a name stands for: the variables of macros first, then the environment's, which
// may hold dots and be looked up within a container. Private to dsl/cel.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/cel/ast.hpp"
#include "dsl/cel/cel.hpp"

namespace sagaflow::cel {

// a.b.c as written: its names, and where it starts.
struct QualifiedName {
    std::vector<std::string_view> parts;
    std::size_t offset = 0;
    bool is_absolute = false;
};

// nullopt when the expression is not of plain names only.
std::optional<QualifiedName> qualified_name(const Ast& ast);

class Names {
public:
    Names(const Environment& environment, std::string_view container);

    struct Found {
        bool is_local = false;
        std::size_t index = 0;  // of the slot, or of the macro's variable
        std::size_t parts = 1;  // how many parts of the name it took
        std::string name;       // the variable's full name
    };
    // The longest part of the name that is a variable.
    std::optional<Found> resolve(const QualifiedName& name) const;

    void push_local(std::string name);
    void pop_locals(std::size_t count);
    std::size_t local_count() const { return locals_.size(); }
    std::size_t local_count_max() const { return local_count_max_; }
    // All names that could have been meant.
    std::vector<std::string> candidates() const;

private:
    std::optional<Found> find_variable(const QualifiedName& name, std::size_t parts) const;

    const Environment& environment_;
    std::vector<std::string> prefixes_;  // "com.example.", "com.", ""
    std::vector<std::string> locals_;
    std::size_t local_count_max_ = 0;
};

}  // namespace sagaflow::cel
