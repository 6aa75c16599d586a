#include "connectors/http/plain/plain_transport.hpp"

#include <algorithm>

#include "connectors/http/breakages.hpp"
#include "engine/core/ensure.hpp"

namespace sagaflow::http {
namespace {

constexpr std::size_t kChunkBytes = 64 * limits::kKiB;

}  // namespace

PlainTransport::PlainTransport(
    boost::asio::io_context& io,
    const Options& options,
    std::size_t sockets_max,
    Transport::Owner& owner
)
    : owner_(owner),
      sockets_max_(sockets_max),
      watch_(io),
      names_(io),
      chunk_(kChunkBytes),
      dial_tools_{io, options, watch_, names_},
      socket_tools_{options, watch_, chunk_} {}

PlainTransport::~PlainTransport() {
    for (const auto& [key, dial] : dials_) dial->abandon();
    for (const Sockets* sockets : {&busy_, &idle_}) {
        for (const auto& socket : *sockets) socket->close();
    }
}

std::string PlainTransport::name_of(const OutgoingRequest& request) {
    std::string name = request.guarded ? "checked " : "";
    return name.append(request.origin.host).append(":").append(request.origin.port);
}

void PlainTransport::start(std::unique_ptr<Exchange> exchange) {
    if (PooledSocket* socket = idle_socket(exchange->request)) {
        socket->carry(std::move(exchange));
    } else {
        dial(std::move(exchange));
    }
}

PlainTransport::PooledSocket* PlainTransport::idle_socket(const OutgoingRequest& request) {
    const auto found = places_.find(name_of(request));
    if (found == places_.end()) return nullptr;
    Place& place = found->second;
    while (!place.idle.empty()) {
        PooledSocket& socket = *place.idle.back();
        const bool last = place.sockets == 1;
        if (socket.is_quiet()) {
            make_busy(socket);
            return &socket;
        }
        socket.close();
        drop(socket);
        if (last) break;  // the place is gone with it
    }
    return nullptr;
}

void PlainTransport::dial(std::unique_ptr<Exchange> exchange) {
    auto made =
        std::make_shared<Dial>(dial_tools_, static_cast<Dial::Owner&>(*this), std::move(exchange));
    dials_.emplace(made.get(), made);
    made->start();
}

void PlainTransport::forget(Dial& dial) { dials_.erase(&dial); }

void PlainTransport::connected(Dial& dial, Dial::Socket connection) {
    std::unique_ptr<Exchange> exchange = dial.take_exchange();
    forget(dial);
    const std::string name = name_of(exchange->request);
    Place& place = places_.try_emplace(name).first->second;
    place.name = name;
    ++place.sockets;
    auto made = std::make_shared<PooledSocket>(
        socket_tools_, static_cast<PlainSocket::Owner&>(*this), std::move(connection)
    );
    busy_.push_back(made);
    made->at = std::prev(busy_.end());
    made->place = &place;
    made->carry(std::move(exchange));
}

void PlainTransport::not_connected(Dial& dial, const Breakage& why) {
    std::unique_ptr<Exchange> exchange = dial.take_exchange();
    Breakage copy = why;
    forget(dial);
    owner_.ended(std::move(exchange), std::move(copy));
}

PlainTransport::PooledSocket& PlainTransport::pooled(PlainSocket& socket) {
    return static_cast<PooledSocket&>(socket);  // it makes no others
}

void PlainTransport::make_busy(PooledSocket& socket) {
    ENSURE(socket.place->idle.back() == &socket, "the socket idle for the shortest time is used");
    socket.place->idle.pop_back();
    busy_.splice(busy_.end(), idle_, socket.at);
}

void PlainTransport::make_idle(PooledSocket& socket) {
    socket.place->idle.push_back(&socket);
    idle_.splice(idle_.end(), busy_, socket.at);
    if (idle_.size() > sockets_max_) {
        PooledSocket& oldest = *idle_.front();
        oldest.close();
        drop(oldest);
    }
}

// It is closed.
void PlainTransport::drop(PooledSocket& socket) {
    Place& place = *socket.place;
    const auto waiting = std::find(place.idle.begin(), place.idle.end(), &socket);
    if (waiting != place.idle.end()) {
        place.idle.erase(waiting);
        idle_.erase(socket.at);
    } else {
        busy_.erase(socket.at);
    }
    if (--place.sockets == 0) {
        const std::string name = place.name;
        places_.erase(name);
    }
}

void PlainTransport::done(PlainSocket& socket, Ending ending) {
    std::unique_ptr<Exchange> exchange = socket.take_exchange();
    if (socket.is_open()) {
        make_idle(pooled(socket));
    } else {
        drop(pooled(socket));
    }
    owner_.ended(std::move(exchange), std::move(ending));
}

void PlainTransport::again(PlainSocket& socket) {
    std::unique_ptr<Exchange> exchange = socket.take_exchange();
    drop(pooled(socket));
    exchange->resent = true;
    dial(std::move(exchange));
}

void PlainTransport::gone(PlainSocket& socket) { drop(pooled(socket)); }

void PlainTransport::cut_off() {
    const auto dials = std::exchange(dials_, {});
    for (const auto& [key, dial] : dials) {
        dial->abandon();
        std::unique_ptr<Exchange> exchange = dial->take_exchange();
        Breakage why = cut_off_by_stop(*exchange);
        owner_.ended(std::move(exchange), std::move(why));
    }
    while (!busy_.empty()) {
        const std::shared_ptr<PooledSocket> socket = busy_.front();
        done(*socket, socket->cut_off());
    }
}

}  // namespace sagaflow::http
