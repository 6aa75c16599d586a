#include "connectors/http/plain/response_reader.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <optional>

#include "connectors/http/headers.hpp"
#include "connectors/http/plain/lenient_head.hpp"

namespace sagaflow::http {
namespace {

namespace beast = boost::beast;
using BeastError = beast::error_code;
using BeastView = beast::string_view;

std::string_view view(BeastView text) { return {text.data(), text.size()}; }

// An answer while it is read, and what it takes up.
struct Reading {
    Answer answer;
    std::size_t header_bytes = 0;
    std::size_t header_lines = 0;
    bool headers_too_long = false;
    bool body_too_long = false;
    bool encoded = false;  // by a transfer coding that nobody asked for
};

// Beast's own parsers collect into containers of theirs; this one writes into ours.
class AnswerParser final : public beast::http::basic_parser<false> {
public:
    AnswerParser(const Options& options, Reading& reading) : options_(options), reading_(reading) {
        eager(true);
        body_limit(boost::none);
        header_limit(UINT32_MAX);  // ours are kept by count_line()
    }
    bool headers_done() const { return headers_done_; }

private:
    void on_request_impl(beast::http::verb, BeastView, BeastView, int, BeastError&) override {}

    void on_response_impl(int status, BeastView reason, int, BeastError& error) override {
        reading_.answer.status = status;
        // The empty line that ends the head is counted here as well.
        ++reading_.header_lines;
        count_line(reason.size() + 17, error);
    }

    void on_field_impl(beast::http::field field, BeastView name, BeastView value, BeastError& error)
        override {
        count_line(name.size() + value.size() + 4, error);
        if (error || headers_done_) return;  // a trailer
        if (field == beast::http::field::transfer_encoding) {
            const std::string coding = lower_case(view(value));
            reading_.encoded = reading_.encoded || (coding != "chunked" && coding != "identity");
        }
        std::string& kept = reading_.answer.headers[lower_case(view(name))];
        if (!kept.empty()) kept += ", ";
        kept += view(value);
    }

    void on_header_impl(BeastError& error) override {
        headers_done_ = true;
        const auto length = content_length();
        if (is_done() || !length) return;
        if (*length > options_.response_bytes_max) {
            fail_body(error);
        } else {
            reading_.answer.body.reserve(static_cast<std::size_t>(*length));
        }
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}

    std::size_t on_body_impl(BeastView piece, BeastError& error) override {
        std::string& body = reading_.answer.body;
        if (body.size() + piece.size() > options_.response_bytes_max) {
            fail_body(error);
            return 0;
        }
        body.append(piece.data(), piece.size());
        return piece.size();
    }

    void on_chunk_header_impl(std::uint64_t, BeastView, BeastError&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, BeastView piece, BeastError& error) override {
        return on_body_impl(piece, error);
    }

    void on_finish_impl(BeastError&) override {}

    void count_line(std::size_t bytes, BeastError& error) {
        reading_.header_bytes += bytes;
        ++reading_.header_lines;
        if (reading_.header_bytes > options_.response_header_bytes_max ||
            reading_.header_lines > options_.response_headers_max + 2) {
            reading_.headers_too_long = true;
            error = beast::http::error::header_limit;
        }
    }

    void fail_body(BeastError& error) {
        reading_.body_too_long = true;
        error = beast::http::error::body_limit;
    }

    const Options& options_;
    Reading& reading_;
    bool headers_done_ = false;
};

}  // namespace

struct ResponseReader::Message {
    Reading reading;
    // Used up by each message; made anew in its place.
    std::optional<AnswerParser> parser;

