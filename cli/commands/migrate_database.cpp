#include "cli/commands/commands.hpp"

namespace sagaflow::cli {

void add_migrate_database(CLI::App& app, Session& session, const Program& program) {
    auto database = std::make_shared<std::string>();
    CLI::App* command =
        app.add_subcommand("migrate-database", "Bring a database's schema up to this version");
    command->add_option("--database", *database, "PostgreSQL to migrate")
        ->envname("SAGAFLOW_DATABASE")
        ->type_name("URL")
        ->required();
    command->footer(
        "`serve` does the same when it starts; this is for roles that may not change schemas."
    );
    command->callback([&session, &program, database] {
        session.terminal.progress("migrating ...", false);
        const Status migrated = program.migrate_database(*database);
        if (!migrated.ok()) {
            session.terminal.progress("", true);
            session.fail(migrated.error().message);
            return;
        }
        session.terminal.progress("the schema is up to date", true);
    });
}

}  // namespace sagaflow::cli
