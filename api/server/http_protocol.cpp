#include "api/server/http_protocol.hpp"

#include <algorithm>

#include "api/server/chunked_body.hpp"
#include "engine/core/limits.hpp"

namespace sagaflow::api {

// One request on its way. The library does not hand its Stream to handlers; a connection is served
// on one thread, so a thread-local names the exchange that its callbacks belong to.
struct HttpProtocol::Exchange {
    ConnectionStream& stream;
    std::string address;
    RequestHead head;
    std::optional<Problem> refusal;  // answered instead of calling the handler; then closed
    std::string body;
    std::size_t body_max = 0;
    bool examined = false;
};

namespace {

thread_local void* current_exchange = nullptr;

SteadyTime after_ms(std::int64_t ms) {
    return std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
}

Problem too_large(std::size_t body_max) {
    Problem problem;
    problem.kind = ProblemKind::kTooLarge;
    problem.detail =
        "Expected a body of at most " + std::to_string(body_max) + " bytes here, but it is longer";
    return problem;
}

Problem body_problem(ProblemKind kind, std::string detail) {
    Problem problem;
    problem.kind = kind;
    problem.detail = std::move(detail);
    return problem;
}

using BodyState = ChunkedBody::State;

// A place among the threads that may wait for a body. Without a place the body must come at once.
class BodyWait {
public:
    BodyWait(std::atomic<std::size_t>& waits, std::size_t waits_max) : waits_(waits) {
        granted_ = waits_.fetch_add(1) < waits_max;
    }
    ~BodyWait() { waits_.fetch_sub(1); }
    BodyWait(const BodyWait&) = delete;
    BodyWait& operator=(const BodyWait&) = delete;
    bool granted() const { return granted_; }

private:
    std::atomic<std::size_t>& waits_;
    bool granted_ = false;
};

// kMore from these two: no further bytes came.
BodyState read_plain(ConnectionStream& stream, std::size_t length, std::string& body) {
    while (body.size() < length) {
        const std::string_view bytes = stream.peek().substr(0, length - body.size());
        if (bytes.empty()) return BodyState::kMore;
        body += bytes;
        stream.consume(bytes.size());
    }
    return BodyState::kComplete;
}

BodyState read_chunks(ConnectionStream& stream, std::size_t body_max, std::string& body) {
    ChunkedBody chunks(body_max);
    while (chunks.state() == BodyState::kMore) {
        const std::string_view bytes = stream.peek();
        if (bytes.empty()) return BodyState::kMore;
        stream.consume(chunks.feed(bytes));
    }
    body = chunks.take();
    return chunks.state();
}

Problem no_more_bytes(const ConnectionStream& stream, bool in_haste) {
    if (!stream.timed_out()) {
        return body_problem(
            ProblemKind::kInvalidRequest, "Expected the whole body, but the client ended it early"
        );
    }
    if (!in_haste) {
        return body_problem(
            ProblemKind::kRequestTimeout, "Expected the whole body in time, but it did not arrive"
        );
    }
    return body_problem(
        ProblemKind::kOverloaded,
        "Too many requests wait for the rest of their bodies; try again, or send faster"
    );
}

void put(httplib::Response& to, Response&& from) {
    to.status = from.status;
    for (const NameValue& header : from.headers) to.set_header(header.name, header.value);
    to.set_header("X-Content-Type-Options", "nosniff");
    if (from.status != 304 && from.header("Cache-Control") == nullptr) {
        to.set_header("Cache-Control", "no-store");
    }
    if (!from.content_type.empty()) to.set_header("Content-Type", from.content_type);
    to.body = std::move(from.body);
}

// Whether a browser asks for a page, which shows nothing for a problem document. The head was
// refused, so that it is only looked through.
bool wants_text(std::string_view head) {
    std::string lower(head);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    });
    const std::size_t accept = lower.find("\r\naccept:");
    if (accept == std::string::npos) return false;
    const std::size_t end = lower.find("\r\n", accept + 2);
    return lower.substr(accept, end - accept).find("text/html") != std::string::npos;
}

std::string refusal_text(const Problem& problem, bool as_text) {
    Response response = problem_response(problem, "");
    if (as_text) {
        response.content_type = "text/plain; charset=utf-8";
        response.body = std::string(facts_of(problem.kind).title) + ".\n" + problem.detail +
                        ".\nGo back, or to the start of the server's pages: /ui/\n";
    }
    return "HTTP/1.1 " + std::to_string(response.status) +
           " Refused\r\nConnection: close\r\nX-Content-Type-Options: nosniff\r\nContent-Type: " +
           response.content_type + "\r\nContent-Length: " + std::to_string(response.body.size()) +
           "\r\n\r\n" + response.body;
}

// Decoded values may hold what the raw bytes hid.
bool has_break(const std::string& text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos;
}

}  // namespace

