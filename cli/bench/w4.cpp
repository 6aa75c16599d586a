#include <charconv>
#include <map>
#include <set>

#include "cli/bench/waiting_sagas.hpp"
#include "cli/bench/workloads.hpp"
#include "engine/core/time.hpp"

namespace sagaflow::bench {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* kReceiving = "bench-w4-receive";
constexpr const char* kTimed = "bench-w4-timer";
constexpr const char* kCalling = "bench-w4-call";
constexpr int kW4SagasDefault = 2'000;
// Of ten sagas one waits for a timer and one, up to a bound, for an answer; the rest for an event.
constexpr int kShare = 10;
constexpr int kCallsMax = 200;  // within the concurrency of the endpoint's connection
constexpr int kSetupBatch = 100;
constexpr milliseconds kTimersAfter{1'500};  // from before their start: due about the kill
constexpr milliseconds kLookPause{5};
constexpr std::chrono::seconds kGoneOnLimit{120};

constexpr const char* kTimedSaga = R"({
  "saga": "bench-w4-timer", "start": "sleeping", "states": {
    "sleeping": {"type": "wait", "until": "${input.until}", "next": "done"},
    "done": {"type": "succeed"}}})";

constexpr const char* kCallingSaga = R"({
  "saga": "bench-w4-call", "start": "calling", "states": {
    "calling": {"type": "task", "call": "http", "effect": "retriable", "timeout": "60s",
                "with": {"connection": "bench", "method": "POST", "path": "/work",
                         "body": {"key": "${input.key}"}},
                "retry": {"maxAttempts": 0, "initial": "10ms", "factor": 2, "max": "1s",
                          "jitter": "full"},
                "next": "done"},
    "done": {"type": "succeed"}}})";

// The idempotency keys that each saga's call came with: the endpoint's thread writes it.
using KeysBySaga = std::map<std::string, std::set<std::string>, std::less<>>;

struct Cast {
    std::vector<std::string> receiving;
    std::vector<std::string> timed;
    std::vector<std::string> calling;
    std::int64_t size() const {
        return static_cast<std::int64_t>(receiving.size() + timed.size() + calling.size());
    }
};

// From the kill; what a round took.
struct Round {
    double ready_ms = 0;   // the engine says that it is ready
    double events_ms = 0;  // every receiver has gone on: its event was sent after the restart
    double timers_ms = 0;
    double calls_ms = 0;
    double all_ms = 0;
    MemoryReading memory;
};

double since(SteadyTime begun) {
    return std::chrono::duration<double, std::milli>(steady_clock::now() - begun).count();
}

Cast cast_of(const Stage& stage, int round, int count) {
    const std::string name = "r" + std::to_string(round);
    Cast cast;
    const int timed = std::max(1, count / kShare);
    const int calling = std::clamp(count / kShare, 1, kCallsMax);
    cast.timed = keys_of(stage, name + "t", timed);
    cast.calling = keys_of(stage, name + "c", calling);
    cast.receiving = keys_of(stage, name + "e", std::max(1, count - timed - calling));
    return cast;
}

Status started_well(const Result<JobsOutcome>& outcome) {
    if (!outcome.ok()) return outcome.error();
    if (outcome->errors == 0) return ok_status();
    return Error{
        ErrorCode::kInternal,
        "Expected to start sagas that wait, but got: " + outcome->first_error};
}

class CrashRun {
public:
    CrashRun(Stage& stage, Violations& violations) : stage_(stage), violations_(violations) {}

    Result<Round> run(const Cast& cast) {
        if (const Status waiting = let_wait(cast); !waiting.ok()) return waiting.error();
        stage_.engine().kill_now();
        const auto killed = steady_clock::now();
        stage_.endpoint().release();
        Round round;
        if (const Status back = stage_.engine().start(); !back.ok()) return back.error();
        round.ready_ms = since(killed);
        auto events = send_events(stage_, cast.receiving, stage_.options().batch);
        if (!events.ok()) return events.error();
        if (events->errors > 0) violations_.add("an event was lost: " + events->first_error);
        round.events_ms = since(killed);
        if (const Status gone = wait_for_the_rest(killed, round); !gone.ok()) return gone.error();
        round.all_ms = std::max({round.events_ms, round.timers_ms, round.calls_ms});
        round.memory = stage_.meter().memory();
        return round;
    }

private:
    // Everybody waits: receivers subscribed, calls at the endpoint, timers about to be due.
    Status let_wait(const Cast& cast) {
        stage_.endpoint().hold();
        const auto receiving =
            start_all(stage_, kReceiving, key_inputs(cast.receiving), kSetupBatch);
        if (const Status well = started_well(receiving); !well.ok()) return well;
        const auto calling = start_all(stage_, kCalling, key_inputs(cast.calling), kSetupBatch);
        if (const Status well = started_well(calling); !well.ok()) return well;
        while (stage_.endpoint().held() < cast.calling.size()) {
            if (const Status fine = stage_.pause(kLookPause); !fine.ok()) return fine;
        }
        const auto due_in = kTimersAfter + milliseconds(cast.timed.size() / 4);
        const auto kill_at = steady_clock::now() + due_in;
        const Timestamp until = clock_.now() + Duration{due_in.count()};
        const std::vector<std::string> inputs(
            cast.timed.size(), R"({"until":")" + format_timestamp(until) + R"("})"
        );
        const auto timed = start_all(stage_, kTimed, inputs, kSetupBatch);
        if (const Status well = started_well(timed); !well.ok()) return well;
        const auto left = kill_at - kLookPause - steady_clock::now();
        return stage_.pause(
            std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(left))
        );
    }

    // Timers and calls go on by themselves: looks until nobody waits.
    Status wait_for_the_rest(SteadyTime killed, Round& round) {
        const auto limit = killed + kGoneOnLimit;
        bool timers_left = true;
        bool calls_left = true;
        while ((timers_left || calls_left) && steady_clock::now() < limit) {
            if (timers_left) {
                if (const Status fine = look(kTimed, timers_left); !fine.ok()) return fine;
                round.timers_ms = since(killed);
            }
            if (calls_left) {
                if (const Status fine = look(kCalling, calls_left); !fine.ok()) return fine;
                round.calls_ms = since(killed);
            }
            if (!timers_left && !calls_left) break;
            if (const Status fine = stage_.pause(kLookPause); !fine.ok()) return fine;
        }
        return ok_status();
    }

    Status look(const std::string& saga, bool& left) {
        const auto counts = stage_.counts(saga);
        if (!counts.ok()) return counts.error();
        left = counts->going_on > 0;
        return ok_status();
    }

    Stage& stage_;
    Violations& violations_;
    SystemClock clock_;
};

