// One kept-alive connection to a participant: a request out, an answer in, again and again.
//
// One wait for readability is under way at all times, so a connection that the participant closes
// while it is idle is noticed. Requests are written at once; only what the kernel does not take
// waits. Lives on the connector's thread. Shared: by its owner and by that wait, which may end
// after the owner closed it.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <list>
#include <memory>
#include <span>
#include <string>

#include "connectors/http/exchange.hpp"
#include "connectors/http/plain/deadline_watch.hpp"
#include "connectors/http/plain/response_reader.hpp"

namespace sagaflow::http {

class PlainSocket : public std::enable_shared_from_this<PlainSocket>,
                    private DeadlineWatch::Watched {
public:
    using Socket = boost::asio::ip::tcp::socket;

    struct Tools {
        const Options& options;
        DeadlineWatch& watch;
        std::span<char> chunk;  // what is received goes through here
    };

    class Owner {
    public:
        // The exchange is over; the socket is idle again, or closed.
        virtual void done(PlainSocket& socket, Ending ending) = 0;
        // Nobody saw the request, or it may be repeated; the socket is closed.
        virtual void again(PlainSocket& socket) = 0;
        // The participant closed it, or it was idle for too long.
        virtual void gone(PlainSocket& socket) = 0;

    protected:
        ~Owner() = default;
    };

    PlainSocket(Tools& tools, Owner& owner, Socket socket)
        : tools_(tools), owner_(owner), socket_(std::move(socket)), reader_(tools.options) {}

    // Only while it is idle.
    void carry(std::unique_ptr<Exchange> exchange);
    // An idle one: nothing came since, not even its end.
    bool is_quiet();
    void close();
    bool is_open() const { return open_; }
    bool is_idle() const { return open_ && exchange_ == nullptr; }

    std::unique_ptr<Exchange> take_exchange() { return std::move(exchange_); }
    const Exchange* exchange() const { return exchange_.get(); }
    Breakage cut_off();

private:
    void send();
    void send_later();
    void sending_failed(const boost::system::error_code& error);
    bool all_sent() const;
    void await_bytes();
    void readable();
    void received(std::size_t bytes);
    void closed_by_peer(const boost::system::error_code& error);
    void judge(ResponseReader::State state);
    bool may_go_again() const;
    void watch_pace();
    void succeed();
    void fail(Breakage why);
    void on_deadline(TimePoint now) override;

    Tools& tools_;
    Owner& owner_;
    Socket socket_;
    ResponseReader reader_;
    std::unique_ptr<Exchange> exchange_;
    std::string head_;
    std::size_t sent_ = 0;  // of head and body
    bool open_ = true;
    bool awaiting_ = false;
    bool used_ = false;  // it has carried an exchange before this one
    bool send_broken_ = false;
    std::size_t received_ = 0;
    std::size_t received_before_ = 0;  // at the last look at the pace
    std::optional<TimePoint> next_look_;
};

}  // namespace sagaflow::http
