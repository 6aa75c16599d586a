#include "engine/store/pg/pg_session.hpp"

#include <poll.h>

#include <algorithm>

namespace sagaflow::store {
namespace {

using SteadyClock = std::chrono::steady_clock;

const PgStatement kPrepareReader{"session/prepare_reader"};

void ignore_session_notice(void*, const PGresult*) {}

// libpq breaks its lines for a terminal; errors of ours are one line.
std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : text) {
        const bool blank = c == '\n' || c == '\t' || c == ' ';
        if (!blank)
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    return line;
}

}  // namespace

PgSession::PgSession(const PgConnectionInfo& info, const PgTimeouts& timeouts)
    : info_(info), timeouts_(timeouts) {}

std::variant<std::monostate, PgError> PgSession::connect() {
    if (conn_) return std::monostate{};
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    info_.pointers(keywords, values);
    conn_.reset(PQconnectdbParams(keywords.data(), values.data(), 0));
    if (!conn_) return broken("out of memory");
    if (PQstatus(conn_.get()) != CONNECTION_OK || PQsetnonblocking(conn_.get(), 1) != 0) {
        return broken(one_line(PQerrorMessage(conn_.get())));
    }
    PQsetNoticeReceiver(conn_.get(), ignore_session_notice, nullptr);
    PgParameters settings;
    for (const std::int64_t ms :
         {timeouts_.statement_ms, timeouts_.lock_ms, timeouts_.idle_in_transaction_ms}) {
        settings.text(std::to_string(ms));
    }
    Outcome prepared = run(kPrepareReader, settings);
    if (PgError* error = std::get_if<PgError>(&prepared)) {
        disconnect();
        return std::move(*error);
    }
    return std::monostate{};
}

PgError PgSession::broken(const std::string& reason) {
    disconnect();
    return {{}, true, reason};
}

PgSession::Outcome PgSession::run(const PgStatement& statement, const PgParameters& parameters) {
    if (!conn_) return PgError{{}, true, "there is no connection"};
    std::vector<const char*> values;
    std::vector<int> lengths;
    parameters.pointers(values, lengths);
    const std::vector<int> formats(values.size(), 1);
    const auto deadline = SteadyClock::now() + std::chrono::milliseconds(timeouts_.answer_ms);
    if (PQsendQueryParams(
            conn_.get(),
            statement.sql().c_str(),
            parameters.count(),
            nullptr,
            values.data(),
            lengths.data(),
            formats.data(),
            1
        ) != 1 ||
        !flush_until(deadline)) {
        return broken(one_line(PQerrorMessage(conn_.get())));
    }
    return outcome_of(last_result_until(deadline));
}

PgSession::Outcome PgSession::run_script(const std::string& sql) {
    if (!conn_) return PgError{{}, true, "there is no connection"};
    return outcome_of(PgResultPtr(PQexec(conn_.get(), sql.c_str())));
}

PgSession::Outcome PgSession::outcome_of(PgResultPtr result) {
    if (!result) {
        std::string reason = conn_ ? one_line(PQerrorMessage(conn_.get())) : std::string();
        return broken(reason.empty() ? "no answer within its timeout" : reason);
    }
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return PgRows(std::move(result));
    PgError error = pg_error_of(result.get());
    if (error.session_ended || needs_new_session(error)) disconnect();
    return error;
}

bool PgSession::wait(SteadyClock::time_point deadline, short events) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now());
    if (left.count() <= 0) return false;
    pollfd socket{PQsocket(conn_.get()), events, 0};
    // Interrupted by a signal is as good as ready: the caller looks again.
    return poll(&socket, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 60'000))) != 0;
}

bool PgSession::flush_until(SteadyClock::time_point deadline) {
    for (;;) {
        const int left = PQflush(conn_.get());
        if (left <= 0) return left == 0;
        if (!wait(deadline, POLLIN | POLLOUT)) return false;
        if (PQconsumeInput(conn_.get()) != 1) return false;
    }
}

// Null when the deadline passed or the connection broke without a word.
PgResultPtr PgSession::last_result_until(SteadyClock::time_point deadline) {
    PgResultPtr last;
    for (;;) {
        while (PQisBusy(conn_.get()) != 0) {
            if (!wait(deadline, POLLIN)) return nullptr;
            if (PQconsumeInput(conn_.get()) != 1) break;
        }
        PgResultPtr next(PQgetResult(conn_.get()));
        if (!next) return last;
        last = std::move(next);
    }
}

}  // namespace sagaflow::store