HttpProtocol::HttpProtocol(ProtocolOptions options, RequestHandler handler, BodyLimit body_limit)
    : options_(options), handler_(std::move(handler)), body_limit_(std::move(body_limit)) {
    set_keep_alive_max_count(options_.keep_alive_requests);
    set_keep_alive_timeout(options_.idle_ms / 1'000);
    set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
        return before_routing(request, response);
    });
    set_expect_100_continue_handler([](const httplib::Request&, httplib::Response& response) {
        auto& exchange = *static_cast<Exchange*>(current_exchange);
        if (!exchange.refusal) return 100;
        put(response, problem_response(*exchange.refusal, exchange.head.target));
        return response.status;
    });
    // What the library refuses by itself has no body yet.
    set_error_handler(HandlerWithResponse([](const httplib::Request&, httplib::Response& response) {
        if (!response.body.empty()) return HandlerResponse::Unhandled;
        Problem problem;
        problem.kind = ProblemKind::kInvalidRequest;
        problem.detail = "Expected an HTTP/1.1 request, but it cannot be understood";
        put(response, problem_response(problem, ""));
        return HandlerResponse::Handled;
    }));
}

bool HttpProtocol::serve(Connection& connection, bool last) {
    ConnectionStream stream(connection, options_.write_ms);
    const std::size_t length = head_length(connection.input);
    ENSURE(length != std::string::npos, "the head is complete before a request is served");
    Exchange exchange{stream, connection.address(), {}, std::nullopt, {}, 0, false};
    auto head = read_head(std::string_view(connection.input).substr(0, length));
    if (head.ok()) {
        exchange.head = std::move(*head);
    } else {
        // Never shown to the library: an answer in our own words, and the end of the connection.
        const std::string text = refusal_text(
            head.problem(), wants_text(std::string_view(connection.input).substr(0, length))
        );
        (void)stream.write(text.data(), text.size());
        (void)stream.flush();
        return false;
    }
    current_exchange = &exchange;
    bool closed = false;
    const bool close = last || !exchange.head.keep_alive;
    const bool written = process_request(stream, close, closed, [&](httplib::Request& request) {
        examine(request, exchange);
    });
    current_exchange = nullptr;
    const bool sent = stream.flush();
    return written && sent && !closed && !close && exchange.examined && !exchange.refusal;
}

// Runs after the library has read the head and before it does anything with it.
void HttpProtocol::examine(httplib::Request& request, Exchange& exchange) const {
    exchange.examined = true;
    request.ranges.clear();
    request.headers.erase("Range");
    request.headers.erase("Accept-Encoding");
    const std::string_view target = exchange.head.target;
    const std::string_view path = target.substr(0, target.find('?'));
    exchange.body_max = body_limit_(exchange.head.method, path);
    if (exchange.head.content_length > exchange.body_max) {
        exchange.refusal = too_large(exchange.body_max);
    }
    for (const auto& [name, value] : request.headers) {
        if (!has_break(name) && !has_break(value)) continue;
        Problem problem;
        problem.kind = ProblemKind::kInvalidRequest;
        problem.detail = "Expected headers without line breaks and NUL";
        exchange.refusal = problem;
    }
    if (exchange.refusal) {
        request.headers.erase("Connection");
        request.headers.emplace("Connection", "close");
    }
}

httplib::Server::HandlerResponse HttpProtocol::before_routing(
    const httplib::Request&, httplib::Response& response
) {
    auto& exchange = *static_cast<Exchange*>(current_exchange);
    if (!exchange.refusal) exchange.refusal = read_body(exchange);
    answer(exchange, response);
    return HandlerResponse::Handled;
}

std::optional<Problem> HttpProtocol::read_body(Exchange& exchange) {
    ConnectionStream& stream = exchange.stream;
    const RequestHead& head = exchange.head;
    if (!head.chunked && head.content_length <= stream.buffered()) {
        (void)read_plain(stream, head.content_length, exchange.body);
        return std::nullopt;
    }
    const BodyWait wait(body_waits_, options_.body_waits_max);
    stream.set_read_deadline(after_ms(wait.granted() ? options_.body_ms : limits::kHttpBodyGraceMs)
    );
    const BodyState end = head.chunked ? read_chunks(stream, exchange.body_max, exchange.body)
                                       : read_plain(stream, head.content_length, exchange.body);
    switch (end) {
        case BodyState::kComplete:
            return std::nullopt;
        case BodyState::kTooLarge:
            return too_large(exchange.body_max);
        case BodyState::kMalformed:
            return body_problem(
                ProblemKind::kInvalidRequest,
                "Expected a chunked body, but its chunks cannot be read"
            );
        case BodyState::kMore:
            break;
    }
    return no_more_bytes(stream, !wait.granted());
}

void HttpProtocol::answer(Exchange& exchange, httplib::Response& response) const {
    if (exchange.refusal) {
        put(response, problem_response(*exchange.refusal, exchange.head.target));
        return;
    }
    Request request;
    // The library would offer range requests otherwise.
    if (exchange.head.method == "HEAD") response.set_header("Accept-Ranges", "none");
    request.method = std::move(exchange.head.method);
    request.target = std::move(exchange.head.target);
    request.headers = std::move(exchange.head.headers);
    request.body = std::move(exchange.body);
    request.remote_address = std::move(exchange.address);
    put(response, handler_(request));
}

}  // namespace sagaflow::api
