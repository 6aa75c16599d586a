#include "tests/faults/stage/sql.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <chrono>
#include <stdexcept>

namespace sagaflow::faults {
namespace {

constexpr int kTablePauseMs = 5;

struct Clearer {
    void operator()(PGresult* result) const { PQclear(result); }
};

}  // namespace

struct Sql::Parts {
    PGconn* connection = nullptr;
    ~Parts() { PQfinish(connection); }
};

Sql::Sql(const std::string& conninfo) : parts_(std::make_unique<Parts>()) {
    parts_->connection = PQconnectdb(conninfo.c_str());
    if (PQstatus(parts_->connection) != CONNECTION_OK) {
        throw std::runtime_error(PQerrorMessage(parts_->connection));
    }
}

Sql::~Sql() = default;

std::vector<Sql::Row> Sql::run(const std::string& statement) {
    const std::unique_ptr<PGresult, Clearer> result(PQexec(parts_->connection, statement.c_str()));
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        throw std::runtime_error(statement + ": " + PQerrorMessage(parts_->connection));
    }
    std::vector<Row> rows;
    for (int row = 0; row < PQntuples(result.get()); ++row) {
        Row& values = rows.emplace_back();
        for (int column = 0; column < PQnfields(result.get()); ++column) {
            values.emplace_back(PQgetvalue(result.get(), row, column));
        }
    }
    return rows;
}

std::string Sql::value(const std::string& statement) {
    const auto rows = run(statement);
    if (rows.size() != 1 || rows[0].size() != 1) {
        throw std::runtime_error(statement + ": expected one value");
    }
    return rows[0][0];
}

bool Sql::wait_for(const std::string& statement, const std::string& wanted, int limit_ms) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(limit_ms);
    while (value(statement) != wanted) {
        if (std::chrono::steady_clock::now() > until) return false;
        poll(nullptr, 0, kTablePauseMs);  // a table tells nobody when it changes
    }
    return true;
}

}  // namespace sagaflow::faults
