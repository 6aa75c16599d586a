#include "tests/simulation/world/installation.hpp"

#include "tests/simulation/world/definitions.hpp"

namespace sagaflow::simulation {
namespace {

// In the end the clocks of a run in which they jumped agree again, on a time that lies behind all
// that was ever set for the future: what waits for it comes due, as it would hours later.
constexpr Duration kLatest{2 * 3'600'000 + 60'000};

constexpr int kTurnsMax = 200'000;  // of one moment: more means that it never ends

}  // namespace

Installation::Installation(Surroundings& around, Services& services, std::uint64_t seed)
    : around_(around), services_(services), seed_(seed), random_(seed, "installation") {
    deaths_left_ = around.plan.crashes_at_commits;
    for (std::size_t i = 0; i < around.plan.nodes; ++i) {
        seats_.push_back({"n" + std::to_string(i), nullptr, "", false});
    }
}

void Installation::deploy_first() {
    for (const std::size_t number : around_.plan.definitions) {
        const Definition& first = definition(number, 1);
        around_.database.deploy(first.program->saga, first.content_hash, first.source);
    }
}

void Installation::deploy_second() {
    const std::size_t number = around_.plan.definitions.front();
    const Definition& second = definition(number, 2);
    around_.database.deploy(second.program->saga, second.content_hash, second.source);
    around_.statistics.count("second versions deployed");
}

void Installation::start_all() {
    start(seats_.front());
    for (std::size_t i = 1; i < seats_.size(); ++i) {
        seats_[i].coming = true;
        const Duration after = random_.percent(60) ? Duration{0} : random_.span(0, 5'000);
        around_.schedule.after(after, [this, i] { start(seats_[i]); });
    }
}

void Installation::start(Seat& seat) {
    seat.coming = false;
    if (seat.process != nullptr) return;
    Process::Options options;
    options.name = seat.name;
    options.incarnation = seat.name + "." + std::to_string(processes_.size() + 1);
    // Who restarts on the same machine knows that its predecessor is dead; elsewhere it waits.
    if (random_.percent(75)) options.dead_incarnation = seat.last_incarnation;
    options.skew = skew_;
    options.seed = mix(seed_ + processes_.size() + 1);
    if (!healed_ && deaths_left_ > 0) {
        --deaths_left_;
        options.death = {static_cast<std::uint64_t>(random_.between(1, 40)), random_.percent(50)};
    }
    around_.trace.tell("process", processes_.size(), [&] { return options.incarnation; });
    processes_.push_back(std::make_unique<Process>(around_, services_, options));
    seat.process = processes_.back().get();
    seat.process->life()->last_beat = around_.schedule.now();
}

void Installation::bury_the_dead() {
    for (std::size_t i = 0; i < seats_.size(); ++i) {
        Seat& seat = seats_[i];
        if (seat.process == nullptr || !seat.process->has_died()) continue;
        around_.trace.tell("dead", i, [&] { return seat.process->incarnation(); });
        seat.last_incarnation = seat.process->incarnation();
        seat.process->bury();
        seat.process = nullptr;
        if (seat.coming) continue;
        seat.coming = true;
        const Duration gone = healed_ ? Duration{200} : random_.span(0, 3 * around_.plan.lease.ms);
        around_.schedule.after(gone, [this, i] { start(seats_[i]); });
    }
}

Process* Installation::next_ready() {
    std::vector<Process*> ready;
    for (const Seat& seat : seats_) {
        if (seat.process != nullptr && seat.process->runs() && seat.process->loop().ready()) {
            ready.push_back(seat.process);
        }
    }
    if (ready.empty()) return nullptr;
    return ready.size() == 1 ? ready.front() : ready[random_.below(ready.size())];
}

std::optional<Timestamp> Installation::next_due() const {
    std::optional<Timestamp> next = around_.schedule.next();
    for (const Seat& seat : seats_) {
        if (seat.process == nullptr || !seat.process->runs()) continue;
        const auto due = seat.process->loop().due();
        if (due && (!next || *due < *next)) next = due;
    }
    return next;
}

void Installation::run_until(Timestamp end) {
    while (!around_.findings.any()) {
        bury_the_dead();
        if (around_.schedule.now() != last_seen_) turns_ = 0;
        last_seen_ = around_.schedule.now();
        if (++turns_ > kTurnsMax) {
            around_.findings.add("L1", "", "the engine never comes to rest at this moment");
            return;
        }
        if (Process* ready = next_ready()) {
            ready->loop().run_one();
            continue;
        }
        const auto next = next_due();
        if (!next || *next > end) break;
        if (around_.schedule.next() == next)
            around_.schedule.run_next();
        else
            around_.schedule.advance_to(*next);
    }
    around_.schedule.advance_to(end);
}

Process* Installation::any() {
    std::vector<Process*> there;
    for (const Seat& seat : seats_) {
        if (seat.process != nullptr && seat.process->alive()) there.push_back(seat.process);
    }
    return there.empty() ? nullptr : random_.pick(there);
}

Process* Installation::any_running() {
    std::vector<Process*> there;
    for (const Seat& seat : seats_) {
        if (seat.process != nullptr && seat.process->runs() && !seat.process->stopping()) {
            there.push_back(seat.process);
        }
    }
    return there.empty() ? nullptr : random_.pick(there);
}

void Installation::heal() {
    healed_ = true;
    if (!around_.plan.clocks_are_right()) skew_ = kLatest;
    for (std::size_t i = 0; i < seats_.size(); ++i) {
        Seat& seat = seats_[i];
        if (seat.process == nullptr) {
            around_.schedule.after(Duration{200}, [this, i] { start(seats_[i]); });
            continue;
        }
        seat.process->resume();
        seat.process->forget_death();
        seat.process->loop().set_skew(skew_);
    }
}

void Installation::restart_all() {
    for (const Seat& seat : seats_) {
        if (seat.process != nullptr) seat.process->kill();
    }
}

const Process* Installation::silent(Duration longer_than) const {
    for (const Seat& seat : seats_) {
        if (seat.process == nullptr || !seat.process->runs()) continue;
        if (seat.process->stopping()) continue;
        const Timestamp since =
            std::max(seat.process->life()->last_beat, seat.process->awake_since());
        if (around_.schedule.now() - since > longer_than) return seat.process;
    }
    return nullptr;
}

}  // namespace sagaflow::simulation
