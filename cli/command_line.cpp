#include "cli/command_line.hpp"

#include <algorithm>

#include "cli/commands/commands.hpp"
#include "cli/usage.hpp"

namespace sagaflow::cli {
namespace {

constexpr std::string_view kProgramFooter = R"(Examples:
  sagaflow serve                                   a server with its own PostgreSQL
  sagaflow deploy examples/order/order.saga.json
  sagaflow start order --input @order.json --wait 10s
  sagaflow list --status stuck,parked
  sagaflow show 0190… --history --watch
  sagaflow send --type shipment.shipped --key A-17 --data '{"tracking": "X1"}'

The server is found by --server, else SAGAFLOW_SERVER, else http://127.0.0.1:8080.
Exit codes: 0 fine, 1 refused or out of reach, 2 wrong usage.
`sagaflow COMMAND --help` says more about each.)";

void add_commands(CLI::App& app, Session& session, const Program& program) {
    add_serve(app, session, program);
    add_validate(app, session);
    add_deploy(app, session);
    add_start(app, session);
    add_list(app, session);
    add_show(app, session);
    add_send(app, session);
    add_retry(app, session);
    add_skip(app, session);
    add_compensate(app, session);
    add_cancel(app, session);
    add_terminate(app, session);
    add_pause(app, session);
    add_resume(app, session);
    add_resolve(app, session);
    add_variables(app, session);
    add_rewind(app, session);
    add_effects(app, session);
    add_bulk(app, session);
    add_migrate_database(app, session, program);
    add_bench(app, session, program);
    for (const auto& more : program.more) more(app, session);
    add_version(app, session);
    add_completion(app, session);
}

}  // namespace

int run_command_line(std::vector<std::string> arguments, const Program& program, Session& session) {
    CLI::App app("Sagaflow: a durable workflow and saga engine.", "sagaflow");
    app.set_version_flag("--version", "sagaflow " SAGAFLOW_VERSION);
    app.option_defaults()->always_capture_default(false);
    app.add_option("--server", session.server, "URL of the server")
        ->envname("SAGAFLOW_SERVER")
        ->type_name("URL")
        ->capture_default_str();
    app.add_flag("--json", session.json, "Print the API's documents instead of text");
    app.fallthrough();
    app.require_subcommand(1);
    app.footer(std::string(kProgramFooter));
    add_commands(app, session, program);
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    try {
        app.parse(std::move(arguments));
    } catch (const CLI::ParseError& error) {
        return report_usage(app, error, session);
    }
    session.terminal.flush();
    return session.exit_code;
}

}  // namespace sagaflow::cli
