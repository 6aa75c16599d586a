#include "tests/api/support/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace sagaflow::api {

RawClient::RawClient(std::uint16_t port) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const void* raw = &address;
    if (::connect(socket_, static_cast<const sockaddr*>(raw), sizeof address) != 0) {
        ::close(socket_);
        socket_ = -1;
    }
}

RawClient::~RawClient() {
    if (socket_ >= 0) ::close(socket_);
}

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool RawClient::read_more(int ms) {
    pollfd entry{socket_, POLLIN, 0};
    if (::poll(&entry, 1, ms) <= 0) return false;
    std::array<char, 16'384> buffer{};
    const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (got <= 0) return false;
    input_.append(buffer.data(), static_cast<std::size_t>(got));
    return true;
}

RawAnswer RawClient::receive(int ms, bool head_request) {
    RawAnswer answer;
    std::size_t end = 0;
    while ((end = input_.find("\r\n\r\n")) == std::string::npos) {
        if (!read_more(ms)) return answer;
    }
    const std::string head = input_.substr(0, end + 2);
    input_.erase(0, end + 4);
    answer.status = std::stoi(head.substr(head.find(' ') + 1, 3));
    if (answer.status == 100) return receive(ms, head_request);
    std::size_t at = head.find("\r\n") + 2;
    while (at < head.size()) {
        const std::size_t line_end = head.find("\r\n", at);
        const std::string line = head.substr(at, line_end - at);
        const std::size_t colon = line.find(':');
        std::string name = line.substr(0, colon);
        for (char& c : name) c = static_cast<char>(std::tolower(c));
        answer.headers[name] = line.substr(line.find_first_not_of(' ', colon + 1));
        at = line_end + 2;
    }
    const auto length = answer.headers.find("content-length");
    const std::size_t wanted =
        head_request || length == answer.headers.end() ? 0 : std::stoul(length->second);
    while (input_.size() < wanted && read_more(ms)) {
    }
    answer.body = input_.substr(0, wanted);
    input_.erase(0, wanted);
    return answer;
}

std::string RawClient::receive_some(int ms) {
    if (input_.empty()) (void)read_more(ms);
    return std::exchange(input_, {});
}

void RawClient::end_sending() { (void)::shutdown(socket_, SHUT_WR); }

bool RawClient::readable(int ms) const {
    pollfd entry{socket_, POLLIN, 0};
    return ::poll(&entry, 1, ms) > 0;
}

bool RawClient::closed(int ms) {
    while (true) {
        pollfd entry{socket_, POLLIN, 0};
        if (::poll(&entry, 1, ms) <= 0) return false;
        std::array<char, 4'096> buffer{};
        if (::recv(socket_, buffer.data(), buffer.size(), 0) <= 0) return true;
    }
}

}  // namespace sagaflow::api
