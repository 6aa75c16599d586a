// Running the kernel over residents, and the timers that make it run.
#include "engine/shard/core.hpp"

namespace sagaflow {

Core::Core(
    Loop& loop, store::Store& store, Catalog& catalog, Ownership& ownership,
    const kernel::Environment& environment, Logger& logger
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
    kernel::Step step = kernel::step(*resident.program, resident.state, input, context);
    if (!step.events.empty()) {
        touch(resident);
        for (HistoryEvent& event : step.events) resident.fresh.push_back(std::move(event));
        take_effects(resident, step);
        if (const auto due = kernel::next_due(resident.state)) remind(*due, resident.state.id);
    }
    if (step.more) {
        const InstanceId id = resident.state.id;
        admit([this, id] {
            with_resident(id, [this](Result<Resident*> found) {
                if (found.ok()) run(**found, kernel::Continue{}, nullptr);
            });
        });
    }
    if (done) after_commits(std::move(done));
    return step;
}

void Core::touch(Resident& resident) {
    residents_.touch(resident, loop_.now());
    schedule_sweep();
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
        }
        batch_.effects.emplace_back(id, std::move(effect));
    }
    step.effects.clear();
    if (has_ended(resident.state.status)) {
        for (const auto& [scope, key] : resident.state.keys) {
            if (resident.program->key_for_ever || scope == "request") continue;
            batch_.rows.release_keys.push_back({scope, key});
        }
    }
}

void Core::after_commits(CommitDone done) {
    if (idle()) {
        done({store::CommitClass::kCommitted, {}, {}});
        return;
    }
    batch_.dones.push_back(std::move(done));
    schedule_flush();
}

// --- timers ------------------------------------------------------------------------------------

void Core::remind(Timestamp at, InstanceId id) {
    timers_.add(at, id);
    arm_timer();
}

void Core::delay(Duration by, std::function<void()> task) {
    delayed_.emplace(loop_.now() + by, std::move(task));
    arm_timer();
}

void Core::arm_timer() {
    std::optional<Timestamp> next;
    if (!timers_.empty()) next = timers_.earliest();
    if (!delayed_.empty() && (!next || delayed_.begin()->first < *next)) {
        next = delayed_.begin()->first;
    }
    if (next) loop_.set_timer(*next);
}

void Core::on_timer() {
    const Timestamp now = loop_.now();
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
    if (!ownership_.owns(id.shard()) || holds(id.shard())) return;
    with_resident(id, [this](Result<Resident*> found) {
        if (!found.ok()) return;
        Resident& resident = **found;
        const auto due = kernel::next_due(resident.state);
        // An instance that moved on has set another reminder.
        if (!due || *due > loop_.now()) return;
        run(resident, kernel::TimeCame{}, nullptr);
    });
}

}  // namespace sagaflow
