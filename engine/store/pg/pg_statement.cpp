#include "engine/store/pg/pg_statement.hpp"

#include "engine/core/ensure.hpp"
#include "sagaflow_pg_sql.hpp"

namespace sagaflow::store {

PgStatement::PgStatement(std::string_view path)
    : name_(path), sql_(pg_sql::embedded_text("sql/" + name_ + ".sql")) {
    ENSURE(!sql_.empty(), name_);
}

}  // namespace sagaflow::store
