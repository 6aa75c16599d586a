// The participant of the HTTP workloads: a small keep-alive HTTP/1.1 server on a thread of its own.
//
// Owned by the run. start() and stop() from one thread; `answer` runs on the endpoint's thread, and
// after stop() nothing of it runs any more: what it wrote may then be read without a lock. While it
// is held, calls are taken and counted, and their answers wait for release().
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/core/result.hpp"

namespace sagaflow::bench {

struct EndpointCall {
    std::string_view path;
    std::string_view body;
    std::string_view idempotency_key;
};

struct EndpointAnswer {
    int status = 200;
    std::string body = "{}";  // JSON
};

class Endpoint {
public:
    using Answer = std::function<EndpointAnswer(const EndpointCall&)>;

    explicit Endpoint(Answer answer);
    ~Endpoint();  // stops
    Endpoint(const Endpoint&) = delete;
    Endpoint& operator=(const Endpoint&) = delete;

    // On a free port of the loopback interface. kUnavailable when there is none.
    Status start();
    void stop();
    std::uint16_t port() const;

    void hold();
    void release();
    // Answers that wait for release(); those whose caller went away count as well.
    std::size_t held() const;

    double cpu_seconds() const;  // of its thread

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace sagaflow::bench
