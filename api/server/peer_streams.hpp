// Reads the streams of the other nodes into this node's hub, while somebody here looks on: so a
// stream of one node tells of the whole cluster, and a node that nobody looks at costs the others
// nothing. One thread for all peers, asleep while they are not wanted.
//
// Owned by the composition root; stopped before what `peers` asks goes away.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>

#include "api/stream/change_hub.hpp"

namespace sagaflow::api {

struct PeerStreamsOptions {
    std::int64_t look_ms = 2'000;  // between two looks at who is there
    std::int64_t reconnect_ms_min = limits::kPeerReconnectMsMin;
    std::int64_t reconnect_ms_max = limits::kPeerReconnectMsMax;
};

class PeerStreams {
public:
    // Base URLs of the other nodes that are alive, by name; may ask the database. Nullopt: it
    // cannot be told now.
    using Peers = std::function<std::optional<std::map<std::string, std::string>>()>;

    PeerStreams(ChangeHub& hub, Peers peers, PeerStreamsOptions options = {});
    ~PeerStreams();
    PeerStreams(const PeerStreams&) = delete;
    PeerStreams& operator=(const PeerStreams&) = delete;

    // The hub has come to want them. Any thread.
    void wake();
    void stop();

private:
    class Link;
    using Time = std::chrono::steady_clock::time_point;

    void run();
    bool wait_until_wanted();
    void look_at_peers();
    void drive();
    void end_finished();

    ChangeHub& hub_;
    const Peers peers_;
    const PeerStreamsOptions options_;
    void* multi_ = nullptr;                               // libcurl's handle of many transfers
    std::map<std::string, std::unique_ptr<Link>> links_;  // the thread's only
    Time next_look_;
    std::mt19937_64 random_{std::random_device{}()};  // the thread's only

    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace sagaflow::api
