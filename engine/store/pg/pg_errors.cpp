#include "engine/store/pg/pg_errors.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace sagaflow::store {
namespace {

constexpr std::string_view kDivisionByZero = "22012";
constexpr std::string_view kUniqueViolation = "23505";
constexpr std::string_view kStatementCompletionUnknown = "40003";
constexpr std::string_view kTransactionResolutionUnknown = "08007";
constexpr std::string_view kReadOnlyTransaction = "25006";
constexpr std::string_view kInvalidStatementName = "26000";
constexpr std::string_view kPlanMustNotChange = "0A000";

constexpr std::string_view kIdleInTransaction = "25P03";
// Another exchange of the session failed before this one, and its transaction is not yet left.
constexpr std::string_view kFailedTransaction = "25P02";

// Classes of SQLSTATE that say nothing against the transaction itself: it may be tried again.
constexpr std::array<std::string_view, 8> kPassing{
    "08",  // connection exceptions, told by a pooler
    "40",  // serialization failure, deadlock
    "53",  // disk full, out of memory, too many connections
    "55",  // lock timeout, object in use
    "57",  // statement timeout, cancel, shutdown, crash of another backend
    "58",  // I/O errors
    "72",  // snapshot too old
    "XX",  // the server's own bugs and broken data
};

bool is_passing(const PgError& error) {
    const std::string_view group = std::string_view(error.sqlstate).substr(0, 2);
    return error.session_ended || needs_new_session(error) ||
           error.sqlstate == kIdleInTransaction || error.sqlstate == kFailedTransaction ||
           std::find(kPassing.begin(), kPassing.end(), group) != kPassing.end();
}

std::string field(const PGresult* result, int code) {
    const char* value = PQresultErrorField(result, code);
    return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

PgError pg_error_of(const PGresult* result) {
    PgError error;
    error.sqlstate = field(result, PG_DIAG_SQLSTATE);
    const std::string severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    error.session_ended = error.sqlstate.empty() || severity == "FATAL" || severity == "PANIC";
    error.message = field(result, PG_DIAG_MESSAGE_PRIMARY);
    if (error.message.empty()) error.message = PQresultErrorMessage(result);
    while (!error.message.empty() && error.message.back() == '\n') error.message.pop_back();
    return error;
}

bool needs_new_session(const PgError& error) {
    return error.sqlstate == kReadOnlyTransaction || error.sqlstate == kInvalidStatementName ||
           error.sqlstate == kPlanMustNotChange;
}

CommitClass classify_commit(const PgError& error, PgStage stage) {
    if (stage == PgStage::kNotSent) return CommitClass::kUnavailable;
    // Without an answer, or with one that ended the session during COMMIT, nobody here knows.
    if (error.sqlstate.empty()) return CommitClass::kUnknown;
    if (stage == PgStage::kCommit && error.session_ended) return CommitClass::kUnknown;
    if (error.sqlstate == kStatementCompletionUnknown ||
        error.sqlstate == kTransactionResolutionUnknown) {
        return CommitClass::kUnknown;
    }
    if (error.sqlstate == kDivisionByZero) {
        if (stage == PgStage::kFence) return CommitClass::kOwnershipLost;
        if (stage == PgStage::kGuard) return CommitClass::kConflict;
        return CommitClass::kBug;
    }
    if (error.sqlstate == kUniqueViolation) return CommitClass::kConflict;
    return is_passing(error) ? CommitClass::kNotCommitted : CommitClass::kBug;
}

Error read_error(const PgError& error) {
    const bool passing = error.sqlstate.empty() || is_passing(error);
    std::string message = "Expected an answer from the database, but ";
    message += error.message.empty() ? "the connection broke" : error.message;
    if (!error.sqlstate.empty()) message += " (SQLSTATE " + error.sqlstate + ")";
    return {passing ? ErrorCode::kUnavailable : ErrorCode::kInternal, std::move(message)};
}

}  // namespace sagaflow::store
