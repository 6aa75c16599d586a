// Addresses of host names, looked up beside the connector's thread and kept for a minute.
//
// The system's look-up blocks, for seconds when a server of names is silent, and cannot be broken
// off. So each runs on a thread of its own (Asio's resolver has one for all: a slow name would hold
// up every other), at most limits::kNameLookupsMax at once. A look-up that outlives the connector
// is left to end by itself: it owns what it touches. Used on the thread that runs `io`.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/result.hpp"

namespace sagaflow::http {

class NameLookup {
public:
    using Addresses = std::vector<boost::asio::ip::address>;
    using Done = std::function<void(const Result<Addresses>&)>;
    // Blocks; tests put their own in its place.
    using System = std::function<Result<Addresses>(const std::string& host)>;

    explicit NameLookup(boost::asio::io_context& io, System system = &NameLookup::ask_system);
    ~NameLookup();
    NameLookup(const NameLookup&) = delete;
    NameLookup& operator=(const NameLookup&) = delete;

    // `done` is called within find() where the answer is at hand: addresses, names of this machine,
    // names that were looked up within the last minute. Failures are not kept.
    void find(const std::string& host, Done done);

    static Result<Addresses> ask_system(const std::string& host);

private:
    struct Home;
    struct Kept {
        Addresses addresses;
        std::chrono::steady_clock::time_point until;
    };

    void start_next();
    void found(const std::string& host, const Result<Addresses>& result);
    void keep(const std::string& host, const Addresses& addresses);

    std::shared_ptr<Home> home_;
    System system_;
    std::map<std::string, Kept> kept_;
    std::map<std::string, std::vector<Done>> asked_;
    std::deque<std::string> waiting_;  // for a thread
    std::size_t running_ = 0;
};

}  // namespace sagaflow::http
