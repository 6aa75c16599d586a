// The one place that decides what an error of PostgreSQL means. Everyone else looks at the class.
#pragma once

#include <libpq-fe.h>

#include <string>

#include "engine/core/result.hpp"
#include "engine/store/store.hpp"

namespace sagaflow::store {

struct PgError {
    std::string sqlstate;        // five characters; empty: the connection broke without an answer
    bool session_ended = false;  // FATAL, PANIC, or the connection broke
    std::string message;
};

PgError pg_error_of(const PGresult* result);

// How far the transaction had come.
enum class PgStage {
    kNotSent,    // nothing of it left this process
    kFence,      // the server refused the statement that checks the epochs
    kGuard,      // … a statement that checks how many rows it found
    kStatement,  // … any other one before COMMIT
    kCommit,     // COMMIT may have reached the server, and its answer is missing or an error
};

CommitClass classify_commit(const PgError& error, PgStage stage);

// The error of a read or of a call of its own transaction: kUnavailable when trying again later may
// help, kInternal when it is our fault.
Error read_error(const PgError& error);

// The session cannot be used any more although it is open: its server became a standby, a pooler
// forgot its statements, or their result types changed.
bool needs_new_session(const PgError& error);

}  // namespace sagaflow::store
