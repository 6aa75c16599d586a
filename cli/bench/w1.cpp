#include "cli/bench/start_load.hpp"
#include "cli/bench/workloads.hpp"

namespace sagaflow::bench {
namespace {

constexpr const char* kW1Definition = R"({
  "saga": "bench-w1",
  "start": "reserve",
  "states": {
    "reserve": {"type": "task", "call": "noop", "effect": "none", "with": {"result": {"ok": true}},
                "next": "charge"},
    "charge": {"type": "task", "call": "noop", "effect": "none", "with": {"result": {"ok": true}},
               "next": "ship"},
    "ship": {"type": "task", "call": "noop", "effect": "none", "with": {"result": {"ok": true}},
             "next": "done"},
    "done": {"type": "succeed", "output": {"ok": "${steps.ship.ok}"}}
  }
})";

}  // namespace

Result<Figures> run_w1(Stage& stage) {
    if (const Status set = stage.set(nullptr, {kW1Definition}); !set.ok()) return set.error();
    const auto outcome = run_starts(stage, {"bench-w1", [](std::uint64_t number) {
                                                return "{\"i\":" + std::to_string(number) + "}";
                                            }});
    if (!outcome.ok()) return outcome.error();
    Figures figures = start_figures(stage, *outcome);
    Violations violations;
    // A request with an error may have started its saga all the same.
    violations.expect_equal("sagas that go on for ever", 0, outcome->counts.going_on);
    violations.expect_equal(
        "sagas that ended wrongly", 0, outcome->counts.compensated + outcome->counts.otherwise
    );
    if (outcome->errors == 0) {
        const auto started = static_cast<std::int64_t>(outcome->started);
        violations.expect_equal("completed sagas", started, outcome->counts.completed);
    }
    violations.put_into(figures);
    return figures;
}

}  // namespace sagaflow::bench
