// Events between the model and their table's columns.
#pragma once

#include "engine/store/pg/pg_parameters.hpp"
#include "engine/store/pg/pg_rows.hpp"
#include "engine/store/store.hpp"

namespace sagaflow::store {

PgParameters pg_event_parameters(const std::vector<StoredEvent>& events);
PgParameters pg_identity_parameters(const std::vector<EventIdentity>& identities);

// Reads the twelve columns that every statement on `event` selects, from `first` on.
StoredEvent pg_event(const PgRows& rows, int row, int first);

}  // namespace sagaflow::store
