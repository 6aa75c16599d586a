// The port between the engine and the outside world: one call in, one result out.
//
// Owned by the composition root; called from the engine thread; must never block it. The engine
// calls only after the commit that recorded the attempt. Each call ends in exactly one `done`, from
// any thread, also when the connector is shut down (then the outcome is unknown if anything was
// sent). Connectors keep no durable state: the engine repeats what it must after a crash.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/ids.hpp"
#include "engine/model/connection_traits.hpp"
#include "engine/model/outcome.hpp"
#include "engine/model/secret_use.hpp"

namespace sagaflow {

struct CallRequest {
    std::string connector;  // the definition's `call`: http, noop
    InstanceId instance;
    std::string saga;
    std::string state;
    CallKind kind = CallKind::kDo;
    int attempt = 1;              // from 1; header Sagaflow-Attempt
    std::string idempotency_key;  // the same for all attempts of one step execution
    Json with;                    // rendered, without secrets
    std::vector<SecretUse> secrets;
    Duration timeout;         // of this attempt, connect included
    std::string traceparent;  // W3C trace context; may be empty
};

class Connector {
public:
    using Done = std::function<void(CallResult)>;

    virtual ~Connector() = default;
    virtual void call(CallRequest request, Done done) = 0;
    // Why it would refuse this call before anything is sent, as far as that can be told without
    // secrets; empty: it would not. For input that people give by hand. Any thread; sends nothing.
    virtual std::string objection(const CallRequest&) const { return {}; }
};

}  // namespace sagaflow
