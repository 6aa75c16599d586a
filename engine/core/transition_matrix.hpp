// Reads a Boost.MSM machine into a matrix, once. Used by kernel/lifecycle and cluster/lifecycle.
//
// A machine is asked by walking it from its initial state, so that the matrix holds exactly what the
// machine does and the hot path costs one array access. The machine's front end must offer `status`
// (the persisted enum, set on entry) and `refused` (set when it knows no transition).
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "engine/core/ensure.hpp"

namespace sagaflow::lifecycle {

template <typename Status, std::size_t kStatusCount, std::size_t kCommandCount>
class TransitionMatrix {
public:
    template <typename Machine>
    using Fire = void (*)(Machine&);

    // `fire[c]` sends the event of command number c to a machine.
    template <typename Machine>
    static TransitionMatrix read(const std::array<Fire<Machine>, kCommandCount>& fire) {
        TransitionMatrix matrix;
        std::array<bool, kStatusCount> seen{};
        Machine initial;
        initial.start();
        std::vector<Machine> frontier{initial};
        seen[index(initial.status)] = true;
        while (!frontier.empty()) {
            const Machine from = frontier.back();
            frontier.pop_back();
            for (std::size_t command = 0; command < kCommandCount; ++command) {
                Machine to = from;
                to.refused = false;
                fire[command](to);
                if (to.refused) continue;
                matrix.next_[index(from.status)][command] = to.status;
                if (!seen[index(to.status)]) frontier.push_back(to);
                seen[index(to.status)] = true;
            }
        }
        for (const bool reached : seen) ENSURE(reached, "a status that no path leads to");
        return matrix;
    }

    std::optional<Status> next(Status status, std::size_t command) const {
        return next_[index(status)][command];
    }

private:
    static std::size_t index(Status status) { return static_cast<std::size_t>(status); }

    std::array<std::array<std::optional<Status>, kCommandCount>, kStatusCount> next_{};
};

}  // namespace sagaflow::lifecycle
