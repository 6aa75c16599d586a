// Putting secrets into a rendered value just before sending, and keeping them out of what comes
// back: an answer that repeats a credential must not carry it into the history.
//
// Pure functions and a small value type; used on the connector's thread only.
#pragma once

#include <string>
#include <vector>

#include "connectors/http/options.hpp"
#include "engine/core/json.hpp"

namespace sagaflow::http {

// Replaces the secrets that one call used wherever they appear in text.
class Redactor {
public:
    // Remembers the secret as it is, percent-encoded and JSON-escaped. Secrets of fewer than four
    // bytes are not looked for: replacing them would tear up ordinary answers.
    void add(const std::string& secret);
    void add_all(const Redactor& other);
    // Replaces in place; cheap when there is nothing to find.
    void clean(std::string& text) const;
    bool empty() const { return forms_.empty(); }

private:
    std::vector<std::string> forms_;
};

// Inserts each secret at its place in `with`. Error: an unknown name, or a place that is no string.
Status insert_secrets(
    Json& with, const std::vector<SecretUse>& uses, const SecretSource& source, Redactor& redactor
);

Result<std::string> resolve(const SecretText& text, const SecretSource& source, Redactor& redactor);

}  // namespace sagaflow::http
