// NoopConnector: tasks with `"call": "noop"`, which reach nothing and answer at once.
//
// For examples, tests and benches. Stateless; `done` runs inside call(), on the caller's thread.
// `with` members: `result` (becomes the step's result; null without it), `fail` (an error type: the
// call fails with it), `outcome` (`unknown` beside `fail`: it may have happened). Anything else
// fails with type `input`.
#pragma once

#include "connectors/connector.hpp"

namespace sagaflow {

class NoopConnector final : public Connector {
public:
    void call(CallRequest request, Done done) override;
    std::string objection(const CallRequest& request) const override;
};

// Every problem of a `with` (a template or a rendered value), for the definition's checker.
std::vector<std::string> check_noop_with(const Json& with);

}  // namespace sagaflow
