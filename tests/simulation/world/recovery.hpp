// What follows the last fault: everything is mended, operators decide what waits for them, those
// who wait get their events, and all sagas must end within a bounded time (L1, L2, I8).
//
// Belongs to one run; one thread.
#pragma once

#include "tests/simulation/world/clients.hpp"
#include "tests/simulation/world/installation.hpp"

namespace sagaflow::simulation {

class Recovery {
public:
    Recovery(Surroundings& around, Installation& installation, Services& services, Clients& clients)
        : around_(around), installation_(installation), services_(services), clients_(clients) {}

    void run();

private:
    void wait_for_all(bool also_the_poisoned);
    bool all_over(bool also_the_poisoned) const;
    void decide(InstanceId id, const InstanceState& state);
    void resolve(InstanceId id, const InstanceState& state);
    void serve_waiting(InstanceId id, const InstanceState& state);
    bool is_kept_for(const InstanceState& state, const ActiveState& active) const;

    Surroundings& around_;
    Installation& installation_;
    Services& services_;
    Clients& clients_;
    int round_ = 0;
    std::map<std::pair<InstanceId, std::uint64_t>, int> ignored_;  // rounds that an event was kept
};

}  // namespace sagaflow::simulation
