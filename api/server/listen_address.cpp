#include "api/server/listen_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <charconv>

namespace sagaflow::api {
namespace {

Error bad_address(std::string_view text) {
    return {
        ErrorCode::kInvalidArgument,
        "Expected HOST:PORT such as 127.0.0.1:8080 or [::1]:8080, but got \"" + std::string(text) +
            "\""};
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return bad_address(text);
    std::string_view host = text.substr(0, colon);
    const std::string_view port = text.substr(colon + 1);
    const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string_view::npos)
        return bad_address(text);
    ListenAddress address;
    if (!host.empty()) address.host = host;
    const char* end = port.data() + port.size();
    const auto [stop, failure] = std::from_chars(port.data(), end, address.port);
    if (port.empty() || failure != std::errc() || stop != end) return bad_address(text);
    return address;
}

std::string to_text(const ListenAddress& address) {
    const bool v6 = address.host.find(':') != std::string::npos;
    return (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

bool is_loopback(std::string_view host) {
    const std::string name(host);
    if (name == "localhost") return true;
    in_addr v4{};
    if (inet_pton(AF_INET, name.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
    in6_addr v6{};
    if (inet_pton(AF_INET6, name.c_str(), &v6) != 1) return false;
    return IN6_IS_ADDR_LOOPBACK(&v6);
}

Status check_exposure(const ListenAddress& address, bool insecure_listen) {
    if (insecure_listen || is_loopback(address.host)) return ok_status();
    return Error{
        ErrorCode::kUnprocessable,
        "Expected a loopback address to listen on, but got " + to_text(address) +
            ": there is no authentication, so everybody who reaches the port could run and undo "
            "sagas. Put a reverse proxy in front, or pass --insecure-listen if the network is "
            "closed"};
}

}  // namespace sagaflow::api
