// What must hold when everything has come to rest: every saga against the database, its history,
// the participants' ledger and the clients' log (I1, I5 … I8, I11, I12, L1, L4).
//
// One thread.
#pragma once

#include "tests/simulation/world/clients.hpp"

namespace sagaflow::simulation {

class LastJudge {
public:
    LastJudge(Surroundings& around, const Services& services, const Clients& clients)
        : around_(around), services_(services), clients_(clients) {}

    void judge();

private:
    void check_image(InstanceId id, const Biography& life);
    void check_end(InstanceId id, const Biography& life);
    void check_version(InstanceId id, const Biography& life);
    void check_attempts(const std::string& execution, const Effect& effect, const Biography& life);
    void check_effect(const std::string& execution, const Effect& effect, const Biography& life);
    void check_order(InstanceId id, const Biography& life);
    void check_told();
    void check_promises();
    void check_events();
    void broken(const char* invariant, InstanceId id, std::string text);

    Surroundings& around_;
    const Services& services_;
    const Clients& clients_;
};

}  // namespace sagaflow::simulation
