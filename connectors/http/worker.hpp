// The connector's thread: takes calls from a mailbox, sends them, and hands back their results.
//
// submit(), objection(), stop() and snapshot() may be called from any thread; everything else runs
// on the thread that the constructor starts and stop() joins. The mailbox is not bounded of its
// own: the engine bounds how many steps it runs, and what cannot start moves on at once into the
// bounded queue of its lane or is refused.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "connectors/http/connection.hpp"
#include "connectors/http/exchange.hpp"
#include "connectors/http/lane.hpp"

namespace sagaflow::http {

class Worker final : private Transport::Owner {
public:
    Worker(
        Options options, Connections connections, const SecretSource& secrets, const Clock& clock
    );
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    void submit(CallRequest request, Connector::Done done);
    std::string objection(const CallRequest& request) const;
    void stop(Duration drain);
    Snapshot snapshot() const;

private:
    Transport::Owner& owner();
    void make_lanes();
    void run();
    void take_mailbox();
    void accept(Ticket ticket);
    void start(Lane& lane, Ticket ticket);
    void start_waiting();
    void expire_waiting();
    void refuse_waiting();
    void drain();
    void arm_timer();
    std::optional<TimePoint> next_event();
    void ended(std::unique_ptr<Exchange> exchange, Ending ending) override;
    void end(Lane& lane, Ticket& ticket, CallResult result);
    void end_turn();

    Lane* lane_of(const CallRequest& request);
    Transport& transport_of(const OutgoingRequest& request);

    const Options options_;
    const Connections connections_;
    const SecretSource& secrets_;
    const Clock& clock_;
    std::map<std::string, std::unique_ptr<Lane>, std::less<>> lanes_;
    boost::asio::io_context io_{1};

    mutable std::mutex mutex_;
    std::vector<Ticket> mailbox_;       // guarded by mutex_
    std::optional<TimePoint> stop_at_;  // guarded by mutex_: drain until then
    std::once_flag joined_;

    // Of the connector's thread only.
    std::unique_ptr<Transport> plain_;
    std::unique_ptr<Transport> curl_;
    Lane::Deadlines deadlines_;
    std::size_t in_flight_ = 0;
    using Ended = std::pair<Connector::Done, CallResult>;
    std::vector<Ended> ended_;  // in this turn
    std::vector<Ended> handing_over_;
    boost::asio::steady_timer timer_;  // of calls that wait for a place, and of the drain
    std::optional<TimePoint> armed_for_;
    bool turn_ends_ = false;
    std::optional<TimePoint> draining_until_;

    std::thread thread_;
};

}  // namespace sagaflow::http
