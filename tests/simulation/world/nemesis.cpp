#include "tests/simulation/world/nemesis.hpp"

namespace sagaflow::simulation {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

}  // namespace

void Nemesis::begin() {
    const Plan& plan = around_.plan;
    around_.weather.latency = plan.latency;
    around_.weather.commit_faults = plan.commit_faults;
    around_.weather.read_faults = plan.read_faults;
    around_.weather.lease_faults = plan.lease_faults;
    often(plan.kills, &Nemesis::kill);
    often(plan.pauses, &Nemesis::pause);
    often(plan.stops, &Nemesis::stop);
    often(plan.clock_jumps, &Nemesis::move_clock);
    often(plan.outages, &Nemesis::take_database_away);
    often(plan.slow_times, &Nemesis::slow_database_down);
}

void Nemesis::end() {
    over_ = true;
    around_.weather = {Duration{1}, false, around_.weather.outages, 0, 0, 0};
}

void Nemesis::often(int times, void (Nemesis::*what)()) {
    for (int i = 0; i < times; ++i) {
        around_.schedule.after(random_.span(0, around_.plan.load.ms + 2'000), [this, what] {
            if (!over_) (this->*what)();
        });
    }
}

void Nemesis::kill() {
    Process* process = installation_.any();
    if (process == nullptr) return;
    around_.statistics.count("kills");
    around_.trace.tell("kill", 0, [&] { return process->incarnation(); });
    process->kill();
}

// SIGSTOP, and SIGCONT when its lease may be another's.
void Nemesis::pause() {
    Process* process = installation_.any_running();
    if (process == nullptr) return;
    around_.statistics.count("pauses");
    const Duration length = random_.span(50, 3 * around_.plan.lease.ms);
    around_.trace.tell("pause", 0, [&] {
        return process->incarnation() + " for " + format_duration(length);
    });
    process->pause();
    around_.schedule.after(length, [this, process] {
        around_.trace.tell("continue", 0, [&] { return process->incarnation(); });
        if (process->alive()) process->resume();
    });
}

void Nemesis::stop() {
    Process* process = installation_.any_running();
    if (process == nullptr) return;
    around_.statistics.count("stops");
    around_.trace.tell("stop", 0, [&] { return process->incarnation(); });
    process->stop();
    // Whoever started it loses patience with it.
    around_.schedule.after(Duration{around_.plan.patience.ms + 5'000}, [this, process] {
        if (process->alive()) around_.statistics.count("stops that were too slow");
        process->kill();
    });
}

void Nemesis::move_clock() {
    Process* process = installation_.any_running();
    if (process == nullptr) return;
    around_.statistics.count("clock jumps");
    const std::int64_t far = random_.percent(60) ? 2 * kHourMs : random_.between(1, 20'000);
    const Duration skew{random_.percent(50) ? far : -far};
    around_.trace.tell("clock", 0, [&] {
        return process->incarnation() + " " + std::to_string(skew.ms) + " ms";
    });
    process->loop().set_skew(skew);
}

void Nemesis::take_database_away() {
    if (around_.weather.away) return;
    around_.statistics.count("outages of the database");
    around_.trace.note("database away");
    around_.weather.away = true;
    ++around_.weather.outages;
    around_.schedule.after(random_.span(100, 4'000), [this] {
        around_.trace.note("database back");
        around_.weather.away = false;
    });
}

void Nemesis::slow_database_down() {
    around_.statistics.count("slow times of the database");
    around_.trace.note("database slow");
    around_.weather.latency = random_.span(100, 800);
    around_.schedule.after(random_.span(500, 4'000), [this] {
        if (!over_) around_.weather.latency = around_.plan.latency;
    });
}

}  // namespace sagaflow::simulation
