#include <charconv>

#include "cli/bench/call_ledger.hpp"
#include "cli/bench/start_load.hpp"
#include "cli/bench/workloads.hpp"

namespace sagaflow::bench {
namespace {

constexpr const char* kW2Definition = R"({
  "saga": "bench-w2",
  "start": "reserve",
  "states": {
    "reserve": {
      "type": "task", "call": "http",
      "with": {"connection": "bench", "method": "POST", "path": "/reserve",
               "body": {"i": "${input.i}"}},
      "compensate": {"call": "http", "with": {"connection": "bench", "method": "POST",
                     "path": "/unreserve", "body": {"i": "${input.i}"}}},
      "next": "charge"
    },
    "charge": {
      "type": "task", "call": "http",
      "with": {"connection": "bench", "method": "POST", "path": "/charge",
               "body": {"i": "${input.i}", "ref": "${steps.reserve.ref}"}},
      "compensate": {"call": "http", "with": {"connection": "bench", "method": "POST",
                     "path": "/refund", "body": {"i": "${input.i}"}}},
      "next": "ship"
    },
    "ship": {
      "type": "task", "call": "http", "effect": "pivot",
      "with": {"connection": "bench", "method": "POST", "path": "/ship",
               "body": {"i": "${input.i}", "ref": "${steps.reserve.ref}"}},
      "next": "done"
    },
    "done": {"type": "succeed"}
  }
})";

// {"i": 17} -> 17
std::optional<std::uint64_t> saga_in(std::string_view body) {
    const std::string_view text = top_member(body, "i");
    std::uint64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || parsed.ec != std::errc()) return std::nullopt;
    return number;
}

EndpointAnswer serve(CallLedger& ledger, const EndpointCall& call) {
    const auto kind = order_call_from(call.path);
    const auto saga = saga_in(call.body);
    if (!kind || !saga) return {404, R"({"error":"no such call"})"};
    ledger.record(*saga, *kind, call.idempotency_key);
    if (*kind == OrderCall::kShip && is_refused(*saga)) return {409, R"({"error":"refused"})"};
    return {200, R"({"ok":true,"ref":"r)" + std::to_string(*saga) + "\"}"};
}

std::string_view text_of(Ended ended, std::uint64_t saga) {
    switch (ended) {
        case Ended::kCompleted:
            return "completed";
        case Ended::kCompensated:
            return "compensated";
        case Ended::kOtherwise:
            return "otherwise";
        // One of a batch: the counts say how many ended in which way, the ledger holds each to it.
        case Ended::kUnknown:
            break;
    }
    return is_refused(saga) ? "compensated" : "completed";
}

void judge(const StartOutcome& outcome, const CallLedger& ledger, Violations& violations) {
    std::int64_t refused = 0;
    for (std::uint64_t saga = 0; saga < outcome.acknowledged.size(); ++saga) {
        if (!outcome.acknowledged[saga]) continue;
        refused += is_refused(saga) ? 1 : 0;
        std::string wrong = ledger.violation_of(saga, text_of(outcome.ended[saga], saga));
        if (!wrong.empty()) violations.add(std::move(wrong));
    }
    violations.expect_equal("sagas that go on for ever", 0, outcome.counts.going_on);
    violations.expect_equal("sagas that ended wrongly", 0, outcome.counts.otherwise);
    if (outcome.errors > 0) return;  // such a request may have started its saga all the same
    const auto started = static_cast<std::int64_t>(outcome.started);
    violations.expect_equal("completed sagas", started - refused, outcome.counts.completed);
    violations.expect_equal("compensated sagas", refused, outcome.counts.compensated);
}

}  // namespace

Result<Figures> run_w2(Stage& stage) {
    CallLedger ledger;
    const auto answer = [&ledger](const EndpointCall& call) { return serve(ledger, call); };
    if (const Status set = stage.set(answer, {kW2Definition}); !set.ok()) return set.error();
    const auto outcome = run_starts(stage, {"bench-w2", [](std::uint64_t number) {
                                                return "{\"i\":" + std::to_string(number) + "}";
                                            }});
    stage.endpoint().stop();
    if (!outcome.ok()) return outcome.error();
    Figures figures = start_figures(stage, *outcome);
    figures["calls"] = ledger.calls();
    figures["repeated_calls"] = ledger.repeated();
    Violations violations;
    judge(*outcome, ledger, violations);
    violations.put_into(figures);
    return figures;
}

}  // namespace sagaflow::bench
