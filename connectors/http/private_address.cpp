#include "connectors/http/private_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace sagaflow::http {
namespace {

struct Range4 {
    std::uint32_t network;
    int bits;
};

constexpr std::uint32_t ip4(unsigned a, unsigned b, unsigned c, unsigned d) {
    return (a << 24U) | (b << 16U) | (c << 8U) | d;
}

// IANA's special-purpose registry, without what is globally reachable.
constexpr std::array<Range4, 15> kPrivate4{{
    {ip4(0, 0, 0, 0), 8},        // this network; 0.0.0.0 reaches loopback
    {ip4(10, 0, 0, 0), 8},       // private
    {ip4(100, 64, 0, 0), 10},    // carrier-grade NAT
    {ip4(127, 0, 0, 0), 8},      // loopback
    {ip4(169, 254, 0, 0), 16},   // link-local; cloud metadata services
    {ip4(172, 16, 0, 0), 12},    // private
    {ip4(192, 0, 0, 0), 24},     // protocol assignments
    {ip4(192, 0, 2, 0), 24},     // documentation
    {ip4(192, 88, 99, 0), 24},   // 6to4 relays, withdrawn
    {ip4(192, 168, 0, 0), 16},   // private
    {ip4(198, 18, 0, 0), 15},    // benchmarks
    {ip4(198, 51, 100, 0), 24},  // documentation
    {ip4(203, 0, 113, 0), 24},   // documentation
    {ip4(224, 0, 0, 0), 4},      // multicast
    {ip4(240, 0, 0, 0), 4},      // reserved and broadcast
}};

bool is_private4(std::uint32_t address) {
    for (const Range4& range : kPrivate4) {
        const std::uint32_t mask = ~std::uint32_t{0} << (32 - range.bits);
        if ((address & mask) == range.network) return true;
    }
    return false;
}

using Bytes16 = std::array<std::uint8_t, 16>;

std::uint32_t embedded4(const Bytes16& b, std::size_t at) {
    return ip4(b[at], b[at + 1], b[at + 2], b[at + 3]);
}

bool starts_with(const Bytes16& bytes, std::initializer_list<std::uint8_t> prefix) {
    return std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

bool is_private6(const Bytes16& b) {
    if (starts_with(b, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) {
        return is_private4(embedded4(b, 12));  // ::ffff:a.b.c.d
    }
    if (starts_with(b, {0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) {
        return is_private4(embedded4(b, 12));  // NAT64
    }
    if (starts_with(b, {0x20, 0x02})) return is_private4(embedded4(b, 2));  // 6to4
    // Only 2000::/3 is global unicast; loopback, fc00::/7, fe80::/10 and ff00::/8 lie outside.
    if ((b[0] & 0xe0U) != 0x20U) return true;
    const bool protocol_assignments = starts_with(b, {0x20, 0x01}) && b[2] < 0x02;  // Teredo too
    const bool documentation = starts_with(b, {0x20, 0x01, 0x0d, 0xb8}) ||
                               (starts_with(b, {0x3f, 0xff}) && (b[2] & 0xf0U) == 0);
    return protocol_assignments || documentation;
}

Bytes16 bytes_of(const in6_addr& address) {
    Bytes16 bytes{};
    std::memcpy(bytes.data(), &address, bytes.size());
    return bytes;
}

}  // namespace

bool is_private_address(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &address, sizeof in);
        return is_private4(ntohl(in.sin_addr.s_addr));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, &address, sizeof in);
        return is_private6(bytes_of(in.sin6_addr));
    }
    return true;
}

bool is_address_or_localhost(std::string_view host) {
    if (host == "localhost" || host.starts_with('[')) return true;
    in_addr parsed{};
    return inet_pton(AF_INET, std::string(host).c_str(), &parsed) == 1;
}

std::string address_text(const sockaddr& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &address, sizeof in);
        if (inet_ntop(AF_INET, &in.sin_addr, text.data(), text.size()) != nullptr) {
            return text.data();
        }
    } else if (address.sa_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, &address, sizeof in);
        if (inet_ntop(AF_INET6, &in.sin6_addr, text.data(), text.size()) != nullptr) {
            return text.data();
        }
    }
    return "an address that is not IP";
}

}  // namespace sagaflow::http
