// What the HTTP connector must be told: its named connections and its bounds.
//
// Plain data, filled by the composition root (from the server's configuration file) or by a test;
// the connector copies it and never sees the configuration file.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/http/secret_source.hpp"
#include "engine/core/limits.hpp"
#include "engine/core/time.hpp"
#include "engine/model/secret_use.hpp"

namespace sagaflow::http {

// Text with places where secrets go, as in a rendered `with`; the pointers of the places are empty.
struct SecretText {
    std::string text;
    std::vector<SecretUse> secrets;
};

struct HeaderSetting {
    std::string name;
    SecretText value;
};

struct BasicAuth {
    SecretText user;
    SecretText password;
};

struct ConnectionOptions {
    std::string name;
    std::string base_url;  // http(s), may end in a path; no query, no user name
    std::vector<HeaderSetting> headers;
    std::optional<SecretText> bearer;  // at most one of bearer and basic
    std::optional<BasicAuth> basic;
    std::size_t concurrency = limits::kConnectionConcurrencyDefault;
    std::optional<double> rate_per_second;  // burst: one second's worth
    // The base URL is the operator's word, so private addresses are allowed. False: a host *name*
    // must resolve to public addresses (an address written in the URL is still taken as it stands).
    std::optional<bool> allow_private;
};

struct Options {
    std::vector<ConnectionOptions> connections;
    bool allow_private_urls = false;  // for `url` without a connection
    bool http_by_curl = false;        // for tests: libcurl carries http as it does https
    std::size_t url_concurrency = limits::kConnectionConcurrencyDefault;
    Duration connect_timeout{limits::kConnectTimeoutMs};
    // Once an answer has begun, slower than this many bytes a second for this long is a timeout.
    // Before the first byte only the attempt's own timeout counts: participants may think long.
    long low_speed_bytes = limits::kLowSpeedBytesPerSecond;
    long low_speed_seconds = limits::kLowSpeedSeconds;
    std::size_t response_bytes_max = limits::kResponseBytesMax;
    std::size_t response_header_bytes_max = limits::kResponseHeaderBytesMax;
    std::size_t response_headers_max = limits::kResponseHeadersMax;
    std::size_t queue_calls_max = limits::kConnectionQueueCallsMax;
    std::size_t queue_bytes_max = limits::kConnectionQueueBytesMax;
};

}  // namespace sagaflow::http
