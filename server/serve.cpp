#include "server/serve.hpp"

#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <thread>

#include "api/api.hpp"
#include "api/bulk/bulk_desk.hpp"
#include "api/routes/table.hpp"
#include "api/server/curl_forwarder.hpp"
#include "api/server/http_server.hpp"
#include "api/server/peer_streams.hpp"
#include "api/ui/embedded.hpp"
#include "connectors/http/http_connector.hpp"
#include "connectors/noop/noop_connector.hpp"
#include "engine/cluster/membership.hpp"
#include "engine/shard/action_plan.hpp"
#include "engine/shard/document.hpp"
#include "engine/store/pg/pg_database.hpp"
#include "server/asio_loop.hpp"
#include "server/config/configuration.hpp"
#include "server/embedded_postgres/embedded_postgres.hpp"
#include "server/logging/async_logger.hpp"
#include "server/node_identity.hpp"
#include "server/smooth_clock.hpp"

namespace sagaflow::server {
namespace {

constexpr std::int64_t kHttpDrainMs = 10'000;

constexpr const char* kDataDirDefault = "./sagaflow-data";

struct Settings {
    config::Configuration file;
    std::filesystem::path data_dir;
    api::ListenAddress listen;
    std::unordered_set<std::string> parameter_names;
    std::unordered_set<std::string> secret_names;
};

Result<Settings> read_settings(const ServeOptions& options) {
    Settings settings;
    if (options.config) {
        auto loaded = config::load_configuration(*options.config);
        if (!loaded.ok()) return loaded.error();
        settings.file = std::move(*loaded);
    }
    settings.data_dir = options.data_dir.value_or(settings.file.data_dir.value_or(kDataDirDefault));
    auto listen = api::parse_listen_address(options.listen.value_or(settings.file.listen));
    if (!listen.ok()) return listen.error();
    const Status exposed = api::check_exposure(*listen, options.insecure_listen);
    if (!exposed.ok()) return exposed.error();
    settings.listen = std::move(*listen);
    for (const auto& [name, value] : settings.file.parameters.items()) {
        settings.parameter_names.insert(name);
    }
    settings.secret_names.insert(
        settings.file.secret_names.begin(), settings.file.secret_names.end()
    );
    return settings;
}

// The operator named this database, so it is the name that may have to be mended.
Error of_given_database(Error error) {
    error.message +=
        "; check --database, SAGAFLOW_DATABASE or \"database\" of the configuration file";
    return error;
}

// The stored text was checked when it was deployed; what only the configuration knows may have
// changed since, and is no reason to refuse it now.
dsl::ProgramPtr compile_stored(const store::DefinitionRow& row, Logger& logger) {
    auto checked = dsl::check_definition(row.source);
    if (!checked.ok() || checked->program == nullptr) {
        logger.write(
            LogLevel::kError,
            "a stored definition cannot be compiled",
            {{"saga", row.saga}, {"version", static_cast<std::int64_t>(row.version)}}
        );
        return nullptr;
    }
    auto program = std::make_shared<dsl::Program>(*checked->program);
    program->version = row.version;
    return program;
}

// Everything of a running node, in the order in which it is made; destroyed in reverse.
class Server {
public:
    Server(const ServeOptions& options, Settings settings, Logger& logger)
        : options_(options),
          settings_(std::move(settings)),
          logger_(logger),
          loop_(io_, clock_),
          signals_(io_, SIGTERM, SIGINT) {}

    Status open() {
        if (const Status status = open_database(); !status.ok()) return status;
        if (const Status status = load_catalog(); !status.ok()) return status;
        if (const Status status = make_engine(); !status.ok()) return status;
        return open_api();
    }

    int run() {
        membership_->start([this](const Error& error) { give_up(error); });
        wait_for_signal();
        announce();
        io_.run();
        if (stopper_.joinable()) stopper_.join();
        close();
        return exit_code_;
    }

private:
    Status open_database() {
        const std::filesystem::path& data_dir = settings_.data_dir;
        auto identity =
            NodeIdentity::claim(data_dir, options_.node ? options_.node : settings_.file.node);
        if (!identity.ok()) return identity.error();
        identity_.emplace(std::move(*identity));
        const auto database = options_.database ? options_.database : settings_.file.database;
        if (database) {
            store_options_.conninfo = *database;
        } else {
            EmbeddedPostgresOptions embedded = embedded_postgres_options(data_dir);
            embedded.notice = [this](std::string_view text) {
                logger_.write(LogLevel::kInfo, "embedded PostgreSQL", {{"notice", text}});
            };
            postgres_ = std::make_unique<EmbeddedPostgres>(std::move(embedded));
            auto conninfo = postgres_->start();
            if (!conninfo.ok()) return conninfo.error();
            store_options_.conninfo = std::move(*conninfo);
        }
        store_options_.application_name = "sagaflow " + identity_->name();
        store_options_.logger = &logger_;
        const auto shards = store::set_up_database(store_options_);
        if (!shards.ok()) return database ? of_given_database(shards.error()) : shards.error();
        ownership_ = std::make_unique<Ownership>(*shards);
        return ok_status();
    }

