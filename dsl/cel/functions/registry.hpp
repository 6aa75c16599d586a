// The functions that an expression may call. Filled once, before the first expression is compiled;
// read by any thread from then on. Private to dsl/cel.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "dsl/cel/frame.hpp"

namespace sagaflow::cel {

// Evaluated arguments, none of them an error; the receiver of x.f() comes first.
class Arguments {
public:
    Arguments(const Value* const* values, std::size_t count) : values_(values), count_(count) {}
    const Value& operator[](std::size_t index) const { return *values_[index]; }
    std::size_t size() const { return count_; }

private:
    const Value* const* values_;
    std::size_t count_;
};

enum class Style { kGlobal, kReceiver, kBoth };

inline constexpr std::size_t kArgumentsMax = 4;

struct Function {
    std::string_view name;  // with its namespace: strings.quote
    Style style;
    std::size_t argument_min;  // the receiver counts
    std::size_t argument_max;  // kArgumentsMax at most
    Value (*call)(Frame&, Arguments);
    std::optional<Kind> result;
};

class Registry {
public:
    static const Registry& instance();

    void add(const Function& function) { functions_.push_back(function); }
    // Null when there is none of this name and style.
    const Function* find(std::string_view name, bool as_receiver) const;
    const std::vector<Function>& functions() const { return functions_; }

private:
    Registry();
    std::vector<Function> functions_;
};

void register_collections(Registry& registry);
void register_conversions(Registry& registry);
void register_format(Registry& registry);
void register_regex(Registry& registry);
void register_strings(Registry& registry);
void register_string_extensions(Registry& registry);
void register_time(Registry& registry);

}  // namespace sagaflow::cel
