// Making one connection: the name is looked up, its addresses are tried, the first that answers
// wins.
//
// An address that neither answers nor refuses does not hold up the next one for longer than a
// quarter of a second (RFC 8305). Addresses are checked here, after the look-up and on the very
// value that is connected to. Lives on the connector's thread. Shared: by its owner and by the
// operations under way, which may end after the owner lost interest.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>
#include <memory>
#include <vector>

#include "connectors/http/exchange.hpp"
#include "connectors/http/plain/deadline_watch.hpp"
#include "connectors/http/plain/name_lookup.hpp"

namespace sagaflow::http {

class Dial final : public std::enable_shared_from_this<Dial>, private DeadlineWatch::Watched {
public:
    using Socket = boost::asio::ip::tcp::socket;

    struct Tools {
        boost::asio::io_context& io;
        const Options& options;
        DeadlineWatch& watch;
        NameLookup& names;
    };

    // Told once, unless the dial was abandoned; the exchange may be taken then.
    class Owner {
    public:
        virtual void connected(Dial& dial, Socket socket) = 0;
        virtual void not_connected(Dial& dial, const Breakage& why) = 0;

    protected:
        ~Owner() = default;
    };

    Dial(Tools& tools, Owner& owner, std::unique_ptr<Exchange> exchange)
        : tools_(tools), owner_(&owner), exchange_(std::move(exchange)), next_try_(tools.io) {}

    void start();
    // Ends without a word.
    void abandon();
    std::unique_ptr<Exchange> take_exchange() { return std::move(exchange_); }

private:
    void looked_up(const Result<NameLookup::Addresses>& found);
    void choose(const NameLookup::Addresses& found);
    void try_next();
    void try_address(const boost::asio::ip::address& address);
    void tried(Socket& socket, const boost::system::error_code& error);
    void try_another_soon();
    void fail(const Breakage& why);
    void on_deadline(TimePoint now) override;

    Tools& tools_;
    Owner* owner_;  // null: it is over
    std::unique_ptr<Exchange> exchange_;
    std::vector<boost::asio::ip::address> addresses_;  // to be tried, the last one first
    std::vector<std::unique_ptr<Socket>> trying_;
    std::size_t under_way_ = 0;
    std::string problem_;
    std::string refused_address_;
    boost::asio::steady_timer next_try_;
};

}  // namespace sagaflow::http
