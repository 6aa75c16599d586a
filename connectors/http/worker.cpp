#include "connectors/http/worker.hpp"

#include <pthread.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include "connectors/http/curl_transport.hpp"
#include "connectors/http/plain/plain_transport.hpp"
#include "engine/core/ensure.hpp"

namespace sagaflow::http {
namespace {

std::size_t sockets_max(const Options& options) {
    std::size_t most = options.url_concurrency;
    for (const ConnectionOptions& each : options.connections) most += each.concurrency;
    return std::min(most, limits::kOutgoingSocketsMax);
}

TimePoint now() { return std::chrono::steady_clock::now(); }

void clean(Ending& ending, const Redactor& secrets) {
    if (secrets.empty()) return;
    if (auto* answer = std::get_if<Answer>(&ending)) {
        secrets.clean(answer->body);
        for (auto& [name, value] : answer->headers) secrets.clean(value);
    } else {
        secrets.clean(std::get<Breakage>(ending).detail);
    }
}

std::string place_of(const CallRequest& request) {
    const std::string_view connection = connection_name(request.with);
    if (connection.empty()) return "state \"" + request.state + "\"";
    return "connection \"" + std::string(connection) + "\"";
}

CallResult stopping_result(const CallRequest& request) {
    return result_of(
        Breakage{Breakage::Reason::kStopping, false, 0, "the engine is stopping"}, place_of(request)
    );
}

CallResult queue_full_result(const CallRequest& request) {
    return refused(
        {ErrorCode::kOverloaded,
         "Expected room in the queue of " + place_of(request) +
             ", but it is full; nothing was sent"}
    );
}

CallResult queue_timeout_result(const CallRequest& request) {
    return result_of(
        Breakage{
            Breakage::Reason::kTimeout,
            false,
            0,
            "it still waited for a free place (limits.concurrency, limits.rate) after " +
                format_duration(request.timeout)},
        place_of(request)
    );
}

// Lets the smaller of two optional times win.
void earliest(std::optional<TimePoint>& a, std::optional<TimePoint> b) {
    if (b && (!a || *b < *a)) a = b;
}

}  // namespace

Worker::Worker(
    Options options, Connections connections, const SecretSource& secrets, const Clock& clock
)
    : options_(std::move(options)),
      connections_(std::move(connections)),
      secrets_(secrets),
      clock_(clock),
      plain_(std::make_unique<PlainTransport>(io_, options_, sockets_max(options_), owner())),
      curl_(std::make_unique<CurlTransport>(io_, options_, sockets_max(options_), owner())),
      timer_(io_) {
    make_lanes();
    thread_ = std::thread([this] { run(); });
    (void)pthread_setname_np(thread_.native_handle(), "http-calls");
}

Transport::Owner& Worker::owner() { return *this; }

Worker::~Worker() { stop(Duration{0}); }

void Worker::make_lanes() {
    const auto add =
        [this](const std::string& name, std::size_t concurrency, std::optional<double> rate) {
            const Lane::Bounds bounds{
                concurrency, rate, options_.queue_calls_max, options_.queue_bytes_max};
            lanes_.emplace(name, std::make_unique<Lane>(name, bounds, now()));
        };
    add("", options_.url_concurrency, std::nullopt);
    for (const ConnectionOptions& connection : options_.connections) {
        add(connection.name, connection.concurrency, connection.rate_per_second);
    }
}

void Worker::submit(CallRequest request, Connector::Done done) {
    Ticket ticket;
    ticket.request = std::move(request);
    ticket.done = std::move(done);
    ticket.accepted = now();
    ticket.deadline = ticket.accepted + std::chrono::milliseconds(ticket.request.timeout.ms);
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        if (!stop_at_) {
            first = mailbox_.empty();
            mailbox_.push_back(std::move(ticket));
            if (!first) return;
        }
    }
    if (first) return boost::asio::post(io_, [this] { take_mailbox(); });
    ticket.done(stopping_result(ticket.request));
}

std::string Worker::objection(const CallRequest& request) const {
    const Status fits = check_request(request, connections_, secrets_, options_.allow_private_urls);
    return fits.ok() ? std::string() : fits.error().message;
}

void Worker::stop(Duration drain) {
    ENSURE(std::this_thread::get_id() != thread_.get_id(), "stop() from a done callback");
    {
        const std::lock_guard lock(mutex_);
        if (!stop_at_) stop_at_ = now() + std::chrono::milliseconds(drain.ms);
    }
    boost::asio::post(io_, [this] { take_mailbox(); });
    std::call_once(joined_, [this] { thread_.join(); });
}

Snapshot Worker::snapshot() const {
    Snapshot copy;
    for (const auto& [name, lane] : lanes_) copy.connections.push_back(lane->snapshot());
    return copy;
}

void Worker::run() {
    const auto work = boost::asio::make_work_guard(io_);
    io_.run();
}

