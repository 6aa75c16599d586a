// Calls by libcurl: everything that needs TLS.
//
// libcurl's sockets stay in an epoll set of their own; Asio waits for that set and for libcurl's
// timer. Owned and used by the connector's thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <unordered_map>
#include <vector>

#include "connectors/http/curl_multi.hpp"
#include "connectors/http/exchange.hpp"
#include "connectors/http/transfer.hpp"

namespace sagaflow::http {

class CurlTransport final : public Transport {
public:
    CurlTransport(
        boost::asio::io_context& io, const Options& options, std::size_t sockets_max, Owner& owner
    );
    ~CurlTransport() override;

    void start(std::unique_ptr<Exchange> exchange) override;
    void cut_off() override;

private:
    void look_soon();
    void await_sockets();
    void look();
    void arm_timer();
    void finish(CURL* easy, CURLcode code);
    CurlMulti& multi_of(const Transfer& transfer);
    std::unique_ptr<Transfer> idle_transfer();

    boost::asio::io_context& io_;
    const Options& options_;
    Owner& owner_;
    Poller poller_;
    CurlMulti open_;     // connections that the operator vouched for
    CurlMulti guarded_;  // addresses are checked
    boost::asio::posix::stream_descriptor sockets_;
    boost::asio::steady_timer timer_;
    std::optional<TimePoint> armed_for_;
    bool looks_soon_ = false;
    bool awaiting_ = false;
    std::unordered_map<CURL*, std::unique_ptr<Transfer>> flights_;
    std::vector<std::unique_ptr<Transfer>> idle_;
};

}  // namespace sagaflow::http
