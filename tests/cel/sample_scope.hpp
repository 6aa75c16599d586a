// The variables that the tests' expressions read: `input` and `steps` with an order's data, and
// `absent`, which has no value.
#pragma once

#include "dsl/cel/cel.hpp"

namespace sagaflow::cel {

class SampleScope final : public Activation {
public:
    SampleScope();
    Value variable(std::size_t slot) const override;
    const Environment& environment() const { return environment_; }

    // Compiles and evaluates; the first issue becomes an error Value.
    Value run(std::string_view source, const Budget& budget = {}) const;

private:
    Environment environment_;
    Json input_;
    Json steps_;
};

}  // namespace sagaflow::cel
