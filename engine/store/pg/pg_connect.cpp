// The part of PgConnection that becomes ready: connect, prepare, and try again.
#include <algorithm>

#include "engine/core/ensure.hpp"
#include "engine/store/pg/pg_guarded.hpp"

namespace sagaflow::store {
namespace {

const PgStatement kPrepareSession{"session/prepare"};
const PgStatement kRollback{"transaction/rollback"};

// Notices would go to stderr; what matters comes as a result.
void ignore_notice(void*, const PGresult*) {}

}  // namespace

void PgConnection::open() {
    ENSURE(state_ == State::kClosed, "open() of an open connection");
    start_attempt();
}

void PgConnection::start_attempt() {
    state_ = State::kOpening;
    ++session_;
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    info_.pointers(keywords, values);
    conn_.reset(PQconnectStartParams(keywords.data(), values.data(), 0));
    if (!conn_ || PQstatus(conn_.get()) == CONNECTION_BAD) {
        attempt_failed(server_message());
        return;
    }
    PQsetNoticeReceiver(conn_.get(), ignore_notice, nullptr);
    attempt_timer_.expires_after(std::chrono::milliseconds(limits::kPgConnectTimeoutMs));
    attempt_timer_.async_wait(guarded([](PgConnection& self) {
        self.attempt_failed("no answer within the connect timeout");
    }));
    wait_for_socket(true);
}

// libpq may change the socket between two polls (next host, next address), hence anew each time.
void PgConnection::wait_for_socket(bool writable) {
    const int fd = PQsocket(conn_.get());
    if (fd < 0) {
        attempt_failed(server_message());
        return;
    }
    socket_.emplace(io_, fd);
    const auto kind = writable ? boost::asio::posix::stream_descriptor::wait_write
                               : boost::asio::posix::stream_descriptor::wait_read;
    socket_->async_wait(kind, guarded([](PgConnection& self) { self.poll_attempt(); }));
}

void PgConnection::poll_attempt() {
    socket_->release();  // the descriptor is libpq's, to keep or to close
    socket_.reset();
    switch (PQconnectPoll(conn_.get())) {
        case PGRES_POLLING_READING:
            wait_for_socket(false);
            return;
        case PGRES_POLLING_WRITING:
            wait_for_socket(true);
            return;
        case PGRES_POLLING_OK:
            prepare_session();
            return;
        case PGRES_POLLING_FAILED:
        case PGRES_POLLING_ACTIVE:
            break;
    }
    attempt_failed(server_message());
}

void PgConnection::prepare_session() {
    state_ = State::kPreparing;
    if (PQsetnonblocking(conn_.get(), 1) != 0 || PQenterPipelineMode(conn_.get()) != 1 ||
        !send_preparation()) {
        attempt_failed(server_message());
        return;
    }
    socket_.emplace(io_, PQsocket(conn_.get()));
    arm_read();
    flush();
}

// The session's settings and all its statements in one pipeline.
bool PgConnection::send_preparation() {
    PgParameters settings;
    for (const std::int64_t ms :
         {timeouts_.statement_ms, timeouts_.lock_ms, timeouts_.idle_in_transaction_ms}) {
        settings.text(std::to_string(ms));
    }
    std::vector<const char*> values;
    std::vector<int> lengths;
    settings.pointers(values, lengths);
    const std::vector<int> formats(values.size(), 1);
    if (PQsendQueryParams(
            conn_.get(),
            kPrepareSession.sql().c_str(),
            settings.count(),
            nullptr,
            values.data(),
            lengths.data(),
            formats.data(),
            1
        ) != 1) {
        return false;
    }
    PgStatements all = statements_;
    all.push_back(&kRollback);
    for (const PgStatement* statement : all) {
        if (PQsendPrepare(
                conn_.get(), statement->name().c_str(), statement->sql().c_str(), 0, nullptr
            ) != 1) {
            return false;
        }
    }
    if (PQpipelineSync(conn_.get()) != 1) return false;
    Exchange preparation;
    preparation.expected = all.size() + 1;
    preparation.handler = [](const PgReply&) {};
    in_flight_.push_back(std::move(preparation));
    return true;
}

// After an error the server waits for this: it refuses everything else in the transaction.
void PgConnection::roll_back() {
    Exchange exchange;
    exchange.calls.push_back({&kRollback, {}});
    exchange.expected = 1;
    exchange.handler = [](const PgReply&) {};
    const bool sent = send(exchange);
    in_flight_.push_back(std::move(exchange));
    if (!sent) lose(server_message());
}

void PgConnection::session_prepared(const PgReply& reply) {
    if (!reply.ok()) {
        attempt_failed(reply.error->message);
        return;
    }
    attempt_timer_.cancel();
    state_ = State::kReady;
    if (attempts_failed_ > 0) {
        logger_.write(LogLevel::kInfo, "database connection restored", {{"connection", role_}});
    }
    attempts_failed_ = 0;
    std::deque<Exchange> held = std::exchange(held_, {});
    for (Exchange& next : held) exchange(std::move(next.calls), std::move(next.handler));
}

void PgConnection::attempt_failed(const std::string& reason) {
    ++attempts_failed_;
    drop_session();
    in_flight_.clear();  // nothing but the preparation
    logger_.write(
        attempts_failed_ == 1 ? LogLevel::kWarning : LogLevel::kDebug,
        "database connection failed",
        {{"connection", role_}, {"error", reason}}
    );
    for (Exchange& held : std::exchange(held_, {})) refuse(std::move(held), reason);
    schedule_attempt();
}

void PgConnection::schedule_attempt() {
    state_ = State::kWaiting;
    const int doublings = std::min(attempts_failed_, 10);
    const std::int64_t pause =
        std::min(limits::kPgReconnectMsMin << doublings, limits::kPgReconnectMsMax);
    // Between half of it and all of it: many nodes must not come back in step.
    std::uniform_int_distribution<std::int64_t> spread(pause / 2, pause);
    attempt_timer_.expires_after(std::chrono::milliseconds(spread(jitter_)));
    attempt_timer_.async_wait(guarded([](PgConnection& self) { self.start_attempt(); }));
}

}  // namespace sagaflow::store
