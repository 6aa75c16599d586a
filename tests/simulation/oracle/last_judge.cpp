#include "tests/simulation/oracle/last_judge.hpp"

#include "engine/kernel/apply/apply.hpp"
#include "engine/shard/document.hpp"
#include "tests/simulation/world/definitions.hpp"

namespace sagaflow::simulation {
namespace {

const dsl::Program& followed_program(const InstanceState& state) {
    const auto dash = state.saga.find('-');
    const auto number = static_cast<std::size_t>(std::stoul(state.saga.substr(dash + 1)));
    return *definition(number, state.version).program;
}

const dsl::TaskState* task_of(const Biography& life, const std::string& state) {
    const dsl::State* found = followed_program(life.state).find(state);
    return found == nullptr ? nullptr : std::get_if<dsl::TaskState>(&found->kind);
}

// An operator took the responsibility for some effect.
bool decided_by_hand(const Biography& life, const std::string& state, int visit) {
    for (const HistoryEvent& event : life.history) {
        if (event.state != state || event.visit != visit) continue;
        if (event.type == EventType::kUndoResolved) return true;
    }
    return false;
}

}  // namespace

void LastJudge::broken(const char* invariant, InstanceId id, std::string text) {
    around_.findings.add(invariant, id.text(), std::move(text));
}

void LastJudge::judge() {
    for (const auto& [id, life] : around_.chronicle.biographies()) {
        check_image(id, life);
        check_end(id, life);
        check_version(id, life);
        check_order(id, life);
        around_.statistics.count("ended " + std::string(to_string(life.state.status)));
    }
    for (const auto& [execution, effect] : services_.ledger()) {
        const Biography* life = around_.chronicle.find(effect.instance);
        if (life == nullptr) continue;  // found already when it was called
        check_attempts(execution, effect, *life);
        check_effect(execution, effect, *life);
    }
    check_told();
    check_promises();
    check_events();
}

// I12: the stored image and the events after it amount to the fold of the whole history.
void LastJudge::check_image(InstanceId id, const Biography& life) {
    const auto stored = around_.database.load({id});
    if (stored.empty()) {
        broken("I1", id, "is not in the database");
        return;
    }
    const auto state = state_of(stored.front());
    if (!state.ok()) {
        broken("I12", id, "cannot be read: " + state.error().message);
        return;
    }
    const std::string folded = to_text(to_json(life.state));
    if (to_text(to_json(*state)) != folded) {
        broken("I12", id, "its state is not the fold of its history");
    }
    const store::InstanceRow& row = stored.front().row;
    if (row.image_seq == life.state.seq && row.image != folded) {
        broken("I12", id, "its image is not the fold of its history");
    }
    if (has_ended(life.state.status) && row.seq != life.state.seq) {
        broken("I12", id, "ended, and its row is not up to date");
    }
    if (row.status != life.state.status) {
        broken("I12", id, "its row tells another status");
    }
}

// L1 and I7.
void LastJudge::check_end(InstanceId id, const Biography& life) {
    const InstanceStatus status = life.state.status;
    if (!has_ended(status)) {
        broken("L1", id, "is still " + std::string(to_string(status)));
        return;
    }
    const bool undone = life.has_been(EventType::kCompensationStarted);
    const bool ends_undone =
        status == InstanceStatus::kCompensated || status == InstanceStatus::kPartiallyCompensated;
    if (status == InstanceStatus::kCompleted && undone)
        broken("I7", id, "completed and compensated");
    if (ends_undone && !undone) broken("I7", id, "compensated without compensation");
    if (status == InstanceStatus::kFailed) broken("I7", id, "failed without undo");
}

// I11.
void LastJudge::check_version(InstanceId id, const Biography& life) {
    const dsl::Program& program = followed_program(life.state);
    for (const HistoryEvent& event : life.history) {
        if (!event.state.empty() && program.find(event.state) == nullptr) {
            broken("I11", id, "was in a state of another version: " + event.state);
        }
    }
    if (life.state.status != InstanceStatus::kCompleted) return;
    if (life.state.output.value("version", 0) != life.state.version) {
        broken("I11", id, "ended as another version");
    }
}

// I5: no more attempts than the policy has, apart from those that died with their process.
void LastJudge::check_attempts(
    const std::string& execution, const Effect& effect, const Biography& life
) {
    const dsl::TaskState* task = task_of(life, effect.state);
    const auto found = life.executions.find({effect.state, effect.visit});
    if (task == nullptr || found == life.executions.end()) {
        broken("I4", effect.instance, execution + " was called, and is no step");
        return;
    }
    const int rounds = 1 + found->second.retried_by_hand;
    const int most = task->call.retry.max_attempts * rounds + found->second.interrupted;
    if (task->call.retry.max_attempts != 0 && effect.do_calls > most) {
        broken(
            "I5",
            effect.instance,
            execution + " was called " + std::to_string(effect.do_calls) + " times, at most " +
                std::to_string(most) + " were allowed"
        );
    }
}

// I5, I6: what is applied belongs to a saga that completed, or was undone.
void LastJudge::check_effect(
    const std::string& execution, const Effect& effect, const Biography& life
) {
    const dsl::TaskState* task = task_of(life, effect.state);
    if (task == nullptr) return;
    const InstanceStatus status = life.state.status;
    const auto record = life.executions.find({effect.state, effect.visit});
    const bool succeeded = record != life.executions.end() && record->second.do_over &&
                           !life.has_been(EventType::kStepSkipped);
    if (status == InstanceStatus::kCompleted) {
        if (effect.undone > 0)
            broken("I6", effect.instance, execution + " was undone, and it completed");
    }
    if (succeeded && effect.applied != 1) {
        broken("I5", effect.instance, execution + " succeeded, and its effect is not there");
    }
    if (status != InstanceStatus::kCompensated || !task->compensate || life.state.pivot_passed)
        return;
    // What a deposed process sent behind the owner's back nobody could know of.
    if (effect.by_deposed || decided_by_hand(life, effect.state, effect.visit)) return;
    if (effect.applied > 0 && effect.undone == 0) {
        broken("I6", effect.instance, execution + " was applied and never undone");
    }
    if (effect.undone > 0) around_.statistics.count("effects undone");
}

// I6, from the ledger: of two effects the later is undone first.
void LastJudge::check_order(InstanceId id, const Biography& life) {
    if (life.state.status != InstanceStatus::kCompensated) return;
    const std::string prefix = id.text() + "/";
    std::vector<const Effect*> undone;
    for (auto at = services_.ledger().lower_bound(prefix);
         at != services_.ledger().end() && at->first.starts_with(prefix);
         ++at) {
        const Effect& effect = at->second;
        const auto record = life.executions.find({effect.state, effect.visit});
        const bool late = effect.late || effect.by_deposed ||
                          (record != life.executions.end() && record->second.late_success);
        if (effect.undone > 0 && !late) undone.push_back(&effect);
    }
    for (const Effect* a : undone) {
        for (const Effect* b : undone) {
            if (a->applied_at < b->applied_at && a->undone_at < b->undone_at) {
                broken(
                    "I6", id, a->state + " was undone before " + b->state + ", which came later"
                );
            }
        }
    }
}

// I5: a success that came to its owner is never dropped, however late it came.
void LastJudge::check_told() {
    for (const Told& told : services_.told()) {
        const auto epoch = around_.chronicle.epoch_of(told.process, told.instance.shard());
        const Biography* life = around_.chronicle.find(told.instance);
        if (!epoch || *epoch != told.epoch || life == nullptr) continue;  // it went elsewhere
        if (around_.chronicle.poisoned() == told.instance) continue;
        const bool written =
            std::any_of(life->history.begin(), life->history.end(), [&](const HistoryEvent& event) {
                const bool result = event.type == EventType::kStepSucceeded ||
                                    event.type == EventType::kLateResultRecorded;
                return result && event.state == told.state && event.visit == told.visit &&
                       event.data.value("attempt", 0) == told.attempt;
            });
        if (!written) {
            broken(
                "I5",
                told.instance,
                "was told of the success of " + told.state + " attempt " +
                    std::to_string(told.attempt) + ", and dropped it"
            );
        }
    }
}

// I1: what was acknowledged exists, and what was sent once was started at most once.
void LastJudge::check_promises() {
    for (const auto& [operation, id] : clients_.acknowledged()) {
        if (around_.chronicle.find(id) == nullptr) {
            broken(
                "I1", id, "was acknowledged to start " + std::to_string(operation) + " and is lost"
            );
        }
    }
    for (const InstanceId id : clients_.others()) {
        if (around_.chronicle.find(id) == nullptr) broken("I1", id, "was acknowledged and is lost");
    }
    for (const auto& [operation, sent] : clients_.unkeyed()) {
        const std::size_t made = around_.chronicle.made_by(operation);
        if (made > static_cast<std::size_t>(sent)) {
            broken(
                "I1",
                {},
                "start " + std::to_string(operation) + " was sent " + std::to_string(sent) +
                    " times and made " + std::to_string(made) + " sagas"
            );
        }
    }
}

// I8: an event is consumed when somebody took it, and kept when nobody did.
void LastJudge::check_events() {
    std::map<EventIdentity, int> takers;
    for (const auto& [id, life] : around_.chronicle.biographies()) {
        for (const auto& [identity, times] : life.received) ++takers[identity];
    }
    const auto stored =
        around_.database.list_events(std::nullopt, std::nullopt, std::nullopt, 10'000);
    if (stored.size() < clients_.events().size()) {
        broken("I8", {}, "an acknowledged event is not in the database");
    }
    for (const store::StoredEvent& event : stored) {
        const int taken = takers[event.event.identity];
        const std::string& id = event.event.identity.id;
        if (event.state == store::EventState::kConsumed && taken == 0) {
            broken("I8", {}, "event " + id + " is consumed, and nobody took it");
        }
        if (event.state == store::EventState::kKept && taken > 0) {
            broken("I8", {}, "event " + id + " was taken and is still offered");
        }
    }
}

}  // namespace sagaflow::simulation
