// True time and what happens in it: a queue of things to come, taken in the order of their time and
// then of their making. Plays the database's clock. One thread; deterministic.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "engine/core/time.hpp"

namespace sagaflow::simulation {

class Schedule final : public Clock {
public:
    Timestamp now() const override { return now_; }
    static constexpr Timestamp kBegin{1'767'225'600'000};  // 2026-01-01T00:00:00Z

    void at(Timestamp when, std::function<void()> task) {
        entries_.push_back({std::max(when, now_), ++made_, std::move(task)});
        std::push_heap(entries_.begin(), entries_.end());
    }
    void after(Duration by, std::function<void()> task) { at(now_ + by, std::move(task)); }

    std::optional<Timestamp> next() const {
        if (entries_.empty()) return std::nullopt;
        return entries_.front().at;
    }
    // Call only with something due at or before `when`.
    void run_next() {
        std::pop_heap(entries_.begin(), entries_.end());
        Entry entry = std::move(entries_.back());
        entries_.pop_back();
        now_ = std::max(now_, entry.at);
        entry.task();
    }
    void advance_to(Timestamp when) { now_ = std::max(now_, when); }

private:
    struct Entry {
        Timestamp at;
        std::uint64_t order = 0;
        std::function<void()> task;
        bool operator<(const Entry& other) const {  // the heap's top is the earliest
            return at != other.at ? at > other.at : order > other.order;
        }
    };
    Timestamp now_ = kBegin;
    std::uint64_t made_ = 0;
    std::vector<Entry> entries_;
};

}  // namespace sagaflow::simulation
