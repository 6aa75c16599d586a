// The violations of one run, each with the invariant that is broken and the saga. One thread.
#pragma once

#include <string>
#include <vector>

namespace sagaflow::simulation {

struct Violation {
    std::string invariant;  // I1 … I14, L1 …; docs/internals/simulator.md lists them
    std::string saga;       // the instance's id, or empty
    std::string text;
};

class Findings {
public:
    void add(std::string invariant, std::string saga, std::string text) {
        if (all_.size() < kMax) {
            all_.push_back({std::move(invariant), std::move(saga), std::move(text)});
        }
    }
    const std::vector<Violation>& all() const { return all_; }
    bool any() const { return !all_.empty(); }

private:
    static constexpr std::size_t kMax = 20;  // one bug breaks much
    std::vector<Violation> all_;
};

}  // namespace sagaflow::simulation
