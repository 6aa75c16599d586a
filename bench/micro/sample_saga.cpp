#include "bench/micro/sample_saga.hpp"

#include "dsl/definition.hpp"

namespace sagaflow::bench {
namespace {

constexpr Timestamp kNow{1'700'000'000'000};

constexpr const char* kDefinition = R"({
  "saga": "order",
  "key": "${input.orderId}",
  "start": "reserve",
  "states": {
    "reserve": {
      "type": "task", "call": "noop",
      "with": {"result": {"order": "${input.orderId}", "items": "${input.items}"}},
      "compensate": {"call": "noop", "with": {"result": {"ref": "${output.ref}"}}},
      "next": "charge"
    },
    "charge": {
      "type": "task", "call": "noop",
      "with": {"result": {"ref": "${steps.reserve.ref}", "amount": "${input.amount * 2}"}},
      "compensate": {"call": "noop", "with": {"result": {"charge": "${output.ref}"}}},
      "assign": {"charged": "${output.ref}"},
      "next": "ship"
    },
    "ship": {
      "type": "task", "call": "noop",
      "with": {"result": {"note": "order ${input.orderId} for ${vars.charged}"}},
      "compensate": {"call": "noop"},
      "next": "done"
    },
    "done": {"type": "succeed", "output": {"ref": "${steps.ship.ref}"}}
  }
})";

kernel::CallReturned answer_to(const kernel::CallEffect& call, bool fails) {
    kernel::CallReturned returned{call.step, call.kind, call.undo, call.attempt, {}};
    returned.result.outcome = fails ? Outcome::kFailed : Outcome::kOk;
    returned.result.result = {{"ok", true}, {"ref", "r-4711"}};
    returned.result.response = {{"status", 200}, {"headers", Json::object()}, {"body", nullptr}};
    if (fails) {
        returned.result.error.type = "http.409";
        returned.result.error.message = "refused";
        returned.result.error.status = 409;
    }
    return returned;
}

}  // namespace

dsl::ProgramPtr sample_program() {
    auto checked = dsl::check_definition(kDefinition);
    ENSURE(checked.ok() && checked->program, "the benchmark's definition");
    return checked->program;
}

Json sample_input() {
    return Json::parse(R"({"orderId": "o-4711", "amount": 1299, "card": "tok_visa",
        "items": [{"sku": "A-1", "count": 1}, {"sku": "B-2", "count": 2}]})");
}

KernelRun::KernelRun(dsl::ProgramPtr program) : program_(std::move(program)) {
    state_.id = InstanceId::make(kNow, ShardId{0}, 4711);
}

void KernelRun::start() {
    kernel::Start start;
    start.input = sample_input();
    start.key = "o-4711";
    step(start);
}

void KernelRun::run_to_end(std::string_view failing) {
    while (!calls_.empty()) {
        const kernel::CallEffect call = std::move(calls_.front());
        calls_.pop_front();
        const bool fails = call.kind == CallKind::kDo && call.step.state == failing;
        step(answer_to(call, fails));
    }
    ENSURE(has_ended(state_.status), "the benchmark's saga comes to its end");
}

void KernelRun::step(const kernel::Input& input) {
    const kernel::Context context{kNow, 17, environment_, false};
    kernel::Step done = kernel::step(*program_, state_, input, context);
    ++steps_;
    std::move(done.events.begin(), done.events.end(), std::back_inserter(history_));
    for (kernel::Effect& effect : done.effects) {
        if (auto* call = std::get_if<kernel::CallEffect>(&effect))
            calls_.push_back(std::move(*call));
    }
}

}  // namespace sagaflow::bench
