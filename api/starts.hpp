// Starting instances, shared by the single and the batch route: from request members to a command,
// and from the engine's answer to a response.
#pragma once

#include "api/instances.hpp"

namespace sagaflow::api {

struct PreparedStart {
    StartInstance command;
    dsl::ProgramPtr program;
};

// Checks the members {input, key, version} of `object`, finds the definition and checks the input
// against its schema. `base` is the object's pointer in the body. Takes `input` out of `object`.
Checked<PreparedStart> prepare_start(
    Context& context, const std::string& saga, Json& object, const std::string& base
);

// The Idempotency-Key header, checked; nullopt without one.
Checked<std::optional<std::string>> read_idempotency_key(const Request& request);
std::uint64_t fingerprint_of(std::string_view saga, std::string_view body);

// The header when it is a valid one, else empty.
std::string traceparent_of(const Request& request);

// Where a start that is not ours belongs: by its business key, else by its Idempotency-Key.
std::string owner_of_start(Context& context, const PreparedStart& start);

}  // namespace sagaflow::api
