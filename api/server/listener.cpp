#include "api/server/listener.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "engine/core/limits.hpp"

namespace sagaflow::api {
namespace {

Error cannot_listen(const ListenAddress& address, const std::string& why) {
    return {
        ErrorCode::kInvalidArgument,
        "Expected to listen on " + to_text(address) + ", but " + why +
            (errno == EADDRINUSE ? "; choose another port with --listen" : "")};
}

std::uint16_t bound_port(int socket) {
    sockaddr_storage bound{};
    socklen_t length = sizeof bound;
    void* address = &bound;
    if (::getsockname(socket, static_cast<sockaddr*>(address), &length) != 0) return 0;
    // The port stands at the same place for both families.
    sockaddr_in v4{};
    std::memcpy(&v4, &bound, sizeof v4);
    return ntohs(v4.sin_port);
}

}  // namespace

Result<Listener> open_listener(const ListenAddress& address) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* list = nullptr;
    const std::string port = std::to_string(address.port);
    errno = 0;
    if (const int code = ::getaddrinfo(address.host.c_str(), port.c_str(), &hints, &list);
        code != 0) {
        return cannot_listen(address, ::gai_strerror(code));
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> found(list, &::freeaddrinfo);
    const int socket = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket < 0) return cannot_listen(address, std::strerror(errno));
    const int on = 1;
    (void)::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const bool listening = ::bind(socket, found->ai_addr, found->ai_addrlen) == 0 &&
                           ::listen(socket, limits::kHttpBacklog) == 0;
    if (!listening) {
        const int reason = errno;
        ::close(socket);
        errno = reason;
        return cannot_listen(address, std::strerror(reason));
    }
    return Listener{socket, bound_port(socket)};
}

}  // namespace sagaflow::api
