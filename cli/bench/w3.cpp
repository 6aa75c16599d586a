#include "cli/bench/waiting_sagas.hpp"
#include "cli/bench/workloads.hpp"

namespace sagaflow::bench {
namespace {

using std::chrono::steady_clock;

constexpr const char* kSaga = "bench-w3";
constexpr int kW3SagasDefault = 10'000;
// Long enough to see what a heartbeat costs, short beside a run.
constexpr std::chrono::seconds kIdle{4};

struct Idle {
    MemoryReading memory;  // with all sagas waiting
    double cores = 0;      // kept busy by the engine and PostgreSQL while nothing is due
};

struct Totals {
    std::int64_t sagas = 0;
    JobsOutcome starts;
    JobsOutcome events;
    CpuReading used;
    std::optional<Idle> idle;
};

Result<Idle> look_while_idle(Stage& stage) {
    const ProcessMeter meter = stage.meter();
    stage.say("w3: everybody waits");
    const CpuReading before = meter.cpu();
    if (const Status paused = stage.pause(kIdle); !paused.ok()) return paused.error();
    const CpuReading used = meter.cpu() - before;
    const double seconds = std::chrono::duration<double>(used.at - before.at).count();
    return Idle{meter.memory(), (used.engine + used.postgres.value_or(0)) / seconds};
}

void add(CpuReading& total, const CpuReading& used) {
    total.engine += used.engine;
    total.load += used.load;
    total.machine += used.machine;
    if (used.postgres) total.postgres = total.postgres.value_or(0) + *used.postgres;
}

// Starts all, lets them wait, sends each its event.
Status run_round(Stage& stage, int round, int count, Totals& totals) {
    const Options& options = stage.options();
    const ProcessMeter meter = stage.meter();
    const auto keys = keys_of(stage, "r" + std::to_string(round), count);
    const CpuReading begun = meter.cpu();
    auto starts = start_all(stage, kSaga, key_inputs(keys), options.batch);
    if (!starts.ok()) return starts.error();
    add(totals.used, meter.cpu() - begun);
    if (!totals.idle) {
        auto idle = look_while_idle(stage);
        if (!idle.ok()) return idle.error();
        totals.idle = *idle;
    }
    const CpuReading resumed = meter.cpu();
    auto events = send_events(stage, keys, options.batch, options.rate);
    if (!events.ok()) return events.error();
    add(totals.used, meter.cpu() - resumed);
    totals.sagas += count;
    totals.starts.add(std::move(*starts));
    totals.events.add(std::move(*events));
    return ok_status();
}

Figures figures_of(const Stage& stage, const Totals& totals) {
    const double seconds = totals.starts.seconds + totals.events.seconds;
    const auto sagas = static_cast<double>(totals.sagas);
    Figures figures = first_figures(stage.options(), seconds);
    figures["sagas"] = totals.sagas;
    figures["sagas_per_second"] = rounded(sagas / seconds);
    figures["starts_per_second"] = rounded(sagas / totals.starts.seconds);
    figures["events_per_second"] = rounded(sagas / totals.events.seconds);
    add_percentiles(figures, totals.events.latencies);
    add_percentiles(figures, totals.starts.latencies, "start_");
    add_cpu(figures, totals.used, static_cast<std::uint64_t>(totals.sagas));
    add_memory(figures, stage.meter().memory());
    return figures;
}

void add_waiting(Figures& figures, const Idle& idle, const MemoryReading& before, int count) {
    const auto grown = static_cast<double>(idle.memory.engine) - static_cast<double>(before.engine);
    figures["waiting"] = {
        {"sagas", count},
        {"engine_bytes_before", before.engine},
        {"engine_bytes", idle.memory.engine},
        {"engine_bytes_per_saga", rounded(std::max(0.0, grown) / count)},
        {"cores", rounded(idle.cores, 2)}};
}

}  // namespace

Result<Figures> run_w3(Stage& stage) {
    const Options& options = stage.options();
    const int count = options.sagas > 0 ? options.sagas : kW3SagasDefault;
    if (const Status set = stage.set(nullptr, {receiving_saga(kSaga)}); !set.ok())
        return set.error();
    const auto before = stage.counts(kSaga);
    if (!before.ok()) return before.error();
    const MemoryReading memory = stage.meter().memory();
    const auto disk = stage.database_bytes();
    Totals totals;
    for (int round = 0; round == 0 || totals.starts.seconds + totals.events.seconds <
                                          static_cast<double>(options.seconds);
         ++round) {
        if (const Status ran = run_round(stage, round, count, totals); !ran.ok())
            return ran.error();
    }
    // A saga ends in the transaction whose commit answers its event: nobody may be late.
    const auto at_once = stage.counts(kSaga);
    if (!at_once.ok()) return at_once.error();
    const auto counts = stage.settled(kSaga, *before);
    if (!counts.ok()) return counts.error();
    Figures figures = figures_of(stage, totals);
    std::optional<std::uint64_t> grown;
    if (disk) grown = *stage.database_bytes() - *disk;
    add_disk(figures, grown, static_cast<std::uint64_t>(totals.sagas));
    add_waiting(figures, *totals.idle, memory, count);
    figures["ended_after_answer"] = at_once->going_on - before->going_on;
    figures["errors"] = totals.starts.errors + totals.events.errors;
    const std::string& error =
        totals.starts.errors > 0 ? totals.starts.first_error : totals.events.first_error;
    if (!error.empty()) figures["first_error"] = error;
    Violations violations;
    violations.expect_equal("completed sagas", totals.sagas, counts->completed);
    violations.put_into(figures);
    return figures;
}

}  // namespace sagaflow::bench
