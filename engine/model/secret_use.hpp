// Where a secret goes into a rendered value. Rendered values are recorded in history, so they never
// hold a secret: they hold these places, and the connector inserts the secret just before sending.
// A place cannot be forged by data, because it stands beside the value and not inside it.
#pragma once

#include <string>
#include <vector>

#include "engine/core/json.hpp"

namespace sagaflow {

struct SecretUse {
    std::string pointer;     // RFC 6901 pointer to the string inside the rendered value
    std::size_t offset = 0;  // byte offset in that string where the secret is inserted
    std::string name;        // secret.NAME

    bool operator==(const SecretUse&) const = default;
};

Json to_json(const std::vector<SecretUse>& uses);
std::vector<SecretUse> secret_uses_from(const Json& json);

}  // namespace sagaflow
