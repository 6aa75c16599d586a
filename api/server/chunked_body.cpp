#include "api/server/chunked_body.hpp"

#include <algorithm>
#include <charconv>

#include "engine/core/limits.hpp"

namespace sagaflow::api {

std::size_t ChunkedBody::feed(std::string_view bytes) {
    std::size_t used = 0;
    while (state_ == State::kMore && used < bytes.size()) {
        const std::string_view rest = bytes.substr(used);
        used += part_ == Part::kData ? take_data(rest) : take_line(rest);
    }
    return used;
}

std::size_t ChunkedBody::take_line(std::string_view bytes) {
    const std::size_t end = bytes.find('\n');
    const std::size_t count = end == std::string_view::npos ? bytes.size() : end + 1;
    line_ += bytes.substr(0, count);
    if (line_.size() > limits::kHttpChunkLineBytesMax) {
        state_ = State::kMalformed;
    } else if (end != std::string_view::npos) {
        const bool ends_well = line_.size() >= 2 && line_[line_.size() - 2] == '\r';
        line_.resize(line_.size() - (ends_well ? 2 : 1));
        if (ends_well)
            end_line();
        else
            state_ = State::kMalformed;
        line_.clear();
    }
    return count;
}

void ChunkedBody::end_line() {
    switch (part_) {
        case Part::kSize:
            return read_size();
        case Part::kDataEnd:
            if (!line_.empty()) state_ = State::kMalformed;
            part_ = Part::kSize;
            return;
        case Part::kTrailers:
            trailer_bytes_ += line_.size();
            if (line_.empty())
                state_ = State::kComplete;
            else if (trailer_bytes_ > limits::kHttpChunkLineBytesMax)
                state_ = State::kMalformed;
            return;
        case Part::kData:
            return;
    }
}

void ChunkedBody::read_size() {
    std::string_view digits = std::string_view(line_).substr(0, line_.find(';'));
    while (!digits.empty() && (digits.back() == ' ' || digits.back() == '\t')) {
        digits.remove_suffix(1);
    }
    // Sixteen digits fill 64 bits; from_chars takes a sign, which no length has.
    const char* last = digits.data() + digits.size();
    const auto [stop, failure] = std::from_chars(digits.data(), last, left_, 16);
    if (digits.empty() || digits.front() == '-' || failure != std::errc() || stop != last) {
        state_ = State::kMalformed;
    } else if (left_ > body_bytes_max_ - body_.size()) {
        state_ = State::kTooLarge;
    } else {
        part_ = left_ == 0 ? Part::kTrailers : Part::kData;
    }
}

std::size_t ChunkedBody::take_data(std::string_view bytes) {
    const std::size_t count = std::min(left_, bytes.size());
    body_ += bytes.substr(0, count);
    left_ -= count;
    if (left_ == 0) part_ = Part::kDataEnd;
    return count;
}

}  // namespace sagaflow::api
