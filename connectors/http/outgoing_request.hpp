// One call as it goes over the wire: made from the engine's request and the connection's settings.
//
// Pure apart from looking up secrets; used on the connector's thread. What cannot be sent is
// refused here, before any byte leaves.
#pragma once

#include <string>
#include <vector>

#include "connectors/connector.hpp"
#include "connectors/http/connection.hpp"

namespace sagaflow::http {

struct OutgoingRequest {
    std::string method;
    Origin origin;
    std::string target;  // path and query, encoded
    std::vector<HeaderLine> headers;
    const Connection* connection = nullptr;  // its header lines go out too; null for a plain `url`
    std::string body;
    bool has_body = false;
    bool guarded = false;     // private addresses are refused when connecting
    Redactor secrets;         // to be cleaned from the answer
    std::string description;  // "POST /charges of connection \"payments\"", free of secrets

    std::string url() const { return to_text(origin) + target; }
    // These say how long their body is, also where they have none.
    bool sends_length() const {
        return has_body || method == "POST" || method == "PUT" || method == "PATCH";
    }
};

// Error codes become error types: kTooLarge `limit`, kNotFound and kUnavailable `connection`, the
// rest `input`; nothing was sent in any of these cases.
Result<OutgoingRequest> make_request(
    const CallRequest& call,
    const Connections& connections,
    const SecretSource& source,
    bool allow_private_urls
);

// What make_request would say, as far as it can be told without looking up a secret.
Status check_request(
    const CallRequest& call,
    const Connections& connections,
    const SecretSource& source,
    bool allow_private_urls
);

// The connection that the call names, "" for a plain `url`: which queue it stands in.
std::string_view connection_name(const Json& with);

}  // namespace sagaflow::http
