#include "bench/micro/private_database.hpp"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>

#include "cli/bench/private_directory.hpp"
#include "engine/store/pg/pg_database.hpp"
#include "server/embedded_postgres/embedded_postgres.hpp"

namespace sagaflow::bench {
namespace {

struct Running {
    PrivateDirectory directory;
    std::unique_ptr<server::EmbeddedPostgres> server;
    std::string connection_string;
};

std::optional<Running>& running() {
    static std::optional<Running> only;
    return only;
}

template <typename T>
T must(Result<T> outcome) {
    if (!outcome.ok()) {
        std::fprintf(stderr, "microbench: %s\n", outcome.error().message.c_str());
        running().reset();
        std::exit(EXIT_FAILURE);
    }
    return std::move(outcome).value();
}

}  // namespace

std::string private_database() {
    if (running()) return running()->connection_string;
    auto directory = must(PrivateDirectory::make());
    const auto data = directory.path() / "data";
    running().emplace(Running{std::move(directory), nullptr, {}});
    running()->server =
        std::make_unique<server::EmbeddedPostgres>(server::embedded_postgres_options(data));
    running()->connection_string = must(running()->server->start());
    store::PgStoreOptions options;
    options.conninfo = running()->connection_string;
    (void)must(store::set_up_database(options));
    return running()->connection_string;
}

void stop_private_database() {
    if (!running()) return;
    (void)must(running()->server->stop());
    running().reset();
}

}  // namespace sagaflow::bench
