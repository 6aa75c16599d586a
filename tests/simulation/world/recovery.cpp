#include "tests/simulation/world/recovery.hpp"

#include "tests/simulation/world/definitions.hpp"

namespace sagaflow::simulation {
namespace {

constexpr Duration kRound{500};
constexpr int kRoundsMax = 180;  // 90 seconds after the last fault
constexpr int kIgnoredRoundsMax = 16;
constexpr Duration kRest{3'000};  // idle instances leave memory meanwhile

const dsl::ReceiveState* receive_of(const InstanceState& state, const std::string& name) {
    const auto number = static_cast<std::size_t>(std::stoul(state.saga.substr(5)));
    const dsl::State* found = definition(number, state.version).program->find(name);
    return found == nullptr ? nullptr : std::get_if<dsl::ReceiveState>(&found->kind);
}

}  // namespace

void Recovery::run() {
    // A clock that was set back must not have silenced anybody.
    const Duration silence{around_.plan.heartbeat.ms * 3 + 2'500};
    const bool reachable = around_.plan.outages == 0 && around_.plan.slow_times == 0;
    if (const Process* silent = installation_.silent(silence);
        silent != nullptr && reachable && !around_.findings.any()) {
        around_.findings.add("L2", "", silent->incarnation() + " sends no heartbeat any more");
    }
    around_.trace.note("all faults are over");
    installation_.heal();
    services_.heal();
    const Duration settling{2 * around_.plan.lease.ms + 6'000};
    around_.chronicle.expect_punctuality_from(around_.schedule.now() + settling);
    clients_.start_last_ones();
    wait_for_all(false);
    if (around_.chronicle.poisoned()) {
        around_.statistics.count("poisoned sagas");
        around_.chronicle.lift_poison();
        installation_.restart_all();
        around_.chronicle.expect_punctuality_from(around_.schedule.now() + settling);
        wait_for_all(true);
    }
    installation_.run_until(around_.schedule.now() + kRest);
}

bool Recovery::all_over(bool also_the_poisoned) const {
    if (clients_.pending() > 0) return false;
    for (const InstanceId id : around_.chronicle.live()) {
        if (also_the_poisoned || around_.chronicle.poisoned() != id) return false;
    }
    return true;
}

void Recovery::wait_for_all(bool also_the_poisoned) {
    for (int round = 0; round < kRoundsMax; ++round) {
        installation_.run_until(around_.schedule.now() + kRound);
        if (around_.findings.any() || all_over(also_the_poisoned)) return;
        ++round_;
        const std::set<InstanceId> live = around_.chronicle.live();
        for (const InstanceId id : live) {
            // Nothing that is done for it could be kept.
            if (!also_the_poisoned && around_.chronicle.poisoned() == id) continue;
            decide(id, around_.chronicle.find(id)->state);
        }
    }
    for (const InstanceId id : around_.chronicle.live()) {
        if (!also_the_poisoned && around_.chronicle.poisoned() == id) continue;
        const InstanceState& state = around_.chronicle.find(id)->state;
        around_.findings.add(
            "L1",
            id.text(),
            state.saga + " is still " + std::string(to_string(state.status)) +
                " long after the last fault"
        );
    }
    if (clients_.pending() > 0 && !around_.findings.any()) {
        around_.findings.add("L2", "", "a client still waits for an answer");
    }
}

void Recovery::decide(InstanceId id, const InstanceState& state) {
    switch (state.status) {
        case InstanceStatus::kPaused:
            clients_.act(id, Action::kResume);
            break;
        case InstanceStatus::kParked:
            clients_.act(
                id,
                round_ % 4 == 3   ? Action::kSkip
                : round_ % 4 == 2 ? Action::kCompensate
                                  : Action::kRetry,
                {{"output", nullptr}}
            );
            break;
        case InstanceStatus::kStuck:
            resolve(id, state);
            break;
        case InstanceStatus::kRunning:
            serve_waiting(id, state);
            break;
        default:
            break;
    }
}

void Recovery::resolve(InstanceId id, const InstanceState& state) {
    around_.statistics.count("stuck sagas resolved");
    for (const UndoEntry& undo : state.undos) {
        if (undo.phase != UndoPhase::kFailed) continue;
        const char* resolution = round_ % 3 == 0 ? "done" : round_ % 3 == 1 ? "retry" : "giveUp";
        clients_.act(
            id,
            Action::kResolve,
            {{"step", undo.state},
             {"visit", undo.visit},
             {"resolution", resolution},
             {"evidence", "seen"}}
        );
        return;
    }
}

// An event that this receive would take has been kept for it all the time.
bool Recovery::is_kept_for(const InstanceState& state, const ActiveState& active) const {
    const dsl::ReceiveState* receive = receive_of(state, active.state);
    if (receive == nullptr) return false;
    const auto kept = around_.database.find_kept_events(active.waits, around_.schedule.now());
    for (const store::StoredEvent& event : kept) {
        for (std::size_t i = 0; i < active.waits.size(); ++i) {
            if (active.waits[i] != event.event.address) continue;
            const bool fits =
                receive->handlers[i].when == nullptr || event.event.data.value("ok", false);
            if (fits) return true;
        }
    }
    return false;
}

void Recovery::serve_waiting(InstanceId id, const InstanceState& state) {
    for (const ActiveState& active : state.active) {
        if (active.phase != Phase::kReceiving || active.waits.empty()) continue;
        if (is_kept_for(state, active)) {
            if (++ignored_[{id, active.token}] > kIgnoredRoundsMax) {
                around_.findings.add(
                    "I8", id.text(), "waits for an event that is kept and not offered"
                );
            }
            continue;
        }
        if (round_ % 4 == 0) clients_.send_event(active.waits.front(), true);
    }
}

}  // namespace sagaflow::simulation