    void next(const Options& options, bool to_head) {
        reading.answer.headers.clear();
        reading.answer.status = 0;
        parser.emplace(options, reading);
        parser->skip(to_head);
    }
};

ResponseReader::ResponseReader(const Options& options)
    : options_(options), message_(std::make_unique<Message>()) {}

ResponseReader::~ResponseReader() = default;

void ResponseReader::begin(bool to_head) {
    message_->reading = {};
    message_->next(options_, to_head);
    rest_.clear();
    looked_at_ = 0;
    to_head_ = to_head;
    begun_ = false;
    in_head_ = true;
    ambiguous_ = false;
    problem_.clear();
}

int ResponseReader::status() const { return message_->reading.answer.status; }

bool ResponseReader::keeps_alive() const {
    return rest_.empty() && !ambiguous_ && status() >= 200 && message_->parser->keep_alive();
}

Answer ResponseReader::take_answer() { return std::move(message_->reading.answer); }

ResponseReader::State ResponseReader::broken(std::string problem) {
    problem_ = std::move(problem);
    return State::kBroken;
}

ResponseReader::State ResponseReader::take(std::string_view bytes) {
    begun_ = begun_ || !bytes.empty();
    if (rest_.empty()) {
        const State state = read(bytes);
        rest_.assign(bytes);
        return state;
    }
    rest_.append(bytes);
    std::string whole = std::exchange(rest_, {});
    std::string_view left = whole;
    const State state = read(left);
    if (left.size() == whole.size()) {
        rest_ = std::move(whole);
    } else {
        rest_.assign(left);
    }
    return state;
}

// Leaves in `bytes` what cannot be read yet.
ResponseReader::State ResponseReader::read(std::string_view& bytes) {
    while (in_head_) {
        const std::size_t before = bytes.size();
        const State state = read_head(bytes);
        if (state != State::kMore || bytes.size() == before) return state;
    }
    if (bytes.empty()) return State::kMore;
    const State state = parse(bytes);
    // The head of a chunk, or trailers, of which no end is in sight.
    const bool endless = bytes.size() > options_.response_header_bytes_max;
    return state == State::kMore && endless ? State::kHeadersTooLong : state;
}

ResponseReader::State ResponseReader::read_head(std::string_view& bytes) {
    constexpr std::string_view kBeginning = "HTTP/";
    if (!bytes.starts_with(kBeginning.substr(0, bytes.size()))) {
        return broken("what came is no HTTP");
    }
    const std::size_t length = head_length(bytes, looked_at_);
    if (length == 0) {
        looked_at_ = bytes.size();
        const bool endless = bytes.size() > options_.response_header_bytes_max;
        return endless ? State::kHeadersTooLong : State::kMore;
    }
    looked_at_ = 0;
    const State state = parse_head(bytes.substr(0, length));
    bytes.remove_prefix(length);
    return state;
}

ResponseReader::State ResponseReader::parse_head(std::string_view head) {
    const Reading before = {{}, message_->reading.header_bytes, message_->reading.header_lines};
    std::string_view left = head;
    State state = parse(left);
    if (state == State::kBroken) {
        const std::optional<LenientHead> strict = lenient_head(head);
        if (!strict) return state;
        ambiguous_ = strict->ambiguous;
        message_->reading = before;
        message_->next(options_, to_head_);
        left = strict->text;
        state = parse(left);
    }
    return state == State::kMore || state == State::kDone ? judge_head() : state;
}

// Whether the message whose head was read is the answer, and complete with its head.
ResponseReader::State ResponseReader::judge_head() {
    const AnswerParser& parser = *message_->parser;
    if (!parser.headers_done()) return broken("its headers do not end");
    if (message_->reading.encoded) return broken("its body is in a coding that nobody asked for");
    constexpr int kSwitchingProtocols = 101;
    if (status() / 100 == 1 && status() != kSwitchingProtocols) {
        message_->next(options_, to_head_);
        return State::kMore;
    }
    in_head_ = false;
    return parser.is_done() ? State::kDone : State::kMore;
}

ResponseReader::State ResponseReader::parse(std::string_view& bytes) {
    BeastError error;
    const boost::asio::const_buffer buffer(bytes.data(), bytes.size());
    bytes.remove_prefix(message_->parser->put(buffer, error));
    if (message_->reading.headers_too_long) return State::kHeadersTooLong;
    if (message_->reading.body_too_long) return State::kBodyTooLong;
    if (error && error != beast::http::error::need_more) return broken(error.message());
    return message_->parser->is_done() ? State::kDone : State::kMore;
}

ResponseReader::State ResponseReader::end() {
    BeastError error;
    if (!in_head_) message_->parser->put_eof(error);
    if (in_head_ || error) return broken("it was closed before the answer was complete");
    return State::kDone;
}

}  // namespace sagaflow::http
