// One conversation with the server: statements sent together and answered together.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "engine/store/pg/pg_errors.hpp"
#include "engine/store/pg/pg_parameters.hpp"
#include "engine/store/pg/pg_rows.hpp"
#include "engine/store/pg/pg_statement.hpp"

namespace sagaflow::store {

struct PgCall {
    const PgStatement* statement = nullptr;
    PgParameters parameters;
};

struct PgReply {
    // Of each statement that succeeded, in order. With an error, rows.size() is the index of the
    // statement that failed, or whose answer is missing.
    std::vector<PgRows> rows;
    std::optional<PgError> error;
    bool sent = false;  // false: certainly nothing of it reached the server

    bool ok() const { return !error; }
};

using PgReplyHandler = std::function<void(PgReply)>;

}  // namespace sagaflow::store
