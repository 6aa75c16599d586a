// The engine thread of one simulated process: nothing runs unless the simulation says so. Its wall
// clock may be wrong by `skew`; like the real loop it looks at its clock again at least every five
// seconds, so that a timer survives a jump. One thread.
#pragma once

#include <algorithm>
#include <deque>
#include <optional>

#include "engine/shard/loop.hpp"
#include "tests/simulation/world/random.hpp"

namespace sagaflow::simulation {

class NodeLoop final : public Loop {
public:
    NodeLoop(const Clock& truth, Duration skew, std::uint64_t seed)
        : truth_(truth), skew_(skew), random_(seed, "node") {}

    void post(std::function<void()> task) override { tasks_.push_back(std::move(task)); }
    void set_timer(Timestamp at) override {
        if (timer_ == at) return;
        timer_ = at;
        arm();
    }
    void on_timer(std::function<void()> task) override { on_timer_ = std::move(task); }
    Timestamp now() const override { return truth_.now() + skew_; }
    std::uint64_t random() override { return random_.next(); }

    void set_skew(Duration skew) { skew_ = skew; }
    Duration skew() const { return skew_; }
    // In true time.
    std::optional<Timestamp> due() const {
        if (!timer_) return std::nullopt;
        return alarm_;
    }
    // Its process is gone.
    void close() {
        tasks_.clear();
        timer_.reset();
    }
    bool ready() const { return !tasks_.empty() || (timer_ && alarm_ <= truth_.now()); }
    void run_one() {
        if (!tasks_.empty()) {
            const std::function<void()> task = std::move(tasks_.front());
            tasks_.pop_front();
            task();
            return;
        }
        const bool set_back = now() < armed_at_;
        if (now() < *timer_ && !set_back) {
            arm();
            return;
        }
        timer_.reset();
        on_timer_();
    }

private:
    // Sleeps on a clock that nobody sets.
    void arm() {
        armed_at_ = now();
        const std::int64_t wait_ms =
            std::clamp<std::int64_t>(timer_->ms - armed_at_.ms, 0, kSleepMsMax);
        alarm_ = truth_.now() + Duration{wait_ms};
    }
    static constexpr std::int64_t kSleepMsMax = 5'000;

    const Clock& truth_;
    Duration skew_;
    Random random_;
    std::deque<std::function<void()>> tasks_;
    std::function<void()> on_timer_;
    std::optional<Timestamp> timer_;
    Timestamp armed_at_;  // by its own clock
    Timestamp alarm_;     // in true time
};

}  // namespace sagaflow::simulation
