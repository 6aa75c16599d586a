#include "tests/store/postgres_rig.hpp"

namespace sagaflow::store {
namespace {

constexpr std::chrono::seconds kPostgresPatience{60};

}  // namespace

AdminSession::AdminSession(const std::string& conninfo) : conn_(PQconnectdb(conninfo.c_str())) {
    EXPECT_EQ(PQstatus(conn_), CONNECTION_OK) << PQerrorMessage(conn_);
}

AdminSession::~AdminSession() { PQfinish(conn_); }

std::string AdminSession::run(const std::string& sql) {
    PGresult* result = PQexec(conn_, sql.c_str());
    const ExecStatusType status = PQresultStatus(result);
    EXPECT_TRUE(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        << sql << ": " << PQerrorMessage(conn_);
    std::string answer = status == PGRES_TUPLES_OK && PQntuples(result) > 0
                             ? PQgetvalue(result, 0, 0)
                             : PQcmdStatus(result);
    PQclear(result);
    return answer;
}

PostgresRig::PostgresRig() {
    PgStoreOptions options;
    options.conninfo = connection_string();
    const auto shards = set_up_database(options, kShards);
    if (!shards.ok()) {
        ADD_FAILURE() << shards.error().message;
        std::abort();
    }
    for (int i = 0; i < 2; ++i) {
        auto store = make_pg_store(io_, options);
        nodes_.push_back(std::move(store).value());
    }
    auto queries = make_pg_queries(options);
    queries_ = std::move(queries).value();
}

PostgresRig::~PostgresRig() { nodes_.clear(); }

Store& PostgresRig::node(std::size_t index) { return *nodes_.at(index); }

void PostgresRig::expire(const std::string& name) {
    sql("UPDATE sagaflow.node SET expires_at = now() - interval '1 ms' WHERE name = '" + name + "'"
    );
}

void PostgresRig::run_one() {
    io_.restart();
    if (io_.run_one_for(kPostgresPatience) == 0) {
        ADD_FAILURE() << "no answer from the store";
        std::abort();
    }
}

std::string PostgresRig::sql(const std::string& text) {
    return AdminSession(connection_string()).run(text);
}

}  // namespace sagaflow::store
