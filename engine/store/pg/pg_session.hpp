// One blocking session, for the API's threads and for migrations. Used by one thread at a time.
// Each statement has a deadline of its own besides the server's timeout, because a server that
// hangs does not keep its timeouts; a session that missed it is closed.
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <variant>

#include "engine/store/pg/pg_errors.hpp"
#include "engine/store/pg/pg_parameters.hpp"
#include "engine/store/pg/pg_rows.hpp"
#include "engine/store/pg/pg_settings.hpp"
#include "engine/store/pg/pg_statement.hpp"

namespace sagaflow::store {

class PgSession {
public:
    using Outcome = std::variant<PgRows, PgError>;

    PgSession(const PgConnectionInfo& info, const PgTimeouts& timeouts);

    // Connects unless it is connected; blocks for the connect timeout at most.
    std::variant<std::monostate, PgError> connect();
    bool connected() const { return conn_ != nullptr; }
    void disconnect() { conn_.reset(); }

    // Runs one statement, planned for its parameters.
    Outcome run(const PgStatement& statement, const PgParameters& parameters = {});
    // Runs the text of a migration: many statements, no parameters, no timeout.
    Outcome run_script(const std::string& sql);

private:
    struct ConnDeleter {
        void operator()(PGconn* conn) const { PQfinish(conn); }
    };

    PgError broken(const std::string& reason);
    bool wait(std::chrono::steady_clock::time_point deadline, short events);
    bool flush_until(std::chrono::steady_clock::time_point deadline);
    PgResultPtr last_result_until(std::chrono::steady_clock::time_point deadline);
    Outcome outcome_of(PgResultPtr result);

    const PgConnectionInfo info_;
    const PgTimeouts timeouts_;
    std::unique_ptr<PGconn, ConnDeleter> conn_;
};

}  // namespace sagaflow::store