    Status load_catalog() {
        auto queries = store::make_pg_queries(store_options_);
        if (!queries.ok()) return queries.error();
        queries_ = std::move(*queries);
        const auto definitions = queries_->definitions();
        if (!definitions.ok()) return definitions.error();
        for (const store::DefinitionRow& row : *definitions) {
            if (auto program = compile_stored(row, logger_)) catalog_.add(std::move(program));
        }
        return ok_status();
    }

    Status make_engine() {
        auto http =
            http::HttpConnector::create(settings_.file.http, *settings_.file.secrets, clock_);
        if (!http.ok()) return http.error();
        http_ = std::move(*http);
        environment_.config = settings_.file.parameters;
        environment_.connections = settings_.file.connections;
        auto opened = store::make_pg_store(io_, store_options_);
        if (!opened.ok()) return opened.error();
        store_ = std::move(*opened);
        node_ = std::make_unique<Node>(
            loop_,
            *store_,
            catalog_,
            *ownership_,
            std::map<std::string, Connector*>{{"http", http_.get()}, {"noop", &noop_}},
            environment_,
            logger_
        );
        node_->set_dedup_window(settings_.file.dedup_window);
        return ok_status();
    }

    Status open_api() {
        api::Settings api_settings;
        api_settings.node = identity_->name();
        api_settings.started_at = clock_.now();
        api_settings.event_dedup_window = settings_.file.dedup_window;
        const config::LimitSettings& caps = settings_.file.limits;
        api_settings.bodies = {caps.request_bytes, caps.batch_bytes, caps.definition_bytes};
        api_settings.ui = api::ui::embedded_assets();
        api_settings.check.connections = &settings_.file.connections;
        api_settings.check.parameters = &settings_.parameter_names;
        api_settings.check.secrets = &settings_.secret_names;
        context_.reset(new api::Context{
            *node_,
            catalog_,
            *queries_,
            clock_,
            logger_,
            document_of,
            &forwarder_,
            std::move(api_settings),
            api::HttpMetrics(api::route_table().size())});
        open_streams();
        api_ = std::make_unique<api::Api>(*context_);
        if (const Status status = open_bulk(); !status.ok()) return status;
        api::ServerOptions server_options;
        server_options.listen = settings_.listen;
        server_options.insecure_listen = options_.insecure_listen;
        http_server_ = std::make_unique<api::HttpServer>(
            server_options,
            [this](const api::Request& request) { return api_->handle(request); },
            [this](std::string_view method, std::string_view path) {
                return api_->body_bytes_max(method, path);
            },
            logger_,
            [this](
                std::shared_ptr<const api::Request> request, std::shared_ptr<api::AnswerSink> sink
            ) { return api_->try_async(std::move(request), std::move(sink)); }
        );
        if (const Status status = http_server_->start(); !status.ok()) return status;
        bulk_->start();
        make_membership();
        return ok_status();
    }

    Status open_bulk() {
        auto jobs = store::make_pg_bulk_jobs(store_options_);
        if (!jobs.ok()) return jobs.error();
        bulk_jobs_ = std::move(*jobs);
        api::BulkOptions bulk;
        bulk.worker = identity_->name() + " " + identity_->incarnation();
        bulk_ = std::make_unique<api::BulkDesk>(
            *context_,
            *bulk_jobs_,
            [this](const api::Request& request) { return api_->handle(request); },
            std::move(bulk)
        );
        context_->bulk = bulk_.get();
        context_->plan_stored =
            [this](
                const store::StoredInstance& stored, const ActOnInstance& command, Timestamp now
            ) { return plan_of_stored(stored, command, catalog_, environment_, now); };
        return ok_status();
    }

    void make_membership() {
        cluster::MembershipOptions membership;
        membership.node = identity_->name();
        membership.incarnation = identity_->incarnation();
        membership.dead_incarnations = identity_->dead_incarnations();
        membership.address = http_server_->base_url();
        membership.heartbeat = settings_.file.shards.heartbeat;
        membership.lease = settings_.file.shards.lease;
        membership.database_says = [this](Timestamp at) { clock_.database_says(at); };
        membership_ = std::make_unique<cluster::Membership>(
            std::move(membership),
            loop_,
            *store_,
            *node_,
            *ownership_,
            catalog_,
            [this](const store::DefinitionRow& row) { return compile_stored(row, logger_); },
            logger_
        );
    }

