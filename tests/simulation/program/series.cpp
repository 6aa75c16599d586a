#include "tests/simulation/program/series.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace sagaflow::simulation {
namespace {

constexpr std::uint64_t kFailuresShown = 5;
constexpr std::uint64_t kRunsForCoverage = 1'000;

// Every fault that can be planned, and every way a saga can go: a long series without one of them
// has proved less than it claims.
constexpr std::array<std::string_view, 33> kExpected{
    "actions done",
    "answers after the connector's timeout",
    "attempts interrupted",
    "clock jumps",
    "commits applied after their answer",
    "commits failed",
    "commits in conflict",
    "commits refused by their fence",
    "commits refused for their content",
    "compensations",
    "crashes after a commit",
    "crashes before a commit",
    "effects undone",
    "ended compensated",
    "ended completed",
    "ended partially_compensated",
    "ended terminated",
    "ends told",
    "events taken",
    "kills",
    "late results",
    "outages of the database",
    "pauses",
    "poisoned sagas",
    "requests that arrive late",
    "sagas started",
    "second versions deployed",
    "slow times of the database",
    "starts acknowledged",
    "stops",
    "store calls failed",
    "stuck sagas resolved",
    "timers fired"};

// The engine ends the process when it finds a bug of its own: say which seed it was.
std::array<char, 128> last_words{};

void die(int) {
    const auto written = write(STDERR_FILENO, last_words.data(), std::strlen(last_words.data()));
    (void)written;
    std::signal(SIGABRT, SIG_DFL);
    std::raise(SIGABRT);
}

}  // namespace

void Series::run() {
    std::signal(SIGABRT, die);
    const auto begin = std::chrono::steady_clock::now();
    const auto elapsed = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    };
    for (std::uint64_t seed = options_.first;; ++seed) {
        run_one(seed);
        if (options_.expect_violation && failed_ > 0) break;
        if (failed_ >= kFailuresShown) break;
        if (options_.minutes > 0 ? elapsed() > static_cast<double>(options_.minutes) * 60.0
                                 : seed == options_.last) {
            break;
        }
    }
    tell_figures(elapsed());
}

void Series::run_one(std::uint64_t seed) {
    std::snprintf(
        last_words.data(),
        last_words.size(),
        "seed %llu: the engine found a bug of its own; replay: simulation%s%s --seed %llu "
        "--trace\n",
        static_cast<unsigned long long>(seed),
        options_.bug.empty() ? "" : "_planted --bug ",
        options_.bug.c_str(),
        static_cast<unsigned long long>(seed)
    );
    const RunResult result = simulate(seed, options_.trace);
    ++runs_;
    statistics_.add(result.statistics);
    hash_ = hash_ * 0x100000001b3ULL + result.trace_hash;
    if (result.violations.empty()) return;
    ++failed_;
    tell(seed, result);
}

void Series::tell(std::uint64_t seed, const RunResult& result) const {
    const auto number = static_cast<unsigned long long>(seed);
    for (const Violation& violation : result.violations) {
        std::printf(
            "seed %llu violates %s: %s%s%s\n",
            number,
            violation.invariant.c_str(),
            violation.saga.empty() ? "" : ("saga " + violation.saga + " ").c_str(),
            violation.text.c_str(),
            ""
        );
    }
    std::printf(
        "  replay: build/release/simulation%s%s --seed %llu --trace\n",
        options_.bug.empty() ? "" : "_planted --bug ",
        options_.bug.c_str(),
        number
    );
    if (options_.expect_violation) {
        std::printf(
            "found: %s breaks %s at run %llu\n",
            options_.bug.c_str(),
            result.violations.front().invariant.c_str(),
            static_cast<unsigned long long>(runs_)
        );
    }
    std::fflush(stdout);
}

void Series::tell_figures(double seconds) const {
    for (const auto& [what, count] : statistics_.all()) {
        std::printf("%12llu %s\n", static_cast<unsigned long long>(count), what.c_str());
    }
    for (const std::string& what : missing()) std::printf("NEVER SEEN: %s\n", what.c_str());
    std::printf(
        "%llu runs, %llu violated, %.1f s, %.2f ms a run, trace %016llx\n",
        static_cast<unsigned long long>(runs_),
        static_cast<unsigned long long>(failed_),
        seconds,
        runs_ == 0 ? 0.0 : seconds * 1'000.0 / static_cast<double>(runs_),
        static_cast<unsigned long long>(hash_)
    );
}

std::vector<std::string> Series::missing() const {
    std::vector<std::string> names;
    if (runs_ < kRunsForCoverage) return names;
    for (const std::string_view what : kExpected) {
        if (statistics_.of(what) == 0) names.emplace_back(what);
    }
    return names;
}

bool Series::passed() const {
    if (options_.expect_violation) return failed_ > 0;
    return failed_ == 0 && missing().empty();
}

}  // namespace sagaflow::simulation
