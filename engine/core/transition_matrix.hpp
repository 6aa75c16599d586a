// Reads a Boost.MSM machine into a matrix, once. Used by kernel/lifecycle and cluster/lifecycle.
//
// A machine is asked by walking it from its initial state, so that the matrix holds exactly what
// the machine does and the hot path costs one array access. The machine's front end must offer
// `status` (the persisted enum, set on entry) and `refused` (set when it knows no transition).
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
        // A copy of a machine starts at its initial state again, so each look walks there anew.
        std::vector<std::vector<std::size_t>> frontier{{}};
        seen[index(walk<Machine>(fire, {}).status)] = true;
        while (!frontier.empty()) {
            const std::vector<std::size_t> path = frontier.back();
            frontier.pop_back();
            const Status from = walk<Machine>(fire, path).status;
            for (std::size_t command = 0; command < kCommandCount; ++command) {
                Machine to = walk<Machine>(fire, path, command);
                if (to.refused) continue;
                matrix.next_[index(from)][command] = to.status;
                if (seen[index(to.status)]) continue;
                seen[index(to.status)] = true;
                frontier.push_back(path);
                frontier.back().push_back(command);
            }
        }
        for (const bool reached : seen) ENSURE(reached, "a status that no path leads to");
        return matrix;
    }

    std::optional<Status> next(Status status, std::size_t command) const {
        return next_[index(status)][command];
    }

private:
    // A machine that has gone the path, and then taken the last command, if there is one. Only the
    // last may be refused.
    template <typename Machine>
    static Machine walk(
        const std::array<Fire<Machine>, kCommandCount>& fire,
        const std::vector<std::size_t>& path,
        std::optional<std::size_t> last = std::nullopt
    ) {
        Machine machine;
        machine.start();
        for (const std::size_t command : path) fire[command](machine);
        ENSURE(!machine.refused, "a path that was gone before");
        if (last) fire[*last](machine);
        return machine;
    }
    static std::size_t index(Status status) { return static_cast<std::size_t>(status); }

    std::array<std::array<std::optional<Status>, kCommandCount>, kStatusCount> next_{};
};

}  // namespace sagaflow::lifecycle
