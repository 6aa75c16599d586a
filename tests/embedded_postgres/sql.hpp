// One statement, one answer: how the tests look into a database. Opens a connection of its own for
// each call and reports failure as text that starts with "error", so that no test can take it for
// an answer.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>

namespace sagaflow::testing {

inline std::string ask(const std::string& connection_string, const std::string& sql) {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(
        PQconnectdb(connection_string.c_str()), &PQfinish
    );
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexec(connection.get(), sql.c_str()), &PQclear
    );
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK) return "";
    if (status != PGRES_TUPLES_OK) {
        return std::string("error ") + PQerrorMessage(connection.get());
    }
    return PQntuples(result.get()) == 0 ? "" : PQgetvalue(result.get(), 0, 0);
}

}  // namespace sagaflow::testing
