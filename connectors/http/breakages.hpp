// How an exchange can break off, in words; the same for every transport. Pure.
#pragma once

#include "connectors/http/exchange.hpp"
#include "connectors/http/options.hpp"

namespace sagaflow::http {

Breakage connection_broke(const Exchange& exchange, std::string_view how);
Breakage stale_connection(const Exchange& exchange);
Breakage private_address_refused(const Exchange& exchange, std::string_view address);
Breakage not_connected_in_time(const Exchange& exchange, const Options& options);
Breakage not_complete_in_time(const Exchange& exchange);
Breakage too_slow(const Exchange& exchange);
Breakage body_too_long(const Exchange& exchange, const Options& options);
Breakage headers_too_long(const Exchange& exchange, const Options& options);
Breakage cut_off_by_stop(const Exchange& exchange);

}  // namespace sagaflow::http