void judge_calls(const KeysBySaga& keys, const std::vector<Cast>& casts, Violations& violations) {
    for (const Cast& cast : casts) {
        for (const std::string& saga : cast.calling) {
            const auto found = keys.find(saga);
            if (found == keys.end())
                violations.add("the call of " + saga + " never came");
            else if (found->second.size() != 1)
                violations.add("the call of " + saga + " came with several idempotency keys");
        }
    }
}

double median_of(const std::vector<Round>& rounds, double Round::*member) {
    std::vector<double> values;
    for (const Round& round : rounds) values.push_back(round.*member);
    std::sort(values.begin(), values.end());
    return values[(values.size() - 1) / 2];
}

struct Finished {
    std::vector<Round> rounds;
    std::vector<Cast> casts;
    double seconds = 0;
    std::int64_t sagas = 0;
};

Figures figures_of(const Stage& stage, const Finished& run) {
    Figures figures = first_figures(stage.options(), run.seconds);
    Latencies all;
    for (const Round& round : run.rounds) {
        all.add(std::chrono::duration_cast<steady_clock::duration>(
            std::chrono::duration<double, std::milli>(round.all_ms)
        ));
    }
    figures["sagas"] = run.sagas;
    figures["sagas_per_second"] = rounded(static_cast<double>(run.sagas) / run.seconds);
    add_percentiles(figures, all);
    figures["kills"] = run.rounds.size();
    figures["waiting"] = run.casts.front().size();
    figures["ready_ms"] = rounded(median_of(run.rounds, &Round::ready_ms));
    figures["events_ms"] = rounded(median_of(run.rounds, &Round::events_ms));
    figures["timers_ms"] = rounded(median_of(run.rounds, &Round::timers_ms));
    figures["calls_ms"] = rounded(median_of(run.rounds, &Round::calls_ms));
    figures["all_ms"] = rounded(median_of(run.rounds, &Round::all_ms));
    // The engine's CPU time of the killed processes is gone with them: no honest figure.
    figures["cpu_seconds_per_1000_sagas"] = nullptr;
    add_memory(figures, run.rounds.back().memory);
    return figures;
}

}  // namespace

Result<Figures> run_w4(Stage& stage) {
    const Options& options = stage.options();
    const int count = options.sagas > 0 ? options.sagas : kW4SagasDefault;
    KeysBySaga keys;
    const auto answer = [&keys](const EndpointCall& call) -> EndpointAnswer {
        const std::string_view key = top_member(call.body, "key");
        if (key.size() < 2) return {404, R"({"error":"no such call"})"};
        keys[std::string(key.substr(1, key.size() - 2))].emplace(call.idempotency_key);
        return {};
    };
    const Status set = stage.set(answer, {receiving_saga(kReceiving), kTimedSaga, kCallingSaga});
    if (!set.ok()) return set.error();
    const std::array<std::string, 3> sagas{kReceiving, kTimed, kCalling};
    std::array<Counts, 3> before;
    for (std::size_t i = 0; i < sagas.size(); ++i) {
        const auto counts = stage.counts(sagas[i]);
        if (!counts.ok()) return counts.error();
        before[i] = *counts;
    }
    const auto disk = stage.database_bytes();
    Violations violations;
    Finished run;
    const auto begun = steady_clock::now();
    while (run.rounds.empty() || run.seconds < static_cast<double>(options.seconds)) {
        run.casts.push_back(cast_of(stage, static_cast<int>(run.casts.size()), count));
        const auto round = CrashRun(stage, violations).run(run.casts.back());
        if (!round.ok()) return round.error();
        run.rounds.push_back(*round);
        run.sagas += run.casts.back().size();
        run.seconds = since(begun) / 1000;
    }
    std::int64_t completed = 0;
    for (std::size_t i = 0; i < sagas.size(); ++i) {
        const auto counts = stage.settled(sagas[i], before[i]);
        if (!counts.ok()) return counts.error();
        completed += counts->completed;
        violations.expect_equal(sagas[i] + " still waiting", 0, counts->going_on);
    }
    violations.expect_equal("completed sagas", run.sagas, completed);
    Figures figures = figures_of(stage, run);
    std::optional<std::uint64_t> grown;
    if (disk) grown = *stage.database_bytes() - *disk;
    add_disk(figures, grown, static_cast<std::uint64_t>(run.sagas));
    stage.endpoint().stop();
    judge_calls(keys, run.casts, violations);
    figures["errors"] = 0;  // anything that failed after a kill is a violation
    violations.put_into(figures);
    return figures;
}

}  // namespace sagaflow::bench
