// HOST:PORT as an operator writes it, and the rule that a server without authentication stays on
// the loopback interface unless told otherwise.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/core/result.hpp"

namespace sagaflow::api {

struct ListenAddress {
    std::string host = "127.0.0.1";  // a name, an IPv4 or an IPv6 address without brackets
    std::uint16_t port = 8080;       // 0: any free one
};

// "127.0.0.1:8080", "localhost:0", "[::1]:8080", ":8080" (loopback).
Result<ListenAddress> parse_listen_address(std::string_view text);
std::string to_text(const ListenAddress& address);

// Whether the host stands for this machine only: localhost, 127/8, ::1.
bool is_loopback(std::string_view host);
// kUnprocessable, naming --insecure-listen, for any other host without that permission.
Status check_exposure(const ListenAddress& address, bool insecure_listen);

}  // namespace sagaflow::api
