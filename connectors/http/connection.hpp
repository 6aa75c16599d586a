// A named connection made ready: base URL taken apart, secrets inserted, header lines written.
//
// Made once when the connector is made; constant afterwards, so any thread may read it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "connectors/http/options.hpp"
#include "connectors/http/secrets.hpp"
#include "connectors/http/url.hpp"

namespace sagaflow::http {

struct HeaderLine {
    std::string name;
    std::string line;  // "Name: value", or "Name;" for an empty value, as libcurl wants it
};
HeaderLine header_line(std::string_view name, std::string_view value);

struct Connection {
    std::string name;
    Origin origin;
    std::string base_path;            // without a trailing slash; may be empty
    std::vector<HeaderLine> headers;  // those of the configuration, then Authorization
    bool has_authorization = false;
    bool guarded = false;  // check addresses when connecting
    Redactor secrets;      // what must not come back in an answer
};

// Errors name the connection and what is wrong, never a secret.
Result<Connection> prepare_connection(const ConnectionOptions& options, const SecretSource& source);

using Connections = std::map<std::string, Connection, std::less<>>;
Result<Connections> prepare_connections(
    const std::vector<ConnectionOptions>& options, const SecretSource& source
);

}  // namespace sagaflow::http
