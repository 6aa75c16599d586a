// Takes server-sent events apart, as they come in pieces. What another node sends; bounded.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace sagaflow::api {

class StreamEventReader {
public:
    struct Event {
        std::string id;     // the last one given, also by an earlier event
        std::string event;  // "message" without a name
        std::string data;
    };
    using OnEvent = std::function<void(const Event&)>;

    // False: an event is longer than `bytes_max`, and nothing more can be read.
    bool feed(std::string_view bytes, std::size_t bytes_max, const OnEvent& on_event);
    const std::string& last_id() const { return event_.id; }
    // A new connection: what was begun is forgotten, the last id is not.
    void begin_anew();

private:
    void take_line(std::string_view line, const OnEvent& on_event);

    std::string line_;
    Event event_;
};

}  // namespace sagaflow::api
