// A PostgreSQL of this run alone, as `sagaflow serve` makes it: durable, or the figures would mean
// nothing. Started when first asked for, under TMPDIR (else /tmp). Main thread only; what fails
// ends the program with its reason.
#pragma once

#include <string>

namespace sagaflow::bench {

// Of a database with the schema, empty when first asked for.
std::string private_database();
void stop_private_database();

}  // namespace sagaflow::bench
