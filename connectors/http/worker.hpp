// The connector's thread: takes calls from a mailbox, sends them, and hands back their results.
//
// submit(), stop() and snapshot() may be called from any thread; everything else runs on the thread
// that the constructor starts and stop() joins. The mailbox is not bounded of its own: the engine
// bounds how many steps it runs, and what cannot start moves on at once into the bounded queue of
// its lane or is refused.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "connectors/http/connection.hpp"
#include "connectors/http/curl_multi.hpp"
#include "connectors/http/lane.hpp"
#include "connectors/http/transfer.hpp"

namespace sagaflow::http {

class Worker {
public:
    Worker(
        Options options, Connections connections, const SecretSource& secrets, const Clock& clock
    );
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    void submit(CallRequest request, Connector::Done done);
    void stop(Duration drain);
    Snapshot snapshot() const;

private:
    struct Flight {
        std::unique_ptr<Transfer> transfer;
        Ticket ticket;
        Lane* lane;
    };

    void make_lanes();
    void run();
    void turn();
    bool take_mailbox();
    void accept(Ticket ticket);
    void start(Lane& lane, Ticket ticket);
    void start_waiting();
    void expire_waiting();
    void finish(CURL* easy, CURLcode code);
    void refuse_waiting();
    void cut_off_flights();
    std::optional<TimePoint> next_event();
    void end(Lane& lane, Ticket& ticket, CallResult result);
    void hand_over();

    Lane* lane_of(const CallRequest& request);
    CurlMulti& multi_of(const Transfer& transfer);
    std::unique_ptr<Transfer> idle_transfer();

    const Options options_;
    const Connections connections_;
    const SecretSource& secrets_;
    const Clock& clock_;
    std::map<std::string, std::unique_ptr<Lane>, std::less<>> lanes_;

    mutable std::mutex mutex_;
    std::vector<Ticket> mailbox_;       // guarded by mutex_
    std::optional<TimePoint> stop_at_;  // guarded by mutex_: drain until then
    std::once_flag joined_;

    // Of the connector's thread only.
    Poller poller_;
    CurlMulti open_;     // connections that the operator vouched for
    CurlMulti guarded_;  // addresses are checked
    Lane::Deadlines deadlines_;
    std::unordered_map<CURL*, Flight> flights_;
    std::vector<std::unique_ptr<Transfer>> idle_;
    std::vector<std::pair<Connector::Done, CallResult>> ended_;  // in this turn
    bool stopping_ = false;

    std::thread thread_;
};

}  // namespace sagaflow::http
