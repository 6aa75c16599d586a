#include "api/server/connection_poller.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "api/problem.hpp"
#include "api/server/request_head.hpp"

namespace sagaflow::api {
namespace {

constexpr int kSweepMs = 250;
constexpr std::int64_t kRefusalMs = 0;  // a refused client gets what its socket buffer takes

SteadyTime now() { return std::chrono::steady_clock::now(); }
SteadyTime in_ms(std::int64_t ms) { return now() + std::chrono::milliseconds(ms); }

std::string address_of(const sockaddr_storage& from) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (from.ss_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &from, sizeof v4);
        inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    } else {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &from, sizeof v6);
        inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    }
    return text.data();
}

bool add_to(int epoll, int socket, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = socket;
    return epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event) == 0;
}

ProblemKind kind_of(int status) {
    if (status == 408) return ProblemKind::kRequestTimeout;
    return status == 431 ? ProblemKind::kHeadersTooLarge : ProblemKind::kOverloaded;
}

std::string_view detail_of(int status) {
    if (status == 408) return "Expected the request's headers in time, but they did not arrive";
    if (status == 431) return "Expected smaller request headers; docs/limits.md names the limit";
    return "All connections or threads are busy; try again";
}

}  // namespace

std::string canned_refusal(int status) {
    Problem problem;
    problem.kind = kind_of(status);
    problem.detail = detail_of(status);
    const Response response = problem_response(problem, "");
    std::string text = "HTTP/1.1 " + std::to_string(status) + " Refused\r\nConnection: close\r\n";
    for (const NameValue& header : response.headers) {
        text += header.name + ": " + header.value + "\r\n";
    }
    return text + "Content-Type: " + response.content_type + "\r\nContent-Length: " +
           std::to_string(response.body.size()) + "\r\n\r\n" + response.body;
}

ConnectionPoller::ConnectionPoller(PollerOptions options, Ready ready)
    : options_(options), ready_(std::move(ready)) {}

ConnectionPoller::~ConnectionPoller() {
    stop();
    if (epoll_ >= 0) ::close(epoll_);
    if (wake_ >= 0) ::close(wake_);
}

Status ConnectionPoller::start(int listener) {
    listener_ = listener;
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const bool watched = epoll_ >= 0 && wake_ >= 0 && add_to(epoll_, wake_, EPOLLIN) &&
                         add_to(epoll_, listener_, EPOLLIN);
    if (!watched) {
        return Error{ErrorCode::kInternal, "Expected epoll to work, but the system refused it"};
    }
    accepting_ = true;
    next_sweep_ = in_ms(kSweepMs);
    thread_ = std::thread([this] { run(); });
    (void)pthread_setname_np(thread_.native_handle(), "http-io");
    return ok_status();
}

void ConnectionPoller::stop_accepting() {
    accepting_ = false;
    wake();
}

void ConnectionPoller::stop() {
    stopping_ = true;
    wake();
    if (thread_.joinable()) thread_.join();
    std::vector<std::function<void()>> left;
    const std::lock_guard lock(mutex_);
    left.swap(posted_);
}

void ConnectionPoller::wake() const {
    if (wake_ < 0) return;
    const std::uint64_t one = 1;
    (void)!::write(wake_, &one, sizeof one);
}

void ConnectionPoller::post(std::function<void()> task) {
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        first = posted_.empty();
        posted_.push_back(std::move(task));
    }
    // One wake serves all that gather until the thread is there.
    if (first) wake();
}

void ConnectionPoller::park(ConnectionPtr connection) {
    if (std::this_thread::get_id() == thread_.get_id()) {
        take_back(std::move(connection));
        return;
    }
    const auto shared = std::make_shared<ConnectionPtr>(std::move(connection));
    post([this, shared] { take_back(std::move(*shared)); });
}

void ConnectionPoller::forget(const std::string& address) {
    const std::lock_guard lock(mutex_);
    const auto found = by_address_.find(address);
    if (found != by_address_.end() && --found->second == 0) by_address_.erase(found);
    --open_;
}

void ConnectionPoller::run() {
    std::array<epoll_event, 256> events{};
    while (!stopping_) {
        // Nobody there: nothing to time out, so nothing to wake for.
        const int patience = polled_.empty() && accepting_ ? -1 : kSweepMs;
        const int count =
            epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), patience);
        for (int i = 0; i < count; ++i) {
            const int socket = events[static_cast<std::size_t>(i)].data.fd;
            if (socket == wake_) {
                std::uint64_t ignored = 0;
                (void)!::read(wake_, &ignored, sizeof ignored);
            } else if (socket == listener_) {
                accept_all();
            } else {
                on_readable(socket);
            }
        }
        run_posted();
        if (now() >= next_sweep_ || !accepting_) sweep();
    }
    while (!polled_.empty()) drop(polled_.begin());
    if (listener_ >= 0) ::close(listener_);
    listener_ = -1;
}

