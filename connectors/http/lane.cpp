#include "connectors/http/lane.hpp"

#include "engine/core/ensure.hpp"

namespace sagaflow::http {
namespace {

CallClass class_of(const CallResult& result) {
    const std::string& type = result.error.type;
    if (result.outcome == Outcome::kOk) return CallClass::k2xx;
    if (type == "timeout") return CallClass::kTimeout;
    if (type == "connection") return CallClass::kConnection;
    if (type == "limit") return CallClass::kLimit;
    if (type == "input") return CallClass::kInput;
    if (type.starts_with("http.3")) return CallClass::k3xx;
    if (type.starts_with("http.4")) return CallClass::k4xx;
    if (type.starts_with("http.5")) return CallClass::k5xx;
    return CallClass::kResponse;
}

Lane::Deadlines::iterator find_deadline(
    Lane::Deadlines& deadlines, TimePoint deadline, Lane::Queue::iterator place
) {
    auto [first, last] = deadlines.equal_range(deadline);
    while (first != last && first->second.second != place) ++first;
    ENSURE(first != last, "a waiting call has a deadline entry");
    return first;
}

}  // namespace

Lane::Lane(std::string name, const Bounds& bounds, TimePoint now)
    : name_(std::move(name)), bounds_(bounds) {
    if (bounds.rate_per_second) bucket_.emplace(*bounds.rate_per_second, now);
}

bool Lane::has_place(TimePoint now) {
    if (in_flight_.load(std::memory_order_relaxed) >= bounds_.concurrency) return false;
    return !bucket_ || bucket_->try_take(now);
}

bool Lane::try_enter(TimePoint now) {
    if (!queue_.empty() || !has_place(now)) return false;
    in_flight_.fetch_add(1, std::memory_order_relaxed);
    return true;
}

void Lane::leave() {
    ENSURE(in_flight_.load(std::memory_order_relaxed) > 0, "leave without enter");
    in_flight_.fetch_sub(1, std::memory_order_relaxed);
}

bool Lane::push(Ticket& ticket, Deadlines& deadlines) {
    const std::size_t bytes = sizeof(Ticket) + approximate_size(ticket.request.with);
    if (queue_.size() >= bounds_.queue_calls_max ||
        queue_bytes_ + bytes > bounds_.queue_bytes_max) {
        return false;
    }
    ticket.bytes = bytes;
    queue_bytes_ += bytes;
    queue_.push_back(std::move(ticket));
    deadlines.emplace(queue_.back().deadline, std::pair(this, std::prev(queue_.end())));
    queued_.store(queue_.size(), std::memory_order_relaxed);
    return true;
}

Ticket Lane::unlink(Queue::iterator place) {
    Ticket ticket = std::move(*place);
    queue_.erase(place);
    queue_bytes_ -= ticket.bytes;
    queued_.store(queue_.size(), std::memory_order_relaxed);
    return ticket;
}

std::optional<Ticket> Lane::pop(TimePoint now, Deadlines& deadlines) {
    if (queue_.empty() || !has_place(now)) return std::nullopt;
    in_flight_.fetch_add(1, std::memory_order_relaxed);
    return drop(deadlines);
}

std::optional<Ticket> Lane::drop(Deadlines& deadlines) {
    if (queue_.empty()) return std::nullopt;
    deadlines.erase(find_deadline(deadlines, queue_.front().deadline, queue_.begin()));
    return unlink(queue_.begin());
}

Ticket Lane::take(Deadlines::iterator expired, Deadlines& deadlines) {
    const Queue::iterator place = expired->second.second;
    deadlines.erase(expired);
    return unlink(place);
}

std::optional<TimePoint> Lane::next_start(TimePoint now) {
    if (queue_.empty() || !bucket_) return std::nullopt;
    // Without a free place the end of a call wakes us, not the clock.
    if (in_flight_.load(std::memory_order_relaxed) >= bounds_.concurrency) return std::nullopt;
    return bucket_->next(now);
}

void Lane::count(const CallResult& result, std::chrono::duration<double> took) {
    calls_[static_cast<std::size_t>(class_of(result))].fetch_add(1, std::memory_order_relaxed);
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    microseconds_.fetch_add(static_cast<std::uint64_t>(micros), std::memory_order_relaxed);
}

ConnectionSnapshot Lane::snapshot() const {
    ConnectionSnapshot copy;
    copy.name = name_;
    for (std::size_t i = 0; i < kCallClasses; ++i) {
        copy.calls[i] = calls_[i].load(std::memory_order_relaxed);
    }
    copy.in_flight = in_flight_.load(std::memory_order_relaxed);
    copy.queued = queued_.load(std::memory_order_relaxed);
    copy.seconds = static_cast<double>(microseconds_.load(std::memory_order_relaxed)) / 1e6;
    return copy;
}

}  // namespace sagaflow::http
