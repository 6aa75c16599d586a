// One sentence that tells why an instance is where it is, for those who have to decide something
// about it: "charge_card failed 5 of 5 with 503; compensating 2 of 3; undo of reserve_stock failed
// 1 of 5 with 503, next attempt in 12 s".
//
// Pure: from the state, its definition and the time at which it is told. It holds no payload and no
// secret: names, counts, times, types and messages of errors, keys of awaited events, and who
// intervened with which reason, all of it cut short and harmless to show.
#pragma once

#include <optional>
#include <string>

#include "dsl/program/program.hpp"
#include "engine/model/instance_state.hpp"

namespace sagaflow::kernel {

struct Why {
    std::string text;
    Timestamp at;                      // the relative times of the text are as of here
    std::optional<Timestamp> next_at;  // when something happens by itself; none: it waits
};

// How much of the instance the state holds. An outline (below) knows neither which steps were
// undone nor who intervened.
enum class Knowledge { kWhole, kOutline };

// Without a program (null) the bounds of attempts are left out.
Why why(
    const InstanceState& state,
    const dsl::Program* program,
    Timestamp now,
    Knowledge knowledge = Knowledge::kWhole
);

// As much of a state as a list's row tells: `waiting_for` is that member of the API.
InstanceState outline(InstanceStatus status, const Json& waiting_for);

// The members why, whyAt and nextAt.
void add_why(Json& document, const Why& why);

}  // namespace sagaflow::kernel
