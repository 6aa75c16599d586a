#include "cli/commands/commands.hpp"

namespace sagaflow::cli {
namespace {

struct ServeChoices {
    server::ServeOptions options;
    std::optional<std::string> log_format;
    std::string log_level = "info";
};

constexpr std::string_view kServeFooter = R"(Examples:
  sagaflow serve
  sagaflow serve --listen 127.0.0.1:9000 --data-dir /var/lib/sagaflow --config sagaflow.json
  sagaflow serve --database postgresql://saga@db.internal/saga --node engine-1 --log-format json

Flags win over the environment, and both over the configuration file. Without --database a private
PostgreSQL runs under the data directory. Several nodes may share one database: give each a --node
name of its own. Exit code 78: wrong configuration.

A configuration file, of which every member may be left out (docs/configuration.md tells of all):
{
  "listen": "127.0.0.1:8080",
  "connections": {
    "payments": {
      "baseUrl": "https://payments.example/api",
      "auth": {"bearer": "${secret.payments_token}"},
      "timeout": "10s"
    }
  },
  "secrets": {"payments_token": {"env": "PAYMENTS_TOKEN"}},
  "parameters": {"currency": "EUR"}
})";

}  // namespace

void add_serve(CLI::App& app, Session& session, const Program& program) {
    auto choices = std::make_shared<ServeChoices>();
    CLI::App* command =
        app.add_subcommand("serve", "Run a node: engine, API and, by default, PostgreSQL");
    command
        ->add_option(
            "--listen", choices->options.listen, "Address of the API (default 127.0.0.1:8080)"
        )
        ->type_name("HOST:PORT");
    command
        ->add_option(
            "--data-dir",
            choices->options.data_dir,
            "Directory of the private PostgreSQL (default ./sagaflow-data)"
        )
        ->type_name("DIR");
    command
        ->add_option(
            "--database", choices->options.database, "PostgreSQL to use instead of a private one"
        )
        ->envname("SAGAFLOW_DATABASE")
        ->type_name("URL");
    command->add_option("--config", choices->options.config, "Configuration file (JSON)")
        ->envname("SAGAFLOW_CONFIG")
        ->type_name("FILE");
    command->add_option("--node", choices->options.node, "Name of this node in the cluster")
        ->type_name("NAME");
    command
        ->add_option(
            "--log-format",
            choices->log_format,
            "text, or json for one object a line (default text)"
        )
        ->check(CLI::IsMember({"text", "json"}));
    command->add_option("--log-level", choices->log_level, "What to log")
        ->check(CLI::IsMember({"debug", "info", "warning", "error"}))
        ->capture_default_str();
    command->add_flag(
        "--insecure-listen",
        choices->options.insecure_listen,
        "Allow an address that is not loopback, although there is no authentication"
    );
    command->footer(std::string(kServeFooter));
    command->callback([&session, &program, choices] {
        if (choices->log_format)
            choices->options.log_format = server::log_format_from(*choices->log_format);
        choices->options.log_level = *server::log_level_from(choices->log_level);
        session.exit_code = program.serve(choices->options);
    });
}

}  // namespace sagaflow::cli
