// Decodes a chunked request body (RFC 9112, section 7.1) as it arrives. Strict: a length that is
// no plain hexadecimal number or a chunk without its CR LF ends it. Extensions of chunks and
// trailers are bounded, read and thrown away. Owned by the thread that serves the request. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sagaflow::api {

class ChunkedBody {
public:
    enum class State { kMore, kComplete, kMalformed, kTooLarge };

    explicit ChunkedBody(std::size_t body_bytes_max) : body_bytes_max_(body_bytes_max) {}

    // Returns how many of `bytes` belong to this body; those after it are the next request's.
    std::size_t feed(std::string_view bytes);
    State state() const { return state_; }
    std::string take() { return std::move(body_); }

private:
    enum class Part { kSize, kData, kDataEnd, kTrailers };

    std::size_t take_line(std::string_view bytes);
    std::size_t take_data(std::string_view bytes);
    void end_line();
    void read_size();

    std::size_t body_bytes_max_;
    State state_ = State::kMore;
    Part part_ = Part::kSize;
    std::string line_;
    std::size_t trailer_bytes_ = 0;
    std::size_t left_ = 0;  // of the chunk
    std::string body_;
};

}  // namespace sagaflow::api
