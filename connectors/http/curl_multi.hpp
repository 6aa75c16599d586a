// One libcurl multi handle with its sockets in a Poller: transfers in, finished transfers out.
//
// A multi handle owns a pool of kept-alive connections. Calls whose addresses are checked use
// another one than calls that are not, or a checked call could ride on a connection that was never
// checked. Owned and used by the connector's thread.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "connectors/http/poller.hpp"

namespace sagaflow::http {

class CurlMulti {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    // `tag` names this handle in the poller's events. `sockets_max` is how many connections stay
    // open: fewer than run at once would close and reopen them all the time.
    CurlMulti(Poller& poller, std::uint32_t tag, long sockets_max);
    CurlMulti(const CurlMulti&) = delete;
    CurlMulti& operator=(const CurlMulti&) = delete;

    void add(CURL* easy);
    void remove(CURL* easy);

    void socket_ready(int socket, std::uint32_t events);
    void fire_timer(TimePoint now);
    std::optional<TimePoint> timer() const { return timer_; }

    // Hands over each finished transfer, already removed from the handle.
    void collect(const std::function<void(CURL*, CURLcode)>& finished);

private:
    static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void*);
    static int on_timer(CURLM*, long timeout_ms, void* self);

    Poller& poller_;
    std::uint32_t tag_;
    std::optional<TimePoint> timer_;
    std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi_;
};

}  // namespace sagaflow::http
