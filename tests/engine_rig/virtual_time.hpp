// Time and the engine thread under a test's control: nothing moves unless the test moves it.
//
// One VirtualClock is shared by all nodes of a world and plays the database's clock as well. Each
// node has a VirtualLoop of its own. Single-threaded and deterministic.
#pragma once

#include <deque>
#include <optional>

#include "engine/shard/loop.hpp"

namespace sagaflow::testing {

class VirtualClock final : public Clock {
public:
    Timestamp now() const override { return now_; }
    void set(Timestamp at) { now_ = at; }

private:
    Timestamp now_{1'767'225'600'000};  // 2026-01-01T00:00:00Z
};

class VirtualLoop final : public Loop {
public:
    VirtualLoop(const VirtualClock& clock, std::uint64_t seed) : clock_(clock), random_(seed) {}

    void post(std::function<void()> task) override { tasks_.push_back(std::move(task)); }
    void set_timer(Timestamp at) override {
        timer_ = at;
        armed_at_ = now();
    }
    void on_timer(std::function<void()> task) override { on_timer_ = std::move(task); }
    Timestamp now() const override { return clock_.now(); }
    // SplitMix64: small, and the same on every machine.
    std::uint64_t random() override {
        random_ += 0x9e3779b97f4a7c15ULL;
        std::uint64_t mixed = random_;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
        return mixed ^ (mixed >> 31);
    }

    // Runs one task, or the timer when it is due; false: there was nothing to do.
    bool run_one() {
        if (!tasks_.empty()) {
            const std::function<void()> task = std::move(tasks_.front());
            tasks_.pop_front();
            task();
            return true;
        }
        const bool set_back = clock_.now() < armed_at_;
        if (!timer_ || (*timer_ > clock_.now() && !set_back)) return false;
        timer_.reset();
        on_timer_();
        return true;
    }
    std::optional<Timestamp> timer() const { return timer_; }

private:
    const VirtualClock& clock_;
    std::uint64_t random_;
    std::deque<std::function<void()>> tasks_;
    std::function<void()> on_timer_;
    std::optional<Timestamp> timer_;
    Timestamp armed_at_;
};

}  // namespace sagaflow::testing
