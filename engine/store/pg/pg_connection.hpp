// One session with PostgreSQL on the engine's event loop: libpq in non-blocking pipeline mode.
//
// Owned by the store; every member function and every handler runs on the io_context's one thread.
// It connects by itself, prepares the statements of its role in one round trip, and connects again
// after a loss (50 ms at first, then doubling with jitter up to 5 s) until it is closed. Shared
// ownership only because handlers of the event loop may be pending when the store is destroyed.
//
//     opening -> preparing -> ready -> (lost) waiting -> opening …        closed: from everywhere
//
// Invariants:
//  - Each exchange is answered exactly once, later, on the io_context.
//  - Exchanges are answered in the order in which they were sent.
//  - While ready, a read is always pending: a lost connection is noticed when idle, too, and the
//    server's answers are taken while a long batch is still being written (no deadlock of buffers).
//  - `sent` of a reply is false only if no byte of the exchange was given to libpq.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <random>

#include "engine/core/log.hpp"
#include "engine/store/pg/pg_exchange.hpp"
#include "engine/store/pg/pg_settings.hpp"

namespace sagaflow::store {

class PgConnection : public std::enable_shared_from_this<PgConnection> {
public:
    // `statements` is all that may be sent; `role` names the connection in log lines.
    PgConnection(
        boost::asio::io_context& io,
        PgConnectionInfo info,
        PgTimeouts timeouts,
        PgStatements statements,
        std::string role,
        Logger& logger
    );
    ~PgConnection();
    PgConnection(const PgConnection&) = delete;
    PgConnection& operator=(const PgConnection&) = delete;

    void open();
    // Ends everything that is pending; nothing is sent afterwards.
    void close();
    bool ready() const { return state_ == State::kReady; }
    bool idle() const { return in_flight_.empty() && held_.empty(); }

    // Sends the calls as one pipeline with one Sync. Held while an attempt to connect is under way,
    // refused at once (not sent) while waiting for the next one.
    void exchange(std::vector<PgCall> calls, PgReplyHandler handler);

private:
    enum class State { kClosed, kOpening, kPreparing, kReady, kWaiting };
    struct Exchange {
        std::vector<PgCall> calls;
        PgReplyHandler handler;
        PgReply reply;
        std::size_t expected = 0;  // answers, without the one to Sync
    };
    struct ConnDeleter {
        void operator()(PGconn* conn) const { PQfinish(conn); }
    };
    using SteadyClock = std::chrono::steady_clock;

    // pg_connect.cpp: becoming ready.
    void start_attempt();
    void poll_attempt();
    void wait_for_socket(bool writable);
    void prepare_session();
    bool send_preparation();
    void roll_back();
    void session_prepared(const PgReply& reply);
    void attempt_failed(const std::string& reason);
    void schedule_attempt();

    // pg_connection.cpp: exchanges.
    bool send(Exchange& exchange);
    void flush();
    void arm_read();
    void arm_write();
    void on_readable();
    void take_results();
    void take(PgResultPtr result);
    void finish_front();
    void answer(Exchange exchange);
    void refuse(Exchange exchange, const std::string& reason);
    void watch();
    void lose(const std::string& reason);
    void drop_session();
    std::string server_message() const;
    // Wraps a handler of the event loop: it does nothing once the session it was made for is gone.
    template <typename Handler>
    auto guarded(Handler handler);

    boost::asio::io_context& io_;
    const PgConnectionInfo info_;
    const PgTimeouts timeouts_;
    const PgStatements statements_;
    const std::string role_;
    Logger& logger_;

    State state_ = State::kClosed;
    std::uint64_t session_ = 0;  // grows with every session and with its end
    std::unique_ptr<PGconn, ConnDeleter> conn_;
    std::optional<boost::asio::posix::stream_descriptor> socket_;
    bool write_armed_ = false;
    bool renew_ = false;  // end this session when nothing is in flight
    std::deque<Exchange> in_flight_;
    std::deque<Exchange> held_;                // until the attempt under way has ended
    boost::asio::steady_timer attempt_timer_;  // deadline of an attempt, or pause before the next
    boost::asio::steady_timer answer_timer_;   // deadline of the oldest exchange
    int attempts_failed_ = 0;
    std::minstd_rand jitter_;
};

}  // namespace sagaflow::store
