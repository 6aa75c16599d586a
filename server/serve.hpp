// The composition root of a node: configuration, database, engine, API, signals. Returns when the
// process was told to stop and has handed over: 0; 1 when it could not go on; 78 (EX_CONFIG) for
// configuration that is wrong.
#pragma once

#include "server/serve_options.hpp"

namespace sagaflow::server {

inline constexpr int kExitConfiguration = 78;

int run(const ServeOptions& options);

}  // namespace sagaflow::server
