// The body of an answer that goes on until one side ends it: what a stream of events is to the
// server. The server's streaming thread owns it and asks it for bytes; nothing is buffered beyond
// what it gave last.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace sagaflow::api {

// The one path whose answers are streamed: its requests are taken without a thread.
inline constexpr std::string_view kStreamPath = "/v1/stream";

class StreamedBody {
public:
    virtual ~StreamedBody() = default;

    // Before the first pull(): `wake` is called, from any thread, when there is more.
    virtual void on_more(std::function<void()> wake) = 0;
    // Appends what is there, not much more than `bytes_max`. False: that was the end.
    virtual bool pull(std::string& to, std::size_t bytes_max) = 0;
    // After a silence: something that only shows that both sides are still there.
    virtual void keep_alive(std::string& to) = 0;
};

}  // namespace sagaflow::api
