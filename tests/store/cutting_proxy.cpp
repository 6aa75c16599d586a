#include "tests/store/cutting_proxy.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace sagaflow::store {
namespace {

bool send_all(int fd, const char* data, std::size_t size) {
    while (size > 0) {
        const ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        data += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

}  // namespace

CuttingProxy::CuttingProxy(std::string socket_path) : socket_path_(std::move(socket_path)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(listener_, generic, size), 0);
    EXPECT_EQ(listen(listener_, 16), 0);
    EXPECT_EQ(getsockname(listener_, generic, &size), 0);
    port_ = ntohs(address.sin_port);
    EXPECT_EQ(pipe(wake_), 0);
    thread_ = std::thread([this] { run(); });
}

CuttingProxy::~CuttingProxy() {
    close(wake_[1]);
    thread_.join();
    for (const Pair& pair : pairs_) {
        close(pair.client);
        close(pair.server);
    }
    close(wake_[0]);
    close(listener_);
}

void CuttingProxy::accept_one() {
    Pair pair;
    pair.client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    pair.server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, socket_path_.c_str(), sizeof(address.sun_path) - 1);
    if (connect(pair.server, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
        close(pair.client);
        close(pair.server);
        return;
    }
    pairs_.push_back(pair);
}

bool CuttingProxy::from_client(Pair& pair) {
    std::array<char, 65'536> buffer{};
    const ssize_t got = recv(pair.client, buffer.data(), buffer.size(), 0);
    if (got <= 0) return false;
    if (mode_ == Mode::kSwallow) return true;
    if (mode_ == Mode::kCutBeforeServer) {
        mode_ = Mode::kPass;
        return false;
    }
    if (mode_ == Mode::kCutBeforeClient) {
        mode_ = Mode::kPass;
        pair.cut_on_answer = true;
    }
    return send_all(pair.server, buffer.data(), static_cast<std::size_t>(got));
}

bool CuttingProxy::from_server(Pair& pair) {
    std::array<char, 65'536> buffer{};
    const ssize_t got = recv(pair.server, buffer.data(), buffer.size(), 0);
    if (got <= 0) return false;
    if (pair.cut_on_answer) {
        // The answer to Sync ends with "Z", its length 5 and a status: then COMMIT is over.
        return got < 6 || buffer[static_cast<std::size_t>(got) - 6] != 'Z';
    }
    return send_all(pair.client, buffer.data(), static_cast<std::size_t>(got));
}

void CuttingProxy::run() {
    for (;;) {
        std::vector<pollfd> polled{{wake_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
        for (const Pair& pair : pairs_) {
            polled.push_back({pair.client, POLLIN, 0});
            polled.push_back({pair.server, POLLIN, 0});
        }
        poll(polled.data(), polled.size(), -1);
        if (polled[0].revents != 0) return;
        std::vector<Pair> left;
        for (std::size_t i = 0; i < pairs_.size(); ++i) {
            Pair& pair = pairs_[i];
            bool open = polled[2 + 2 * i].revents == 0 || from_client(pair);
            open = open && (polled[3 + 2 * i].revents == 0 || from_server(pair));
            if (open) {
                left.push_back(pair);
            } else {
                close(pair.client);
                close(pair.server);
            }
        }
        pairs_ = std::move(left);
        if (polled[1].revents != 0) accept_one();
    }
}

}  // namespace sagaflow::store
