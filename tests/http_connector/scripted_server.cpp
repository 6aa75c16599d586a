#include "tests/http_connector/scripted_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "connectors/http/headers.hpp"
#include "engine/core/ensure.hpp"

namespace sagaflow::testing {
namespace {

sockaddr_in address_of(const std::string& text, int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    ENSURE(inet_pton(AF_INET, text.c_str(), &address.sin_addr) == 1, "an address");
    return address;
}

int bind_to_loopback(const std::string& text = "127.0.0.1", int port = 0) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ENSURE(socket >= 0, "socket");
    const sockaddr_in address = address_of(text, port);
    const int bound = bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ENSURE(bound == 0, "bind");
    return socket;
}

int listen_on_loopback() {
    const int socket = bind_to_loopback();
    ENSURE(listen(socket, 4096) == 0, "listen");
    return socket;
}

int port_of(int socket) {
    sockaddr_in address{};
    socklen_t length = sizeof address;
    ENSURE(getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) == 0, "name");
    return ntohs(address.sin_port);
}

std::string url_of_port(int port) { return "http://127.0.0.1:" + std::to_string(port); }

}  // namespace

std::string SeenRequest::header(std::string_view name) const {
    std::size_t at = head.find("\r\n");
    while (at != std::string::npos && at + 2 < head.size()) {
        const std::size_t end = head.find("\r\n", at + 2);
        const std::string line = head.substr(at + 2, end - at - 2);
        const std::size_t colon = line.find(':');
        if (colon != std::string::npos && http::equal_ignoring_case(line.substr(0, colon), name)) {
            return line.substr(std::min(colon + 2, line.size()));
        }
        at = end;
    }
    return {};
}

void Peer::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            dropped_ = true;
            return;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void Peer::answer(int status, std::string_view body, std::string_view headers) {
    std::string text = "HTTP/1.1 " + std::to_string(status) + " Because\r\n";
    text += headers;
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    text += body;
    write(text);
}

void Peer::hang() {
    while (pause(1000)) {
    }
    dropped_ = true;
}

bool Peer::pause(int ms) {
    pollfd poll{socket_, POLLIN | POLLRDHUP, 0};
    const int ready = ::poll(&poll, 1, ms);
    return !stopping_ && !(ready > 0 && (poll.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0);
}

void Peer::reset() {
    const linger now{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    dropped_ = true;
}

ClosedPort::ClosedPort() : socket_(bind_to_loopback()) {}

ClosedPort::~ClosedPort() { close(socket_); }

std::string ClosedPort::url() const { return url_of_port(port()); }

int ClosedPort::port() const { return port_of(socket_); }

SilentPort::SilentPort(const std::string& address, int port)
    : address_(address), listener_(bind_to_loopback(address, port)) {
    ENSURE(listen(listener_, 0) == 0, "listen");
    const sockaddr_in to = address_of(address, port_of(listener_));
    constexpr int kMoreThanItsQueueHolds = 4;
    for (int i = 0; i < kMoreThanItsQueueHolds; ++i) {
        waiting_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        (void)!connect(waiting_.back(), reinterpret_cast<const sockaddr*>(&to), sizeof to);
    }
}

SilentPort::~SilentPort() {
    for (const int socket : waiting_) close(socket);
    close(listener_);
}

std::string SilentPort::url() const {
    return "http://" + address_ + ":" + std::to_string(port_of(listener_));
}

ScriptedServer::ScriptedServer(Script script, std::string greeting)
    : script_(std::move(script)),
      greeting_(std::move(greeting)),
      listener_(listen_on_loopback()),
      port_(port_of(listener_)) {
    if (!script_) {
        script_ = [](const SeenRequest&, Peer& peer) { peer.answer_json(R"({"ok":true})"); };
    }
    acceptor_ = std::thread([this] { accept_loop(); });
}

ScriptedServer::~ScriptedServer() {
    stopping_ = true;
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
    close(listener_);
}

std::string ScriptedServer::url() const { return url_of_port(port_); }

std::vector<SeenRequest> ScriptedServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

void ScriptedServer::wait_for_requests(std::size_t count) const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return requests_.size() >= count; });
}

void ScriptedServer::wait_for_ended_connections(std::size_t count) const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_connections_ >= count; });
}

void ScriptedServer::accept_loop() {
    while (!stopping_) {
        const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        const int on = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        ++connection_count_;
        const std::lock_guard lock(mutex_);
        sockets_.insert(socket);
        threads_.emplace_back([this, socket] { serve(socket); });
    }
}

void ScriptedServer::serve(int socket) {
    std::string buffer;
    Peer peer(socket, stopping_);
    peer.write(greeting_);
    SeenRequest request;
    while (!stopping_ && !peer.dropped() && read_request(socket, buffer, request)) {
        const std::size_t now = ++at_once_;
        std::size_t most = most_at_once_;
        while (now > most && !most_at_once_.compare_exchange_weak(most, now)) {
        }
        note(request);
        script_(request, peer);
        --at_once_;
    }
    {
        const std::lock_guard lock(mutex_);
        sockets_.erase(socket);
        close(socket);
        ++ended_connections_;
    }
    changed_.notify_all();
}

void ScriptedServer::note(const SeenRequest& request) {
    {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
        ++request_count_;
    }
    changed_.notify_all();
}

bool ScriptedServer::read_request(int socket, std::string& buffer, SeenRequest& request) {
    std::array<char, 65536> chunk{};
    const auto more = [&] {
        const ssize_t got = recv(socket, chunk.data(), chunk.size(), 0);
        if (got <= 0) return false;
        buffer.append(chunk.data(), static_cast<std::size_t>(got));
        return true;
    };
    std::size_t end = std::string::npos;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
        if (!more()) return false;
    }
    request.head = buffer.substr(0, end + 2);
    request.method = request.head.substr(0, request.head.find(' '));
    const std::size_t target = request.method.size() + 1;
    request.target = request.head.substr(target, request.head.find(' ', target) - target);
    const std::string length = request.header("content-length");
    const std::size_t body = length.empty() ? 0 : std::stoul(length);
    while (buffer.size() < end + 4 + body) {
        if (!more()) return false;
    }
    request.body = buffer.substr(end + 4, body);
    buffer.erase(0, end + 4 + body);
    return true;
}

}  // namespace sagaflow::testing
