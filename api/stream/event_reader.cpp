#include "api/stream/event_reader.hpp"

namespace sagaflow::api {

bool StreamEventReader::feed(
    std::string_view bytes, std::size_t bytes_max, const OnEvent& on_event
) {
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        line_ += bytes.substr(0, end);
        if (line_.size() + event_.data.size() > bytes_max) return false;
        if (end == std::string_view::npos) return true;
        bytes.remove_prefix(end + 1);
        if (line_.ends_with('\r')) line_.pop_back();
        take_line(line_, on_event);
        line_.clear();
    }
    return true;
}

void StreamEventReader::begin_anew() {
    line_.clear();
    event_.event.clear();
    event_.data.clear();
}

void StreamEventReader::take_line(std::string_view line, const OnEvent& on_event) {
    if (line.empty()) {
        if (!event_.data.empty()) {
            event_.data.pop_back();  // the break after its last line
            if (event_.event.empty()) event_.event = "message";
            on_event(event_);
        }
        event_.event.clear();
        event_.data.clear();
        return;
    }
    const std::size_t colon = line.find(':');
    const std::string_view field = line.substr(0, colon);
    std::string_view value =
        colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (field == "id")
        event_.id = value;
    else if (field == "event")
        event_.event = value;
    else if (field == "data")
        (event_.data += value) += '\n';
}

}  // namespace sagaflow::api
