#include "server/config/configuration.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "server/config/connection_section.hpp"
#include "server/config/reader.hpp"
#include "server/config/secret_section.hpp"

namespace sagaflow::config {
namespace {

constexpr Duration kHour{3'600'000};
constexpr std::size_t kBodyBytesMin = 1 * limits::kKiB;
// Bodies are held in memory whole, several at a time.
constexpr std::size_t kResponseBytesMax = 64 * limits::kMiB;

void read_shards(ObjectReader& reader, Configuration& made) {
    reader.duration("heartbeat", made.shards.heartbeat, Duration{100}, kHour);
    reader.duration("lease", made.shards.lease, Duration{500}, kHour);
    if (made.shards.lease.ms < 2 * made.shards.heartbeat.ms) {
        reader.problem(
            "lease",
            "expected at least twice the heartbeat, or one late beat would cost a node "
            "its shards"
        );
    }
}

void read_limits(ObjectReader& reader, Configuration& made) {
    LimitSettings& bounds = made.limits;
    reader.count("requestBytes", bounds.request_bytes, kBodyBytesMin, limits::kRequestBytesMax);
    reader.count("batchBytes", bounds.batch_bytes, kBodyBytesMin, limits::kBatchBytesMax);
    reader.count(
        "definitionBytes", bounds.definition_bytes, kBodyBytesMin, limits::kDefinitionBytesMax
    );
    reader.count("responseBytes", bounds.response_bytes, kBodyBytesMin, kResponseBytesMax);
    made.http.response_bytes_max = bounds.response_bytes;
}

void read_log(ObjectReader& reader, Configuration& made) {
    std::optional<std::string> format;
    reader.text("format", format);
    if (!format) return;
    made.log_format = *format == "json" ? LogFormat::kJson : LogFormat::kText;
    if (*format != "json" && *format != "text") {
        reader.problem("format", "expected \"text\" or \"json\"");
    }
}

void read_events(ObjectReader& reader, Configuration& made) {
    reader.duration(
        "dedupWindow", made.dedup_window, Duration{60'000}, Duration{366LL * 86'400'000}
    );
}

void read_listen(ObjectReader& reader, Configuration& made) {
    reader.text("listen", made.listen);
    const std::size_t colon = made.listen.rfind(':');
    const std::string port = colon == std::string::npos ? "" : made.listen.substr(colon + 1);
    const bool number = !port.empty() && port.size() <= 5 &&
                        port.find_first_not_of("0123456789") == std::string::npos;
    if (colon == 0 || !number || std::stoi(port) > 65'535) {
        reader.problem("listen", "expected HOST:PORT, such as \"127.0.0.1:8080\"");
    }
}

void refuse_empty(
    ObjectReader& reader, const std::string& name, const std::optional<std::string>& value
) {
    if (value && value->empty()) reader.problem(name, "expected a text that is not empty");
}

void read_sections(
    ObjectReader& reader,
    const std::string& folder,
    const Environment& environment,
    Configuration& made
) {
    std::optional<std::string> schema;
    reader.text("$schema", schema);  // for editors
    read_secrets(reader, folder, environment, made);
    reader.each(
        "connections",
        [&](const std::string& name, const Json& value, const std::string& pointer) {
            read_connection(name, value, pointer, made.secret_names, reader.problems(), made);
        }
    );
    reader.each("parameters", [&](const std::string& name, const Json& value, const std::string&) {
        made.parameters[name] = value;
    });
    read_listen(reader, made);
    reader.text("dataDir", made.data_dir);
    refuse_empty(reader, "dataDir", made.data_dir);
    reader.text("database", made.database);
    refuse_empty(reader, "database", made.database);
    reader.text("node", made.node);
    refuse_empty(reader, "node", made.node);
    reader.object("log", [&](ObjectReader& log) { read_log(log, made); });
    reader.object("events", [&](ObjectReader& events) { read_events(events, made); });
    reader.object("shards", [&](ObjectReader& shards) { read_shards(shards, made); });
    reader.object("limits", [&](ObjectReader& bounds) { read_limits(bounds, made); });
    reader.object("outbound", [&](ObjectReader& outbound) {
        outbound.flag("allowPrivate", made.http.allow_private_urls);
    });
    reader.finish();
}

}  // namespace

Environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        if (value == nullptr) return std::nullopt;
        return value;
    };
}

Result<Configuration> parse_configuration(
    std::string_view text,
    const std::string& name,
    const std::string& folder,
    const Environment& environment
) {
    const Result<Json> json = parse_json(text, limits::kConfigurationBytesMax);
    if (!json) return Error{ErrorCode::kInvalidArgument, name + ": " + json.error().message};
    Configuration made;
    Problems problems(text, name);
    ObjectReader reader(*json, "", problems);
    if (json->is_object()) read_sections(reader, folder, environment, made);
    if (!problems.none()) return Error{ErrorCode::kInvalidArgument, problems.text()};
    return made;
}

Result<Configuration> load_configuration(const std::string& path, const Environment& environment) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        return Error{
            ErrorCode::kNotFound,
            "Expected a configuration file at " + path + ", but it is a folder"};
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return Error{
            ErrorCode::kNotFound,
            "Expected to read the configuration file " + path + ", but: " + std::strerror(errno)};
    }
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const std::string folder = std::filesystem::path(path).parent_path().string();
    return parse_configuration(text, path, folder, environment);
}

}  // namespace sagaflow::config
