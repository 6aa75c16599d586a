// Calls over plain http: Asio's sockets, Beast's parser, and a pool of kept-alive connections.
//
// Connections are shared by all calls to one host and port, the one used last first, so that few
// stay warm; those whose addresses are checked are kept apart, or a checked call could ride on a
// connection that never was. Owned and used by the connector's thread.
#pragma once

#include <array>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "connectors/http/plain/dial.hpp"
#include "connectors/http/plain/plain_socket.hpp"

namespace sagaflow::http {

class PlainTransport final : public Transport, private Dial::Owner, private PlainSocket::Owner {
public:
    // `sockets_max`: how many connections stay open while nothing uses them.
    PlainTransport(
        boost::asio::io_context& io,
        const Options& options,
        std::size_t sockets_max,
        Transport::Owner& owner
    );
    ~PlainTransport() override;

    void start(std::unique_ptr<Exchange> exchange) override;
    void cut_off() override;

private:
    // The connections to one place.
    struct PooledSocket;
    struct Place {
        std::string name;
        std::vector<PooledSocket*> idle;  // used last: at the end
        std::size_t sockets = 0;          // idle and busy
    };
    using Sockets = std::list<std::shared_ptr<PooledSocket>>;
    struct PooledSocket final : PlainSocket {
        using PlainSocket::PlainSocket;
        Sockets::iterator at;  // in idle_ or busy_
        Place* place = nullptr;
    };

    static std::string name_of(const OutgoingRequest& request);
    PooledSocket* idle_socket(const OutgoingRequest& request);
    void dial(std::unique_ptr<Exchange> exchange);
    void make_busy(PooledSocket& socket);
    void make_idle(PooledSocket& socket);
    void drop(PooledSocket& socket);
    static PooledSocket& pooled(PlainSocket& socket);
    void forget(Dial& dial);

    void connected(Dial& dial, Dial::Socket socket) override;
    void not_connected(Dial& dial, const Breakage& why) override;
    void done(PlainSocket& socket, Ending ending) override;
    void again(PlainSocket& socket) override;
    void gone(PlainSocket& socket) override;

    Transport::Owner& owner_;
    const std::size_t sockets_max_;
    DeadlineWatch watch_;
    NameLookup names_;
    std::vector<char> chunk_;
    Dial::Tools dial_tools_;
    PlainSocket::Tools socket_tools_;
    std::unordered_map<std::string, Place> places_;
    Sockets busy_;
    Sockets idle_;  // idle for the longest time: at the front
    std::unordered_map<Dial*, std::shared_ptr<Dial>> dials_;
};

}  // namespace sagaflow::http
