#include "server/embedded_postgres/settings.hpp"

namespace sagaflow::server {
namespace {

// Reasons beside the figures, because this text is what an operator reads first.
constexpr const char* kServerSettings =
    R"(# Written by sagaflow at each start; put changes into local.conf.
# Commits are on the disk before they are answered: the product's first promise.
fsync = on
synchronous_commit = on
full_page_writes = on

shared_buffers = 128MB
# Rows of running sagas are rewritten often: fewer checkpoints, smaller log.
max_wal_size = 2GB
min_wal_size = 128MB
wal_compression = lz4
checkpoint_timeout = 15min

# Dead rows of hot tables are cleaned early and in the background.
autovacuum = on
autovacuum_naptime = 15s
autovacuum_vacuum_scale_factor = 0.05
autovacuum_vacuum_insert_scale_factor = 0.1
autovacuum_vacuum_cost_limit = 1000

# Statements are short; compiling them costs more than it gives.
jit = off
max_connections = 100
# A client that vanished must not hold its locks.
client_connection_check_interval = 5s
idle_in_transaction_session_timeout = 60s

timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = off
log_destination = 'stderr'
log_line_prefix = '%m [%p] %q%a '
log_min_messages = warning
log_lock_waits = on
log_min_duration_statement = 2s
)";

constexpr const char* kForgetfulSettings = R"(
# For tests: data may be lost when the machine stops, never when a process does.
fsync = off
full_page_writes = off
shared_buffers = 32MB
min_wal_size = 32MB
log_min_duration_statement = -1
)";

std::string quoted(const std::string& name) {
    std::string text = "\"";
    for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text + "\"";
}

std::string identity_line(const std::string& system_user) {
    return "sagaflow " + quoted(system_user) + " " + kClusterRole + "\n";
}

std::string identities(const ConfigurationInput& input) {
    std::string text = "# Written by sagaflow at each start: which system users may connect.\n";
    text += identity_line(input.server_user);
    if (!input.engine_user.empty() && input.engine_user != input.server_user) {
        text += identity_line(input.engine_user);
    }
    return text;
}

// No password anywhere: the kernel tells the server who is at the other end of the socket.
constexpr const char* kHostRules =
    R"(# Written by sagaflow at each start. Unix socket only; no network.
local all         all peer map=sagaflow
local replication all peer map=sagaflow
)";

}  // namespace

std::vector<ConfigurationFile> configuration_files(const ConfigurationInput& input) {
    std::string settings = kServerSettings;
    if (input.durability == Durability::kForgetful) settings += kForgetfulSettings;
    return {
        {"sagaflow.conf", settings},
        {"pg_hba.conf", kHostRules},
        {"pg_ident.conf", identities(input)},
    };
}

}  // namespace sagaflow::server
