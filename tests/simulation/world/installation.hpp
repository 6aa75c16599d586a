// A whole installation: the database, the participants, and a seat for each node, in which one
// process after the other lives and dies. Nothing moves but by run_until().
//
// Belongs to one run; one thread.
#pragma once

#include "tests/simulation/world/process.hpp"

namespace sagaflow::simulation {

class Installation {
public:
    Installation(Surroundings& around, Services& services, std::uint64_t seed);

    void deploy_first();
    void deploy_second();
    void start_all();
    // Everything that happens until then happens, in the order of its time; processes that are
    // ready at the same moment take turns by the dice.
    void run_until(Timestamp end);

    // One that is there to be asked, perhaps paused; null when there is none.
    Process* any();
    // One that can be disturbed; null when there is none.
    Process* any_running();
    // No more plans to die; whoever is gone is back at once; clocks are right.
    void heal();
    // Kills all, so that they begin anew.
    void restart_all();
    const std::vector<std::unique_ptr<Process>>& processes() const { return processes_; }
    // The process whose heartbeats have stopped although nothing keeps it from sending them.
    const Process* silent(Duration longer_than) const;

private:
    struct Seat {
        std::string name;
        Process* process = nullptr;
        std::string last_incarnation;
        bool coming = false;
    };
    void start(Seat& seat);
    void bury_the_dead();
    Process* next_ready();
    std::optional<Timestamp> next_due() const;

    Surroundings& around_;
    Services& services_;
    std::uint64_t seed_;
    Random random_;
    std::vector<Seat> seats_;
    std::vector<std::unique_ptr<Process>> processes_;  // also the dead: their packets fly on
    int deaths_left_ = 0;
    bool healed_ = false;
    Duration skew_{0};  // of clocks that are right
    Timestamp last_seen_;
    int turns_ = 0;  // at this moment of time
};

}  // namespace sagaflow::simulation
