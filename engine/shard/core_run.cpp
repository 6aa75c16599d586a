// Running the kernel over residents, and the timers that make it run.
#include "engine/core/planted_bug.hpp"
#include "engine/shard/core.hpp"
#include "engine/shard/event_log.hpp"

namespace sagaflow {
namespace {

// A definition that this node has not loaded yet comes with the next heartbeats.
constexpr Duration kLookAgain{1'000};

}  // namespace

Core::Core(
    Loop& loop,
    store::Store& store,
    Catalog& catalog,
    Ownership& ownership,
    const kernel::Environment& environment,
    Logger& logger
)
    : loop_(loop),
      store_(store),
      catalog_(catalog),
      ownership_(ownership),
      environment_(environment),
      logger_(logger) {
    loop_.on_timer([this] { on_timer(); });
}

void Core::admit(std::function<void()> task) {
    admitted_.push_back(std::move(task));
    if (pump_posted_) return;
    pump_posted_ = true;
    loop_.post([this] {
        pump_posted_ = false;
        pump();
    });
}

// Fills the batch up to its limit; the rest waits for the commit under way.
void Core::pump() {
    if (halted_) return;
    const std::size_t room = solo_left_ > 0 ? 1 : limits::kBatchTransitionsMax;
    while (!admitted_.empty() && batch_.touched.size() < room) {
        if (solo_left_ > 0 && !idle()) return;
        const std::function<void()> task = std::move(admitted_.front());
        admitted_.pop_front();
        task();
    }
}

Resident& Core::create(InstanceId id, dsl::ProgramPtr program) {
    auto resident = std::make_unique<Resident>();
    resident->state.id = id;
    resident->program = std::move(program);
    return residents_.add(std::move(resident), loop_.now());
}

kernel::Step Core::run(Resident& resident, const kernel::Input& input, CommitDone done) {
    const kernel::Context context{
        loop_.now(), loop_.random(), environment_, holds(resident.state.id.shard())};
    const bool had_ended = has_ended(resident.state.status);
    kernel::Step step = kernel::step(*resident.program, resident.state, input, context);
    if (!step.events.empty()) {
        touch(resident);
        if (!had_ended && has_ended(resident.state.status)) release_keys(resident);
        for (HistoryEvent& event : step.events) {
            if (logger_.enabled(log_level_of(event.type))) {
                batch_.to_log.emplace_back(resident.state.id, event);
            }
            resident.fresh.push_back(std::move(event));
        }
        take_effects(resident, step);
        if (const auto due = kernel::next_due(resident.state)) remind(*due, resident.state.id);
    }
    if (step.more) continue_after_commit(resident.state.id);
    if (done) after_commits(std::move(done));
    return step;
}

// A long run of local steps shares the engine with everybody else: it goes on behind its commit.
void Core::continue_after_commit(InstanceId id) {
    after_commits([this, id](const store::CommitOutcome& outcome) {
        if (outcome.outcome != store::CommitClass::kCommitted) return;  // read back, it goes on
        admit([this, id] {
            with_resident(id, [this](Result<Resident*> found) {
                if (found.ok()) run(**found, kernel::Continue{}, nullptr);
            });
        });
    });
}

// In the very commit that ends the instance, and never again: the key may be another's by then.
void Core::release_keys(const Resident& resident) {
    for (const auto& [scope, key] : resident.state.keys) {
        if (resident.program->key_for_ever || scope == "request") continue;
        batch_.rows.release_key({scope, key});
    }
}

void Core::keep(Resident& resident) {
    residents_.touch(resident, loop_.now());
    schedule_sweep();
}

void Core::touch(Resident& resident) {
    keep(resident);
    if (resident.in_batch) return;
    resident.in_batch = true;
    batch_.touched.push_back(resident.state.id);
    schedule_flush();
}

void Core::take_effects(Resident& resident, kernel::Step& step) {
    const InstanceId id = resident.state.id;
    for (kernel::Effect& effect : step.effects) {
        if (const auto* open = std::get_if<kernel::SubscribeEffect>(&effect)) {
            residents_.subscribe(open->address, id, open->token);
            batch_.rows.subscribe.push_back({open->address, id, open->token});
        } else if (const auto* close = std::get_if<kernel::UnsubscribeEffect>(&effect)) {
            residents_.unsubscribe(close->address, id, close->token);
            batch_.rows.unsubscribe.push_back({close->address, id, close->token});
        } else if (const auto* back = std::get_if<kernel::GiveBackEventEffect>(&effect)) {
            batch_.rows.restore.push_back(back->identity);
        } else if (has_planted(PlantedBug::kCallBeforeCommit)) {
            if (auto* call = std::get_if<kernel::CallEffect>(&effect))
                hooks_.call(resident, std::move(*call));
            continue;
        }
        batch_.effects.emplace_back(id, std::move(effect));
    }
    step.effects.clear();
}

void Core::after_commits(CommitDone done) {
    if (idle() || has_planted(PlantedBug::kAcknowledgeBeforeCommit)) {
        done({store::CommitClass::kCommitted, {}, {}});
        return;
    }
    batch_.dones.push_back(std::move(done));
    schedule_flush();
}

// --- timers ------------------------------------------------------------------------------------

void Core::remind(Timestamp at, InstanceId id) {
    // What is further away stays in the database and is read when it comes near.
    if (at > loop_.now() + kTimerHorizon) return;
    timers_.add(at, id);
    arm_timer();
}

void Core::expect_absent(Timestamp at, InstanceId id) {
    if (const Resident* resident = residents_.find(id)) {
        // It knows better than its row, whose time is only a lower bound; and what was beyond the
        // horizon when it last ran may be near by now.
        if (const auto due = kernel::next_due(resident->state)) remind(*due, id);
        return;
    }
    absent_due_[id] = at;
    remind(at, id);
}

void Core::delay(Duration by, std::function<void()> task) {
    delayed_.emplace(look_at_clock() + by, std::move(task));
    arm_timer();
}

// The engine's own delays (heartbeats, retries) are spans: a clock that was set back must not make
// them longer. Timers of instances are points in time, and wait for theirs.
Timestamp Core::look_at_clock() {
    const Timestamp now = loop_.now();
    if (now < last_look_) {
        std::multimap<Timestamp, std::function<void()>> moved;
        const Duration back{now.ms - last_look_.ms};
        for (auto& [at, task] : delayed_) moved.emplace(at + back, std::move(task));
        delayed_ = std::move(moved);
    }
    last_look_ = now;
    return now;
}

void Core::arm_timer() {
    look_at_clock();  // whatever is armed now hides from the loop that the clock was set back
    std::optional<Timestamp> next;
    if (!timers_.empty()) next = timers_.earliest();
    if (!delayed_.empty() && (!next || delayed_.begin()->first < *next)) {
        next = delayed_.begin()->first;
    }
    if (next) loop_.set_timer(*next);
}

void Core::on_timer() {
    const Timestamp now = look_at_clock();
    while (!delayed_.empty() && delayed_.begin()->first <= now) {
        const std::function<void()> task = std::move(delayed_.begin()->second);
        delayed_.erase(delayed_.begin());
        task();
    }
    for (const InstanceId id : timers_.take_due(now, limits::kBatchTransitionsMax)) {
        admit([this, id] { look_at_due(id); });
    }
    arm_timer();
}

void Core::look_at_due(InstanceId id) {
    // A hand-over keeps due work for the next owner.
    if (!ownership_.owns(id.shard()) || holds(id.shard())) {
        absent_due_.erase(id);
        return;
    }
    if (residents_.find(id) == nullptr) {
        // Most reminders are of calls that were answered long ago: only what left memory with
        // something due is worth a reading.
        const auto expected = absent_due_.find(id);
        if (expected == absent_due_.end() || expected->second > loop_.now()) return;
    }
    with_resident(id, [this, id](Result<Resident*> found) {
        if (!found.ok()) {
            const bool later = found.error().code == ErrorCode::kUnavailable;
            if (later)
                expect_absent(loop_.now() + kLookAgain, id);
            else
                absent_due_.erase(id);
            return;
        }
        Resident& resident = **found;
        const auto due = kernel::next_due(resident.state);
        // An instance that moved on has set another reminder.
        if (!due || *due > loop_.now()) return;
        run(resident, kernel::TimeCame{}, nullptr);
    });
}

}  // namespace sagaflow
