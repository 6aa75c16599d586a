// What the engine wrote about one instance: one gap-free history, one version, one ending.
#include <algorithm>

#include "tests/faults/oracle/case_file.hpp"

namespace sagaflow::faults {
namespace {

// I9: a second writer would leave a gap, a number twice, or a row that overlaps another.
void check_numbers(const InstanceRecord& instance, const Complain& complain) {
    std::uint64_t expected = 1;
    for (const HistoryRecord& row : instance.rows) {
        if (row.first_seq != expected || row.last_seq < row.first_seq) {
            complain(
                "I9",
                "expected the history to go on with " + std::to_string(expected) +
                    ", but the next row holds " + std::to_string(row.first_seq) + " to " +
                    std::to_string(row.last_seq)
            );
            return;
        }
        expected = row.last_seq + 1;
    }
    std::uint64_t number = 1;
    for (const HistoryEvent& event : instance.events) {
        if (event.seq != number++) {
            complain("I9", "event " + std::to_string(event.seq) + " stands in the wrong place");
            return;
        }
    }
    if (instance.rows.empty()) complain("I9", "it has no history");
}

// I11
void check_version(const CaseFile& file, const Complain& complain) {
    const InstanceRecord& instance = *file.instance;
    for (const HistoryEvent& event : instance.events) {
        if (event.type != EventType::kInstanceStarted) continue;
        const int started = event.data.value("version", 0);
        if (started != instance.version) {
            complain(
                "I11",
                "started with version " + std::to_string(started) + ", but is stored with " +
                    std::to_string(instance.version)
            );
        }
    }
    for (const LedgerEntry* call : file.calls) {
        if (call->version == 0 || call->version == instance.version) continue;
        complain(
            "I11",
            call->step + " was called as version " + std::to_string(call->version) +
                " has it, but the saga runs version " + std::to_string(instance.version)
        );
        return;
    }
}

struct Timer {
    std::int64_t until = 0;
    int fired = 0;
};

// I10, by the engine's own clock.
void check_fired(const InstanceRecord& instance, const Complain& complain) {
    std::map<std::pair<std::string, int>, Timer> timers;
    for (const HistoryEvent& event : instance.events) {
        Timer& timer = timers[{event.state, event.visit}];
        if (event.type == EventType::kTimerStarted) {
            timer.until = event.data.value("until", std::int64_t{0});
            timer.fired = 0;
        }
        if (event.type != EventType::kTimerFired) continue;
        if (++timer.fired > 1) complain("I10", "the timer of " + event.state + " fired twice");
        if (event.at.ms < timer.until) {
            complain(
                "I10",
                "the timer of " + event.state + " fired " +
                    std::to_string(timer.until - event.at.ms) + " ms early"
            );
        }
    }
}

// An engine whose clock makes a change good runs a hundredth faster meanwhile (smooth_clock.hpp),
constexpr Micros kFastestMs = 990;
// and its clock counts whole milliseconds, at the beginning of a wait and at the end.
constexpr Micros kWholeMs = 2'000;

// I10, by the participant's clock, which nobody sets: the pause between two calls.
void check_pause(const CaseFile& file, const WaitRule& rule, const Complain& complain) {
    if (file.instance->saga != rule.saga) return;
    std::optional<Micros> before;
    std::optional<Micros> after;
    for (const LedgerEntry* call : file.calls) {
        if (call->kind != CallKind::kDo || call->late) continue;
        // The first applied call of the step before: the wait begins later than that.
        if (call->step == rule.before && call->applied && !before) before = call->at;
        if (call->step == rule.after && !after) after = call->at;
    }
    if (!before || !after || *after - *before >= rule.ms * kFastestMs - kWholeMs) return;
    complain(
        "I10",
        "expected " + std::to_string(rule.ms) + " ms between " + rule.before + " and " +
            rule.after + ", but there were " + std::to_string((*after - *before) / 1000)
    );
}

bool is_ending(EventType type) {
    switch (type) {
        case EventType::kInstanceCompleted:
        case EventType::kInstanceFailed:
        case EventType::kInstanceTerminated:
        case EventType::kInstanceCompensated:
        case EventType::kInstancePartiallyCompensated:
            return true;
        default:
            return false;
    }
}

std::string status_after(EventType type) {
    switch (type) {
        case EventType::kInstanceCompleted:
            return "completed";
        case EventType::kInstanceFailed:
            return "failed";
        case EventType::kInstanceTerminated:
            return "terminated";
        case EventType::kInstanceCompensated:
            return "compensated";
        default:
            return "partially_compensated";
    }
}

}  // namespace

void check_history(const CaseFile& file, const Complain& complain) {
    check_numbers(*file.instance, complain);
    check_version(file, complain);
}

void check_timers(const CaseFile& file, const Journal& journal, const Complain& complain) {
    check_fired(*file.instance, complain);
    for (const WaitRule& rule : journal.waits) check_pause(file, rule, complain);
}

// I7: one ending, the one that was planned, and the row says the same. L1: there is an ending.
void check_ending(const CaseFile& file, const Complain& complain) {
    const InstanceRecord& instance = *file.instance;
    std::vector<std::string> endings;
    for (const HistoryEvent& event : instance.events) {
        if (is_ending(event.type)) endings.push_back(status_after(event.type));
    }
    if (endings.size() > 1) complain("I7", "it ended twice: " + endings[0] + ", " + endings[1]);
    if (!endings.empty() && endings.back() != instance.status) {
        complain("I7", "its history ends " + endings.back() + ", its row says " + instance.status);
    }
    const bool compensating = has_event(instance, EventType::kCompensationStarted);
    if (instance.status == "completed" && compensating) {
        complain("I7", "it is completed although its compensation had started");
    }
    const bool attention = instance.status == "parked" || instance.status == "stuck";
    if (!instance.ended && !attention) {
        complain("L1", "it is " + instance.status + " and waits for " + instance.waiting_for);
        return;
    }
    if (file.order == nullptr) return;
    const std::string& expect = file.order->expect;
    const bool either = instance.status == "completed" || instance.status == "compensated";
    if (expect.empty() ? !either : expect != instance.status) {
        complain(
            "I7",
            "expected it to end " + (expect.empty() ? "completed or compensated" : expect) +
                ", but it is " + instance.status
        );
    }
}

}  // namespace sagaflow::faults
