#include "connectors/http/worker.hpp"

#include "engine/core/ensure.hpp"

namespace sagaflow::http {
namespace {

constexpr std::uint32_t kOpenTag = 1;
constexpr std::uint32_t kGuardedTag = 2;

long sockets_max(const Options& options) {
    std::size_t most = options.url_concurrency;
    for (const ConnectionOptions& each : options.connections) most += each.concurrency;
    return std::min(static_cast<long>(most), limits::kOutgoingSocketsMax);
}

TimePoint now() { return std::chrono::steady_clock::now(); }

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
      open_(poller_, kOpenTag, sockets_max(options_)),
      guarded_(poller_, kGuardedTag, sockets_max(options_)) {
    make_lanes();
    thread_ = std::thread([this] { run(); });
    (void)pthread_setname_np(thread_.native_handle(), "http-calls");
}

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
    {
        const std::lock_guard lock(mutex_);
        if (!stop_at_) {
            mailbox_.push_back(std::move(ticket));
            if (mailbox_.size() == 1) poller_.wake();
            return;
        }
    }
    ticket.done(stopping_result(ticket.request));
}

void Worker::stop(Duration drain) {
    ENSURE(std::this_thread::get_id() != thread_.get_id(), "stop() from a done callback");
    {
        const std::lock_guard lock(mutex_);
        if (!stop_at_) stop_at_ = now() + std::chrono::milliseconds(drain.ms);
    }
    poller_.wake();
    std::call_once(joined_, [this] { thread_.join(); });
}

Snapshot Worker::snapshot() const {
    Snapshot copy;
    for (const auto& [name, lane] : lanes_) copy.connections.push_back(lane->snapshot());
    return copy;
}

void Worker::run() {
    bool more = true;
    while (more) {
        turn();
        more = take_mailbox();
        hand_over();
    }
}

// All at once: each by itself would wake the engine's thread for it.
void Worker::hand_over() {
    for (auto& [done, result] : ended_) done(std::move(result));
    ended_.clear();
}

void Worker::turn() {
    const auto finished = [this](CURL* easy, CURLcode code) { finish(easy, code); };
    poller_.wait(next_event(), [this](std::uint32_t tag, int socket, std::uint32_t events) {
        (tag == kOpenTag ? open_ : guarded_).socket_ready(socket, events);
    });
    for (CurlMulti* multi : {&open_, &guarded_}) {
        multi->fire_timer(now());
        multi->collect(finished);
    }
    if (!deadlines_.empty()) {
        expire_waiting();
        start_waiting();
    }
}

// False when the work is over.
bool Worker::take_mailbox() {
    std::vector<Ticket> arrived;
    std::optional<TimePoint> stop_at;
    {
        const std::lock_guard lock(mutex_);
        arrived.swap(mailbox_);
        stop_at = stop_at_;
    }
    for (Ticket& ticket : arrived) accept(std::move(ticket));
    if (!stop_at) return true;
    stopping_ = true;
    refuse_waiting();
    if (now() >= *stop_at) cut_off_flights();
    return !flights_.empty();
}

std::optional<TimePoint> Worker::next_event() {
    std::optional<TimePoint> next = open_.timer();
    earliest(next, guarded_.timer());
    if (!deadlines_.empty()) {
        earliest(next, deadlines_.begin()->first);
        for (const auto& [name, lane] : lanes_) earliest(next, lane->next_start(now()));
    }
    if (stopping_) {
        const std::lock_guard lock(mutex_);
        earliest(next, stop_at_);
    }
    return next;
}

Lane* Worker::lane_of(const CallRequest& request) {
    const auto found = lanes_.find(connection_name(request.with));
    return found == lanes_.end() ? nullptr : found->second.get();
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
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(ticket.deadline - now()).count();
    std::unique_ptr<Transfer> transfer = idle_transfer();
    transfer->prepare(std::move(*request), ticket.request.timeout, Duration{left});
    CURL* easy = transfer->easy();
    multi_of(*transfer).add(easy);
    flights_.emplace(easy, Flight{std::move(transfer), std::move(ticket), &lane});
}

void Worker::start_waiting() {
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

void Worker::finish(CURL* easy, CURLcode code) {
    const auto found = flights_.find(easy);
    ENSURE(found != flights_.end(), "a finished transfer is in flight");
    Flight flight = std::move(found->second);
    flights_.erase(found);
    auto exchange = flight.transfer->finish(code);
    const std::string& description = flight.transfer->description();
    CallResult result =
        std::holds_alternative<Answer>(exchange)
            ? result_of(std::move(std::get<Answer>(exchange)), description, clock_.now())
            : result_of(std::get<Breakage>(exchange), description);
    flight.lane->leave();
    if (idle_.size() < limits::kIdleTransfersMax) idle_.push_back(std::move(flight.transfer));
    end(*flight.lane, flight.ticket, std::move(result));
}

void Worker::refuse_waiting() {
    for (const auto& [name, lane] : lanes_) {
        while (std::optional<Ticket> ticket = lane->drop(deadlines_)) {
            end(*lane, *ticket, stopping_result(ticket->request));
        }
    }
}

void Worker::cut_off_flights() {
    std::unordered_map<CURL*, Flight> flights;
    flights.swap(flights_);
    for (auto& [easy, flight] : flights) {
        const Breakage broken = flight.transfer->abandon("the engine stopped before it came");
        multi_of(*flight.transfer).remove(easy);
        flight.lane->leave();
        end(*flight.lane, flight.ticket, result_of(broken, flight.transfer->description()));
    }
}

void Worker::end(Lane& lane, Ticket& ticket, CallResult result) {
    result.error.state = result.outcome == Outcome::kOk ? std::string() : ticket.request.state;
    lane.count(result, now() - ticket.accepted);
    ended_.emplace_back(std::move(ticket.done), std::move(result));
}

CurlMulti& Worker::multi_of(const Transfer& transfer) {
    return transfer.guarded() ? guarded_ : open_;
}

std::unique_ptr<Transfer> Worker::idle_transfer() {
    if (idle_.empty()) return std::make_unique<Transfer>(options_);
    std::unique_ptr<Transfer> transfer = std::move(idle_.back());
    idle_.pop_back();
    return transfer;
}

}  // namespace sagaflow::http
