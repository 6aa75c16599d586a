#include "api/api.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <future>

#include "api/http_date.hpp"
#include "api/routes/table.hpp"
#include "api/trace_context.hpp"

namespace sagaflow::api {
namespace {

constexpr std::size_t kLoggedPathBytesMax = 200;

std::string joined(const std::vector<std::string>& methods) {
    std::string text;
    for (const std::string& method : methods) {
        text += method + ", ";
        if (method == "GET") text += "HEAD, ";
    }
    return text + "OPTIONS";
}

// A page of another site can make a browser send simple POSTs here; browsers say so in Origin.
bool is_cross_site(const Request& request) {
    if (request.method == "GET" || request.method == "HEAD") return false;
    const std::string* origin = request.header("origin");
    if (origin == nullptr) return false;
    const std::string* host = request.header("host");
    const std::size_t authority = origin->find("://");
    if (host == nullptr || authority == std::string::npos) return true;
    return origin->compare(authority + 3, std::string::npos, *host) != 0;
}

// Headers that change what a request means: two of them, and each reader would pick its own.
std::optional<Problem> repeated_header(const Request& request) {
    constexpr std::array<std::string_view, 6> kSingle{
        "content-type", "idempotency-key", "if-match", "origin", "plan-hash", "traceparent"};
    for (const std::string_view name : kSingle) {
        const auto count = std::count_if(
            request.headers.begin(),
            request.headers.end(),
            [&](const NameValue& header) { return header.name == name; }
        );
        if (count < 2) continue;
        Problem problem = parameter_problem(
            std::string(name), "Expected the header " + std::string(name) + " once"
        );
        problem.kind = ProblemKind::kInvalidRequest;
        return problem;
    }
    return std::nullopt;
}

Response no_such_path(const Request& request) {
    Problem problem;
    problem.kind = ProblemKind::kNotFound;
    problem.detail = "There is no path " + shortened(request.path(), 200) +
                     "; GET /openapi.json lists all";
    return problem_response(problem, request.path());
}

Response wrong_method(const Request& request, const WrongMethod& wrong) {
    if (request.method == "OPTIONS") {
        Response response;
        response.status = 204;
        return response.with("Allow", joined(wrong.allowed));
    }
    Problem problem;
    problem.kind = ProblemKind::kMethodNotAllowed;
    problem.detail = "Expected one of " + joined(wrong.allowed) + ", but got " + request.method;
    Response response = problem_response(problem, request.path());
    return response.with("Allow", joined(wrong.allowed));
}

std::int64_t us_since(std::chrono::steady_clock::time_point start) {
    const auto spent = std::chrono::steady_clock::now() - start;
    return std::chrono::duration_cast<std::chrono::microseconds>(spent).count();
}

}  // namespace

Api::Api(Context& context) : context_(context), routes_(route_table()), router_(routes_) {}

Response Api::handle(const Request& request) {
    const Time start = std::chrono::steady_clock::now();
    auto found = find_route(request);
    if (auto* refusal = std::get_if<Response>(&found)) {
        finish(request, routes_.size(), start, *refusal);
        return std::move(*refusal);
    }
    RouteMatch& match = std::get<RouteMatch>(found);
    const std::size_t route = match.route;
    if (routes_[route].async_handler != nullptr) {
        return wait_for_answer(request, std::move(match), start);
    }
    Response response = run(request, std::move(match));
    finish(request, route, start, response);
    return response;
}

bool Api::try_async(std::shared_ptr<const Request> request, std::shared_ptr<AnswerSink> sink) {
    auto found = find_route(*request);
    auto* match = std::get_if<RouteMatch>(&found);
    if (match == nullptr || routes_[match->route].async_handler == nullptr) return false;
    const Time start = std::chrono::steady_clock::now();
    begin(std::move(request), std::move(*match), std::move(sink), start, false);
    return true;
}

void Api::begin(
    std::shared_ptr<const Request> request,
    RouteMatch match,
    std::shared_ptr<AnswerSink> sink,
    Time start,
    bool keeps_thread
) {
    const std::size_t route = match.route;
    const Call call{*request, context_, std::move(match.arguments), keeps_thread};
    const auto pending = std::make_shared<AsyncCall>(
        call, std::move(request), std::move(sink),
        [this, route, start](const Request& of, Response& response) {
            finish(of, route, start, response);
        }
    );
    try {
        routes_[route].async_handler(pending);
    } catch (const std::exception& error) {
        pending->answer([response = call.refuse_bug(error)] { return response; });
    }
}

// For bodies that came in pieces: a thread had to wait for them, so it may wait for the answer too.
Response Api::wait_for_answer(const Request& request, RouteMatch match, Time start) {
    class Latch final : public AnswerSink {
    public:
        void give(Make make) override { made_.set_value(std::move(make)); }
        void give_blocking(Make make) override { give(std::move(make)); }
        Response wait() { return made_.get_future().get()(); }

    private:
        std::promise<Make> made_;
    };
    const auto latch = std::make_shared<Latch>();
    begin(std::make_shared<const Request>(request), std::move(match), latch, start, true);
    return latch->wait();
}

void Api::finish(const Request& request, std::size_t route, Time start, Response& response) {
    if (const std::string* header = request.header("traceparent")) {
        if (auto trace = valid_traceparent(*header)) {
            response.with("traceparent", std::move(*trace));
        }
    }
    response.with("Date", http_date(context_.clock.now()));
    const std::int64_t spent_us = us_since(start);
    context_.http_metrics.record(route, response.status, spent_us);
    log(request, route, response, spent_us);
}

// Served requests are worth a line to somebody who looks for one; those that the server failed,
// to everybody. The path holds ids, never payload; the query may hold a business key: left out.
void Api::log(
    const Request& request, std::size_t route, const Response& response, std::int64_t spent_us
) const {
    const std::string_view operation =
        route < routes_.size() ? std::string_view(routes_[route].operation) : std::string_view();
    // A node that is not ready says so once a second to whoever asks: that is an answer.
    const bool failed = response.status >= 500 && operation != "getReadiness";
    const LogLevel level = failed ? LogLevel::kWarning : LogLevel::kDebug;
    if (!context_.logger.enabled(level)) return;
    const std::string* trace = response.header("traceparent");
    context_.logger.write(
        level,
        failed ? "a request was not served" : "a request was served",
        {{"method", std::string_view(request.method)},
         {"path", request.path().substr(0, kLoggedPathBytesMax)},
         {"operation", operation},
         {"status", std::int64_t{response.status}},
         {"ms", static_cast<double>(spent_us) / 1e3},
         {"remote", std::string_view(request.remote_address)},
         {"traceId", trace == nullptr ? std::string_view() : trace_id_of(*trace)}}
    );
}

std::size_t Api::body_bytes_max(std::string_view method, std::string_view path) const {
    const RouteResult found = router_.find(method, path);
    const auto* match = std::get_if<RouteMatch>(&found);
    const BodyLimits& bodies = context_.settings.bodies;
    switch (match == nullptr ? BodySize::kRequest : routes_[match->route].body_size) {
        case BodySize::kBatch:
            return bodies.batch;
        case BodySize::kDefinition:
            return bodies.definition;
        case BodySize::kRequest:
            break;
    }
    return bodies.request;
}

std::variant<Response, RouteMatch> Api::find_route(const Request& request) const {
    if (is_cross_site(request)) {
        Problem problem;
        problem.kind = ProblemKind::kCrossSite;
        problem.detail =
            "Expected an Origin of this server, but the request comes from another site";
        return problem_response(problem, request.path());
    }
    if (const auto problem = repeated_header(request)) {
        return problem_response(*problem, request.path());
    }
    if (request.method == "OPTIONS" && request.target == "*") {
        Response response;
        response.status = 204;
        return response.with("Allow", "GET, HEAD, POST, OPTIONS");
    }
    const bool head = request.method == "HEAD";
    RouteResult found = router_.find(head ? "GET" : request.method, request.path());
    if (auto* match = std::get_if<RouteMatch>(&found)) return std::move(*match);
    if (const auto* wrong = std::get_if<WrongMethod>(&found)) return wrong_method(request, *wrong);
    if (std::holds_alternative<BrokenPath>(found)) {
        Problem problem;
        problem.kind = ProblemKind::kInvalidRequest;
        problem.detail = "Expected percent-encoding such as %20 in the path, but it cannot be read";
        return problem_response(problem, request.path());
    }
    return no_such_path(request);
}

Response Api::run(const Request& request, RouteMatch match) {
    Call call{request, context_, std::move(match.arguments)};
    try {
        return routes_[match.route].handler(call);
    } catch (const std::exception& error) {
        return call.refuse_bug(error);
    }
}

}  // namespace sagaflow::api
