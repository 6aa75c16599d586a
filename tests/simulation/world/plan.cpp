#include "tests/simulation/world/plan.hpp"

#include <array>

#include "engine/core/limits.hpp"
#include "tests/simulation/world/definitions.hpp"
#include "tests/simulation/world/random.hpp"

namespace sagaflow::simulation {
namespace {

void plan_installation(Plan& plan, Random& random) {
    const auto size = random.between(1, 100);
    plan.nodes = size <= 30 ? 1 : size <= 85 ? 2 : 3;
    plan.shards = static_cast<std::size_t>(random.between(1, 6));
    plan.heartbeat = random.span(300, 800);
    plan.lease = Duration{plan.heartbeat.ms * random.between(2, 4)};
    plan.patience = random.span(200, 3'000);
    const auto sagas = random.between(1, 4);
    for (int i = 0; i < sagas; ++i) plan.definitions.push_back(random.below(kDefinitionCount));
}

void plan_load(Plan& plan, Random& random) {
    plan.load = random.span(1'000, 8'000);
    plan.starts = static_cast<int>(random.between(3, 12));
    plan.events = static_cast<int>(random.between(0, 10));
    plan.actions = random.percent(50) ? static_cast<int>(random.between(1, 6)) : 0;
    plan.second_version = random.percent(20);
}

void plan_faults(Plan& plan, Random& random) {
    const auto some = [&](int share, int most) {
        return random.percent(share) ? static_cast<int>(random.between(1, most)) : 0;
    };
    if (random.percent(70)) plan.troubled_calls = static_cast<int>(random.between(5, 40));
    if (random.percent(50)) plan.declared_failures = static_cast<int>(random.between(3, 25));
    plan.sluggish_connector = random.percent(20);
    if (random.percent(10)) return;  // the outside world's troubles alone
    plan.commit_faults = some(35, 150);
    plan.read_faults = some(30, 100);
    plan.lease_faults = some(20, 200);
    plan.latency = Duration{random.percent(20) ? 40 : random.between(0, 6)};
    plan.crashes_at_commits = some(40, 4);
    plan.kills = some(25, 3);
    plan.pauses = some(30, 3);
    plan.stops = some(25, 2);
    plan.clock_jumps = some(15, 3);
    plan.outages = some(20, 2);
    plan.slow_times = some(15, 2);
    plan.poison = random.percent(6);
}

}  // namespace

Plan plan_for(std::uint64_t seed) {
    Random random(seed, "plan");
    Plan plan;
    plan_installation(plan, random);
    plan_load(plan, random);
    plan_faults(plan, random);
    // Nobody settles, a few do, or everybody.
    constexpr std::array<std::size_t, 4> kSettledBytes{0, 0, 16'384, limits::kSettledBytesMax};
    plan.settled_bytes_max = kSettledBytes.at(random.below(kSettledBytes.size()));
    return plan;
}

}  // namespace sagaflow::simulation
