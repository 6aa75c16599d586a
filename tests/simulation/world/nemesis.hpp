// Whoever kills, pauses and stops processes, takes the database away, slows it down and moves
// clocks, as often as the plan says, at moments that the seed decides.
//
// Belongs to one run; one thread.
#pragma once

#include "tests/simulation/world/installation.hpp"

namespace sagaflow::simulation {

class Nemesis {
public:
    Nemesis(Surroundings& around, Installation& installation, std::uint64_t seed)
        : around_(around), installation_(installation), random_(seed, "nemesis") {}

    // Puts all of it into the schedule.
    void begin();
    // Nothing more happens, and what was done to the database is over.
    void end();

private:
    void often(int times, void (Nemesis::*what)());
    void kill();
    void pause();
    void stop();
    void move_clock();
    void take_database_away();
    void slow_database_down();

    Surroundings& around_;
    Installation& installation_;
    Random random_;
    bool over_ = false;
};

}  // namespace sagaflow::simulation
