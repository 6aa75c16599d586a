#include "connectors/http/plain/deadline_watch.hpp"

#include <algorithm>

namespace sagaflow::http {

void DeadlineWatch::set(Watched& watched, TimePoint deadline) {
    if (watched.place_ == Watched::kNowhere) {
        watched.place_ = entries_.size();
        entries_.push_back({deadline, &watched});
    } else {
        entries_[watched.place_].deadline = deadline;
    }
    if (deadline < armed_for_) arm(deadline);
}

void DeadlineWatch::leave(Watched& watched) {
    if (watched.place_ == Watched::kNowhere) return;
    entries_[watched.place_] = entries_.back();
    entries_[watched.place_].watched->place_ = watched.place_;
    entries_.pop_back();
    watched.place_ = Watched::kNowhere;
}

void DeadlineWatch::arm(TimePoint at) {
    armed_for_ = at;
    timer_.expires_at(at);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) fire();
    });
}

void DeadlineWatch::fire() {
    const TimePoint now = std::chrono::steady_clock::now();
    armed_for_ = TimePoint::max();
    // From the back: who leaves is replaced by the last one, which was asked already.
    for (std::size_t i = entries_.size(); i > 0; --i) {
        if (i <= entries_.size() && entries_[i - 1].deadline <= now) {
            entries_[i - 1].watched->on_deadline(now);
        }
    }
    const auto next =
        std::min_element(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
            return a.deadline < b.deadline;
        });
    if (next != entries_.end() && next->deadline < armed_for_) arm(next->deadline);
}

}  // namespace sagaflow::http
