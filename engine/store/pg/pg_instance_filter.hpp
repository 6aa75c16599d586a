// The list's filter as the parameters of sql/instance/list.sql.
#pragma once

#include "engine/store/pg/pg_parameters.hpp"
#include "engine/store/queries.hpp"

namespace sagaflow::store {

PgParameters pg_list_parameters(
    const InstanceFilter& filter, std::optional<InstanceId> before, std::size_t limit
);

}  // namespace sagaflow::store
