#include "engine/store/pg/pg_connection.hpp"

#include <boost/asio/post.hpp>

#include "engine/core/ensure.hpp"
#include "engine/store/pg/pg_guarded.hpp"

namespace sagaflow::store {

PgConnection::PgConnection(
    boost::asio::io_context& io,
    PgConnectionInfo info,
    PgTimeouts timeouts,
    PgStatements statements,
    std::string role,
    Logger& logger
)
    : io_(io),
      info_(std::move(info)),
      timeouts_(timeouts),
      statements_(std::move(statements)),
      role_(std::move(role)),
      logger_(logger),
      attempt_timer_(io),
      answer_timer_(io),
      jitter_(std::random_device{}()) {}

PgConnection::~PgConnection() { close(); }

void PgConnection::close() {
    if (state_ == State::kClosed) return;
    drop_session();
    state_ = State::kClosed;
    for (Exchange& pending : std::exchange(in_flight_, {})) answer(std::move(pending));
    for (Exchange& held : std::exchange(held_, {})) refuse(std::move(held), "it was closed");
}

void PgConnection::exchange(std::vector<PgCall> calls, PgReplyHandler handler) {
    ENSURE(!calls.empty(), "an exchange says something");
    Exchange next;
    next.expected = calls.size();
    next.calls = std::move(calls);
    next.handler = std::move(handler);
    if (state_ == State::kOpening || state_ == State::kPreparing || (renew_ && !idle())) {
        held_.push_back(std::move(next));
    } else if (state_ != State::kReady) {
        refuse(std::move(next), "there is no connection");
    } else {
        next.reply.sent = true;
        const bool sent = send(next);
        in_flight_.push_back(std::move(next));
        if (!sent) {
            lose(server_message());
            return;
        }
        if (in_flight_.size() == 1) watch();
        flush();
    }
}

bool PgConnection::send(Exchange& exchange) {
    std::vector<const char*> values;
    std::vector<int> lengths;
    std::vector<int> formats;
    for (const PgCall& call : exchange.calls) {
        call.parameters.pointers(values, lengths);
        formats.assign(values.size(), 1);
        if (PQsendQueryPrepared(
                conn_.get(),
                call.statement->name().c_str(),
                call.parameters.count(),
                values.data(),
                lengths.data(),
                formats.data(),
                1
            ) != 1) {
            return false;
        }
    }
    exchange.calls.clear();  // libpq has copied it all
    return PQpipelineSync(conn_.get()) == 1;
}

void PgConnection::flush() {
    const int left = PQflush(conn_.get());
    if (left < 0) {
        // The server may have said why before it closed: read that first.
        PQconsumeInput(conn_.get());
        take_results();
        if (conn_) lose(server_message());
    } else if (left > 0 && !write_armed_) {
        arm_write();
    }
}

void PgConnection::arm_read() {
    socket_->async_wait(
        boost::asio::posix::stream_descriptor::wait_read,
        guarded([](PgConnection& self) { self.on_readable(); })
    );
}

void PgConnection::arm_write() {
    write_armed_ = true;
    socket_->async_wait(
        boost::asio::posix::stream_descriptor::wait_write, guarded([](PgConnection& self) {
            self.write_armed_ = false;
            self.flush();
        })
    );
}

void PgConnection::on_readable() {
    const std::uint64_t session = session_;
    const bool alive = PQconsumeInput(conn_.get()) == 1;
    take_results();
    if (session != session_) return;
    if (!alive || PQstatus(conn_.get()) == CONNECTION_BAD) {
        lose(server_message());
        return;
    }
    arm_read();
    flush();
}

// NULL ends the results of one statement; two in a row mean that there is nothing more by now.
void PgConnection::take_results() {
    const std::uint64_t session = session_;
    int nulls = 0;
    while (session == session_ && !in_flight_.empty() && PQisBusy(conn_.get()) == 0) {
        PgResultPtr result(PQgetResult(conn_.get()));
        if (result) {
            nulls = 0;
            take(std::move(result));
        } else if (++nulls == 2) {
            return;
        }
    }
}

void PgConnection::take(PgResultPtr result) {
    Exchange& front = in_flight_.front();
    switch (PQresultStatus(result.get())) {
        case PGRES_PIPELINE_SYNC:
            finish_front();
            return;
        case PGRES_PIPELINE_ABORTED:
            return;
        case PGRES_TUPLES_OK:
        case PGRES_COMMAND_OK:
            front.reply.rows.emplace_back(std::move(result));
            return;
        default:
            break;
    }
    // libpq makes up a result of its own when the socket breaks: lose() tells that better.
    if (front.reply.error || PQresultErrorField(result.get(), PG_DIAG_SQLSTATE) == nullptr) return;
    front.reply.error = pg_error_of(result.get());
    if (needs_new_session(*front.reply.error)) renew_ = true;
}

void PgConnection::finish_front() {
    Exchange done = std::move(in_flight_.front());
    in_flight_.pop_front();
    if (state_ == State::kPreparing) {
        session_prepared(done.reply);
        return;
    }
    answer(std::move(done));
    if (renew_) {
        if (in_flight_.empty()) lose("the session cannot be used any more");
        return;
    }
    const std::uint64_t session = session_;
    if (PQtransactionStatus(conn_.get()) == PQTRANS_INERROR) roll_back();
    if (session == session_) watch();
}

void PgConnection::answer(Exchange exchange) {
    PgReply& reply = exchange.reply;
    if (!reply.error && reply.rows.size() < exchange.expected) {
        reply.error = PgError{{}, true, "the connection broke before the answer came"};
    }
    boost::asio::post(
        io_,
        [handler = std::move(exchange.handler),
         reply = std::make_shared<PgReply>(std::move(reply))] { handler(std::move(*reply)); }
    );
}

void PgConnection::refuse(Exchange exchange, const std::string& reason) {
    exchange.reply.sent = false;
    exchange.reply.error = PgError{{}, true, "the database cannot be reached: " + reason};
    answer(std::move(exchange));
}

void PgConnection::watch() {
    if (in_flight_.empty()) {
        answer_timer_.cancel();
        return;
    }
    answer_timer_.expires_after(std::chrono::milliseconds(timeouts_.answer_ms));
    answer_timer_.async_wait(guarded([](PgConnection& self) {
        if (SteadyClock::now() >= self.answer_timer_.expiry())
            self.lose("no answer within its timeout");
    }));
}

void PgConnection::lose(const std::string& reason) {
    if (state_ == State::kPreparing) {
        attempt_failed(reason);
        return;
    }
    drop_session();
    logger_.write(
        LogLevel::kWarning, "database connection lost", {{"connection", role_}, {"error", reason}}
    );
    for (Exchange& pending : std::exchange(in_flight_, {})) answer(std::move(pending));
    attempts_failed_ = std::max(attempts_failed_, 1);
    for (Exchange& held : std::exchange(held_, {})) refuse(std::move(held), reason);
    schedule_attempt();
}

void PgConnection::drop_session() {
    ++session_;
    attempt_timer_.cancel();
    answer_timer_.cancel();
    if (socket_) {
        socket_->release();
        socket_.reset();
    }
    write_armed_ = false;
    renew_ = false;
    conn_.reset();
}

std::string PgConnection::server_message() const {
    if (!conn_) return "out of memory";
    std::string text = PQerrorMessage(conn_.get());
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text.empty() ? "the connection broke" : text;
}

}  // namespace sagaflow::store