    void open_streams() {
        context_->changes =
            std::make_shared<api::ChangeHub>(node_->changes(), identity_->name(), clock_.now());
        peers_ = std::make_unique<api::PeerStreams>(*context_->changes, [this] {
            return other_nodes();
        });
        context_->changes->on_peers_wanted([this] { peers_->wake(); });
    }

    // Draining ones too: they still commit.
    std::optional<std::map<std::string, std::string>> other_nodes() const {
        const auto nodes = queries_->nodes();
        if (!nodes.ok()) return std::nullopt;
        std::map<std::string, std::string> others;
        for (const store::NodeRow& row : nodes.value()) {
            if (!row.expired && row.name != identity_->name()) others[row.name] = row.address;
        }
        return others;
    }

    void announce() {
        logger_.write(
            LogLevel::kInfo,
            "serving",
            {{"url", http_server_->base_url()},
             {"node", identity_->name()},
             {"database", postgres_ ? "embedded" : "given"},
             {"dataDir", settings_.data_dir.native()}}
        );
    }

    void give_up(const Error& error) {
        logger_.write(LogLevel::kError, "this node cannot join", {{"error", error.message}});
        exit_code_ = 1;
        begin_stop();
    }

    void wait_for_signal() {
        signals_.async_wait([this](const boost::system::error_code& error, int) {
            if (error) return;
            logger_.write(LogLevel::kInfo, "stopping: no new work, calls that are out may end");
            begin_stop();
            // Whoever signals twice does not want to wait; the next start recovers everything.
            signals_.async_wait([](const boost::system::error_code& again, int) {
                if (!again) std::_Exit(1);
            });
        });
    }

    // The engine thread goes on answering while the HTTP threads end their requests.
    void begin_stop() {
        if (stopper_.joinable()) return;
        node_->close();
        stopper_ = std::thread([this] {
            http_server_->stop(kHttpDrainMs);
            bulk_->stop();
            peers_->stop();
            loop_.post([this] {
                membership_->stop([this] {
                    store_->shut_down();
                    signals_.cancel();
                    io_.stop();
                });
            });
        });
    }

    void close() {
        http_->stop(Duration{0});
        if (postgres_) {
            if (const Status stopped = postgres_->stop(); !stopped.ok()) {
                logger_.write(
                    LogLevel::kWarning,
                    "embedded PostgreSQL did not stop",
                    {{"error", stopped.error().message}}
                );
            }
        }
        logger_.write(LogLevel::kInfo, "stopped");
    }

    const ServeOptions& options_;
    Settings settings_;
    Logger& logger_;
    const SystemClock machine_clock_;
    SmoothClock clock_{machine_clock_};
    std::optional<NodeIdentity> identity_;
    std::unique_ptr<EmbeddedPostgres> postgres_;
    store::PgStoreOptions store_options_;
    boost::asio::io_context io_{1};
    AsioLoop loop_;
    boost::asio::signal_set signals_;
    Catalog catalog_;
    kernel::Environment environment_;
    NoopConnector noop_;
    std::unique_ptr<Ownership> ownership_;
    std::unique_ptr<store::Queries> queries_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<http::HttpConnector> http_;
    std::unique_ptr<Node> node_;
    api::CurlForwarder forwarder_;
    std::unique_ptr<api::Context> context_;
    std::unique_ptr<api::PeerStreams> peers_;
    std::unique_ptr<api::Api> api_;
    std::unique_ptr<store::BulkJobs> bulk_jobs_;
    std::unique_ptr<api::BulkDesk> bulk_;
    std::unique_ptr<api::HttpServer> http_server_;
    std::unique_ptr<cluster::Membership> membership_;
    std::thread stopper_;
    int exit_code_ = 0;
};

LogFormat log_format(const ServeOptions& options, const config::Configuration& file) {
    if (options.log_format) return *options.log_format;
    return file.log_format == config::LogFormat::kJson ? LogFormat::kJson : LogFormat::kText;
}

int complain(const Error& error, int exit_code) {
    std::fprintf(stderr, "sagaflow: %s\n", error.message.c_str());
    return exit_code;
}

}  // namespace

int run(const ServeOptions& options) {
    auto settings = read_settings(options);
    if (!settings.ok()) return complain(settings.error(), kExitConfiguration);
    const SystemClock clock;
    AsyncLogger logger({log_format(options, settings->file), options.log_level}, clock);
    for (const std::string& warning : settings->file.warnings) {
        logger.write(LogLevel::kWarning, "configuration", {{"warning", warning}});
    }
    Server server(options, std::move(*settings), logger);
    if (const Status opened = server.open(); !opened.ok()) {
        logger.flush();
        return complain(opened.error(), 1);
    }
    return server.run();
}

}  // namespace sagaflow::server
