// How to reach the database and how long to wait for it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/limits.hpp"
#include "engine/core/result.hpp"

namespace sagaflow::store {

struct PgTimeouts {
    std::int64_t statement_ms = limits::kPgStatementTimeoutMs;  // ended by the server
    std::int64_t lock_ms = limits::kPgLockTimeoutMs;            // … waiting for a lock
    std::int64_t idle_in_transaction_ms = limits::kPgIdleInTransactionMs;
    std::int64_t answer_ms = limits::kPgAnswerTimeoutMs;  // then we end the connection ourselves
};

// Keywords and values for libpq.
struct PgConnectionInfo {
    std::vector<std::pair<std::string, std::string>> values;

    // Two parallel arrays, ended by nullptr; valid as long as this object.
    void pointers(std::vector<const char*>& keywords, std::vector<const char*>& texts) const;
};

// Reads a URL (postgresql://…) or keywords (host=… dbname=…) and adds what the store needs where
// the user did not say otherwise: timeouts, keepalives, a server that takes writes, a name for
// pg_stat_activity. kInvalidArgument with libpq's reason; the message holds no password.
Result<PgConnectionInfo> pg_connection_info(
    const std::string& conninfo, const std::string& application_name
);

}  // namespace sagaflow::store
