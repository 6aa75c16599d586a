#include "api/deadlines.hpp"

namespace sagaflow::api {

Deadlines::Deadlines() : thread_([this] { run(); }) {}

Deadlines::~Deadlines() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

Deadlines::Ticket Deadlines::add(Time at, std::function<void()> task) {
    bool earliest = false;
    Ticket ticket;
    {
        const std::lock_guard lock(mutex_);
        ticket = {at, next_number_++};
        tasks_.emplace(ticket, std::move(task));
        earliest = tasks_.begin()->first == ticket;
    }
    // Most are later than what the thread sleeps for: it need not wake for them.
    if (earliest) changed_.notify_all();
    return ticket;
}

void Deadlines::cancel(const Ticket& ticket) {
    std::function<void()> task;  // destroyed after the lock: it may own much
    const std::lock_guard lock(mutex_);
    const auto found = tasks_.find(ticket);
    if (found == tasks_.end()) return;
    task = std::move(found->second);
    tasks_.erase(found);
}

void Deadlines::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (tasks_.empty()) {
            changed_.wait(lock);
            continue;
        }
        const Time next = tasks_.begin()->first.first;
        if (std::chrono::steady_clock::now() < next) {
            changed_.wait_until(lock, next);
            continue;
        }
        const std::function<void()> task = std::move(tasks_.begin()->second);
        tasks_.erase(tasks_.begin());
        lock.unlock();
        task();
        lock.lock();
    }
}

}  // namespace sagaflow::api
