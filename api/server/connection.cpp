#include "api/server/connection.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace sagaflow::api {
namespace {

bool wait_for(int socket, short events, SteadyTime until) {
    using namespace std::chrono;
    while (true) {
        const auto left = ceil<milliseconds>(until - steady_clock::now()).count();
        if (left <= 0) return false;
        pollfd entry{socket, events, 0};
        const int ready = ::poll(&entry, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000)));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
    }
}

}  // namespace

Connection::~Connection() {
    if (socket_ >= 0) ::close(socket_);
}

Connection::Received Connection::receive(std::size_t bytes_max) {
    std::array<char, 16 * 1024> buffer{};
    const std::size_t wanted = std::min(bytes_max, buffer.size());
    while (true) {
        const ssize_t got = ::recv(socket_, buffer.data(), wanted, MSG_DONTWAIT);
        if (got > 0) {
            input.append(buffer.data(), static_cast<std::size_t>(got));
            return Received::kSome;
        }
        if (got == 0) return Received::kClosed;
        if (errno == EINTR) continue;
        const bool nothing = errno == EAGAIN || errno == EWOULDBLOCK;
        return nothing ? Received::kNothing : Received::kClosed;
    }
}

bool Connection::wait_readable(SteadyTime until) const { return wait_for(socket_, POLLIN, until); }

std::size_t Connection::send_some(std::string_view bytes) const {
    std::size_t total = 0;
    while (total < bytes.size()) {
        const ssize_t sent = ::send(
            socket_, bytes.data() + total, bytes.size() - total, MSG_NOSIGNAL | MSG_DONTWAIT
        );
        if (sent > 0)
            total += static_cast<std::size_t>(sent);
        else if (errno != EINTR)
            break;
    }
    return total;
}

bool Connection::send_all(std::string_view bytes, SteadyTime until) const {
    while (!bytes.empty()) {
        const ssize_t sent =
            ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (!wait_for(socket_, POLLOUT, until)) return false;
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

void Connection::close_gently(std::int64_t ms) {
    // Closing with unread input sends a reset, which may overtake the answer.
    ::shutdown(socket_, SHUT_WR);
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
    constexpr std::size_t kDrainBytesMax = 1024 * 1024;
    std::size_t drained = 0;
    while (drained < kDrainBytesMax && wait_readable(until)) {
        input.clear();
        if (receive(kDrainBytesMax) != Received::kSome) return;
        drained += input.size();
    }
}

}  // namespace sagaflow::api
