// HttpConnector: tasks with `"call": "http"`, asynchronously: http by Asio and Beast, https by
// libcurl.
//
// Owned by the composition root. call() may be used from any thread and returns at once; one thread
// of the connector's own drives thousands of calls. `done` runs on that thread (or inside call(),
// once the connector is stopping): it must be short, must not throw and must not call stop().
// Promises: each call ends in exactly one `done`, within its timeout (time spent waiting for a
// place of its connection counts); each request is sent at most once per call unless it is a GET,
// HEAD or OPTIONS; no error message, result or response holds a secret that the call used (of four
// bytes or more). Errors: see answer.hpp for the table of outcomes.
#pragma once

#include <memory>

#include "connectors/connector.hpp"
#include "connectors/http/options.hpp"
#include "connectors/http/snapshot.hpp"

namespace sagaflow::http {

class Worker;

class HttpConnector final : public Connector {
public:
    // Errors: a base URL, header or secret of a connection that cannot be used. `secrets` and
    // `clock` (for dates in Retry-After) must outlive the connector.
    static Result<std::unique_ptr<HttpConnector>> create(
        Options options, const SecretSource& secrets, const Clock& clock
    );
    ~HttpConnector() override;

    void call(CallRequest request, Done done) override;
    std::string objection(const CallRequest& request) const override;

    // Refuses new and waiting calls, lets those in flight end for `drain`, then cuts them off
    // (unknown where anything was sent). Returns when every call has ended. Idempotent.
    void stop(Duration drain);

    Snapshot snapshot() const;

private:
    explicit HttpConnector(std::unique_ptr<Worker> worker);

    std::unique_ptr<Worker> worker_;
};

}  // namespace sagaflow::http
