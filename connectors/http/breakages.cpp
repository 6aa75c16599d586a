#include "connectors/http/breakages.hpp"

#include <algorithm>

namespace sagaflow::http {
namespace {

Breakage broken(const Exchange& exchange, Breakage::Reason reason, std::string detail) {
    return {reason, exchange.left, 0, std::move(detail)};
}

}  // namespace

Breakage connection_broke(const Exchange& exchange, std::string_view how) {
    return broken(
        exchange, Breakage::Reason::kConnection, "the connection failed: " + storable_text(how)
    );
}

Breakage stale_connection(const Exchange& exchange) {
    return broken(
        exchange,
        Breakage::Reason::kConnection,
        "the kept-alive connection was closed after the request had been sent"
    );
}

Breakage private_address_refused(const Exchange& exchange, std::string_view address) {
    return broken(
        exchange,
        Breakage::Reason::kConnection,
        "its address " + std::string(address) +
            " is private: only public addresses may be called this way (a named connection, or "
            "\"outbound\": {\"allowPrivate\": true} in the server's configuration, allows it)"
    );
}

Breakage not_connected_in_time(const Exchange& exchange, const Options& options) {
    const Duration bound = std::min(exchange.ticket.request.timeout, options.connect_timeout);
    return broken(
        exchange,
        Breakage::Reason::kTimeout,
        "no connection was made within " + format_duration(bound)
    );
}

Breakage not_complete_in_time(const Exchange& exchange) {
    return broken(
        exchange,
        Breakage::Reason::kTimeout,
        "it was not complete within " + format_duration(exchange.ticket.request.timeout)
    );
}

Breakage too_slow(const Exchange& exchange) {
    return broken(exchange, Breakage::Reason::kTimeout, "it came too slowly");
}

Breakage body_too_long(const Exchange& exchange, const Options& options) {
    return broken(
        exchange,
        Breakage::Reason::kTooLong,
        "it is longer than the limit of " + std::to_string(options.response_bytes_max) + " bytes"
    );
}

Breakage headers_too_long(const Exchange& exchange, const Options& options) {
    return broken(
        exchange,
        Breakage::Reason::kTooLong,
        "its headers are beyond the limit of " + std::to_string(options.response_headers_max) +
            " headers and " + std::to_string(options.response_header_bytes_max) + " bytes"
    );
}

Breakage cut_off_by_stop(const Exchange& exchange) {
    return broken(exchange, Breakage::Reason::kStopping, "the engine stopped before it came");
}

}  // namespace sagaflow::http