void ConnectionPoller::accept_all() {
    // Bounded, so that a flood of connects does not starve those that are there.
    for (int i = 0; i < 128; ++i) {
        sockaddr_storage from{};
        socklen_t length = sizeof from;
        void* address = &from;
        const int socket = ::accept4(
            listener_, static_cast<sockaddr*>(address), &length, SOCK_CLOEXEC | SOCK_NONBLOCK
        );
        if (socket >= 0) {
            admit(socket, address_of(from));
        } else if (errno != EINTR && errno != ECONNABORTED) {
            return;  // none left, or out of descriptors: the next round tries again
        }
    }
}

void ConnectionPoller::admit(int socket, std::string address) {
    const int on = 1;
    (void)::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto connection = std::make_unique<Connection>(socket, std::move(address));
    bool full = false;
    {
        const std::lock_guard lock(mutex_);
        std::size_t& same = by_address_[connection->address()];
        ++same;
        ++open_;
        full = open_ > options_.connections_max || same > options_.connections_per_address_max;
    }
    if (full) {
        refuse(std::move(connection), 503);
        return;
    }
    // A client that connects and says nothing is given up as soon as one that sends slowly.
    connection->deadline = in_ms(options_.head_ms);
    watch(std::move(connection));
}

void ConnectionPoller::watch(ConnectionPtr connection) {
    const int socket = connection->socket();
    if (!add_to(epoll_, socket, EPOLLIN | EPOLLRDHUP)) {
        forget(connection->address());
        return;
    }
    polled_[socket] = std::move(connection);
}

void ConnectionPoller::on_readable(int socket) {
    const auto found = polled_.find(socket);
    if (found == polled_.end()) return;
    Connection& connection = *found->second;
    const bool first_bytes = connection.input.empty();
    const auto received = connection.receive(SIZE_MAX);
    if (received == Connection::Received::kClosed) {
        drop(found);
        return;
    }
    if (first_bytes && connection.served > 0) connection.deadline = in_ms(options_.head_ms);
    const std::size_t head = head_length(connection.input);
    const bool complete = head != std::string::npos;
    const bool too_long =
        (complete ? head : connection.input.size()) > options_.head_bytes_max;
    if (!complete && !too_long) return;
    (void)epoll_ctl(epoll_, EPOLL_CTL_DEL, socket, nullptr);
    ConnectionPtr taken = std::move(found->second);
    polled_.erase(found);
    if (too_long) refuse(std::move(taken), 431);
    else ready_(std::move(taken));
}

void ConnectionPoller::run_posted() {
    std::vector<std::function<void()>> posted;
    {
        const std::lock_guard lock(mutex_);
        posted.swap(posted_);
    }
    for (const std::function<void()>& task : posted) task();
}

void ConnectionPoller::take_back(ConnectionPtr connection) {
    if (head_length(connection->input) != std::string::npos) {  // sent before it was answered
        ready_(std::move(connection));
        return;
    }
    const bool started = !connection->input.empty();
    connection->deadline = in_ms(started ? options_.head_ms : options_.idle_ms);
    watch(std::move(connection));
}

void ConnectionPoller::sweep() {
    next_sweep_ = in_ms(kSweepMs);
    if (!accepting_ && listener_ >= 0) {
        (void)epoll_ctl(epoll_, EPOLL_CTL_DEL, listener_, nullptr);
        ::close(listener_);
        listener_ = -1;
    }
    const SteadyTime time = now();
    for (auto at = polled_.begin(); at != polled_.end();) {
        const auto current = at++;
        Connection& connection = *current->second;
        const bool idle = connection.input.empty();
        if (connection.deadline > time && !(idle && !accepting_)) continue;
        if (!idle) (void)connection.send_all(canned_refusal(408), time);
        drop(current);
    }
}

void ConnectionPoller::drop(Table::iterator found) {
    forget(found->second->address());
    polled_.erase(found);  // closing the socket takes it out of epoll
}

void ConnectionPoller::refuse(ConnectionPtr connection, int status) {
    (void)connection->send_all(canned_refusal(status), in_ms(kRefusalMs));
    connection->close_gently(kRefusalMs);
    forget(connection->address());
}

}  // namespace sagaflow::api
