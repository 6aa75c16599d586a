// The deadlines of everything that waits, with one timer between them.
//
// Nothing is armed for a single call: a deadline is written into its place, and the timer is only
// moved when the new one is earlier than all before. When it fires, all are looked through once.
// Used on the connector's thread only; what is watched must leave before it is destroyed.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <vector>

namespace sagaflow::http {

class DeadlineWatch {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    class Watched {
    public:
        Watched() = default;
        Watched(const Watched&) = delete;
        Watched& operator=(const Watched&) = delete;

        virtual ~Watched() = default;

    protected:
        // Its deadline has come; it stays watched until it leaves or sets another one.
        virtual void on_deadline(TimePoint now) = 0;

    private:
        friend class DeadlineWatch;
        static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
        std::size_t place_ = kNowhere;
    };

    explicit DeadlineWatch(boost::asio::io_context& io) : timer_(io) {}

    // Enters the watch, or moves the deadline.
    void set(Watched& watched, TimePoint deadline);
    void leave(Watched& watched);

private:
    struct Entry {
        TimePoint deadline;
        Watched* watched;
    };

    void arm(TimePoint at);
    void fire();

    std::vector<Entry> entries_;
    boost::asio::steady_timer timer_;
    TimePoint armed_for_ = TimePoint::max();
};

}  // namespace sagaflow::http
