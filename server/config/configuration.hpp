// The server's configuration file (`sagaflow serve --config FILE`): what environment it runs in.
//
// Read once at start, by the composition root, and constant afterwards. load_configuration reports
// every problem of the file at once, each with file, line, column and JSON pointer; unknown members
// are refused, so that a misspelt one is not silently without effect. The published schema is
// sagaflow-config.schema.json beside this file. No value of a secret is ever in a message.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connectors/connector.hpp"
#include "connectors/http/options.hpp"
#include "engine/core/json.hpp"

namespace sagaflow::config {

enum class LogFormat { kText, kJson };

// How shards are shared between the nodes of one database.
struct ShardSettings {
    Duration heartbeat{2'000};
    Duration lease{6'000};  // at least twice the heartbeat, or one lost beat deposes a node
};

// Caps that an operator may lower (response_bytes: move); the rest of docs/limits.md is fixed.
struct LimitSettings {
    std::size_t request_bytes = limits::kRequestBytesMax;
    std::size_t batch_bytes = limits::kBatchBytesMax;
    std::size_t definition_bytes = limits::kDefinitionBytesMax;
    std::size_t response_bytes = limits::kResponseBytesMax;  // also in `http`
};

struct Configuration {
    http::Options http;  // connections of type http, outbound.allowPrivate, limits.responseBytes
    std::unordered_map<std::string, ConnectionTraits>
        connections;                   // for the checker and the kernel
    Json parameters = Json::object();  // config.NAME
    std::shared_ptr<const SecretSource> secrets = std::make_shared<SecretTable>();
    std::vector<std::string> secret_names;  // for the checker
    std::string listen = "127.0.0.1:8080";
    std::optional<std::string> data_dir;  // without it: ./sagaflow-data
    std::optional<std::string> database;  // without it: the embedded PostgreSQL
    std::optional<std::string> node;      // without it: a name made from the host's
    std::optional<LogFormat> log_format;  // without it: text
    Duration dedup_window{7LL * 86'400'000};
    ShardSettings shards;
    LimitSettings limits;
    std::vector<std::string> warnings;  // to be logged at start
};

// The value of an environment variable; nullopt when it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

// Errors: kNotFound for a file that cannot be read; kInvalidArgument with one problem a line.
Result<Configuration> load_configuration(
    const std::string& path, const Environment& environment = process_environment()
);

// The same from text; `name` stands in messages, and paths of secret files are taken from `folder`.
Result<Configuration> parse_configuration(
    std::string_view text,
    const std::string& name,
    const std::string& folder,
    const Environment& environment
);

}  // namespace sagaflow::config
