// Which addresses a URL made by a definition may reach: the public internet and nothing else.
//
// Pure functions, checked at the moment of connecting, so that a name that changes its address
// between a check and the connection (DNS rebinding) gains nothing.
#pragma once

#include <sys/socket.h>

#include <string>
#include <string_view>

namespace sagaflow::http {

// True for loopback, private, link-local, carrier-grade, multicast, reserved and documentation
// ranges of IPv4 and IPv6, also when an IPv4 address is embedded in an IPv6 one; true for every
// address family that is not IP.
bool is_private_address(const sockaddr& address);

// True when `host` (of a URL, IPv6 in brackets) is an address or localhost rather than a name.
bool is_address_or_localhost(std::string_view host);

std::string address_text(const sockaddr& address);

}  // namespace sagaflow::http