void Worker::take_mailbox() {
    std::vector<Ticket> arrived;
    {
        const std::lock_guard lock(mutex_);
        arrived.swap(mailbox_);
        draining_until_ = stop_at_;
    }
    for (Ticket& ticket : arrived) accept(std::move(ticket));
    if (draining_until_) drain();
    arm_timer();
}

// Nothing new comes any more.
void Worker::drain() {
    refuse_waiting();
    if (now() >= *draining_until_) {
        plain_->cut_off();
        curl_->cut_off();
    }
    end_turn();
}

std::optional<TimePoint> Worker::next_event() {
    std::optional<TimePoint> next = draining_until_;
    if (deadlines_.empty()) return next;
    earliest(next, deadlines_.begin()->first);
    for (const auto& [name, lane] : lanes_) earliest(next, lane->next_start(now()));
    return next;
}

void Worker::arm_timer() {
    const std::optional<TimePoint> next = next_event();
    // When it fires too early, it is armed anew.
    if (!next || (armed_for_ && *armed_for_ <= *next)) return;
    armed_for_ = next;
    timer_.expires_at(*next);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        armed_for_.reset();
        expire_waiting();
        start_waiting();
        if (draining_until_) drain();
        arm_timer();
    });
}

Lane* Worker::lane_of(const CallRequest& request) {
    const auto found = lanes_.find(connection_name(request.with));
    return found == lanes_.end() ? nullptr : found->second.get();
}

// Names beyond ASCII are libcurl's as well: it knows how to spell them.
Transport& Worker::transport_of(const OutgoingRequest& request) {
    const std::string& host = request.origin.host;
    const bool ascii = std::all_of(host.begin(), host.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x80;
    });
    const bool plain = request.origin.scheme == "http" && ascii && !options_.http_by_curl;
    return plain ? *plain_ : *curl_;
}

void Worker::accept(Ticket ticket) {
    Lane* lane = lane_of(ticket.request);
    // An unknown connection has no lane; making the request says so.
    if (lane == nullptr) lane = lanes_.find("")->second.get();
    if (lane->try_enter(now())) {
        start(*lane, std::move(ticket));
    } else if (!lane->push(ticket, deadlines_)) {
        end(*lane, ticket, queue_full_result(ticket.request));
    }
}

void Worker::start(Lane& lane, Ticket ticket) {
    Result<OutgoingRequest> request =
        make_request(ticket.request, connections_, secrets_, options_.allow_private_urls);
    if (!request) {
        lane.leave();
        end(lane, ticket, refused(request.error()));
        return;
    }
    ++in_flight_;
    Transport& transport = transport_of(*request);
    transport.start(std::make_unique<Exchange>(Exchange{
        std::move(ticket), &lane, std::move(*request), false, false}));
}

void Worker::start_waiting() {
    if (deadlines_.empty()) return;
    for (const auto& [name, lane] : lanes_) {
        while (std::optional<Ticket> ticket = lane->pop(now(), deadlines_)) {
            start(*lane, std::move(*ticket));
        }
    }
}

void Worker::expire_waiting() {
    while (!deadlines_.empty() && deadlines_.begin()->first <= now()) {
        Lane& lane = *deadlines_.begin()->second.first;
        Ticket ticket = lane.take(deadlines_.begin(), deadlines_);
        end(lane, ticket, queue_timeout_result(ticket.request));
    }
}

void Worker::refuse_waiting() {
    for (const auto& [name, lane] : lanes_) {
        while (std::optional<Ticket> ticket = lane->drop(deadlines_)) {
            end(*lane, *ticket, stopping_result(ticket->request));
        }
    }
}

void Worker::ended(std::unique_ptr<Exchange> exchange, Ending ending) {
    --in_flight_;
    exchange->lane->leave();
    clean(ending, exchange->request.secrets);
    const std::string& description = exchange->request.description;
    CallResult result =
        std::holds_alternative<Answer>(ending)
            ? result_of(std::move(std::get<Answer>(ending)), description, clock_.now())
            : result_of(std::get<Breakage>(ending), description);
    end(*exchange->lane, exchange->ticket, std::move(result));
}

void Worker::end(Lane& lane, Ticket& ticket, CallResult result) {
    result.error.state = result.outcome == Outcome::kOk ? std::string() : ticket.request.state;
    lane.count(result, now() - ticket.accepted);
    ended_.emplace_back(std::move(ticket.done), std::move(result));
    if (std::exchange(turn_ends_, true)) return;
    // Behind everything that is ready now.
    boost::asio::post(io_, [this] { end_turn(); });
}

// All at once: each by itself would wake the engine's thread for it.
void Worker::end_turn() {
    turn_ends_ = false;
    start_waiting();
    handing_over_.swap(ended_);
    for (auto& [done, result] : handing_over_) done(std::move(result));
    handing_over_.clear();
    if (!deadlines_.empty()) arm_timer();
    if (draining_until_ && in_flight_ == 0 && ended_.empty()) io_.stop();
}

}  // namespace sagaflow::http
