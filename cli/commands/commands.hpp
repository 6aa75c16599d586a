// Every command of the program. Each file of this folder adds one to the command line.
#pragma once

#include "cli/command_line.hpp"

namespace sagaflow::cli {

void add_serve(CLI::App& app, Session& session, const Program& program);
void add_migrate_database(CLI::App& app, Session& session, const Program& program);
void add_validate(CLI::App& app, Session& session);
void add_deploy(CLI::App& app, Session& session);
void add_start(CLI::App& app, Session& session);
void add_list(CLI::App& app, Session& session);
void add_show(CLI::App& app, Session& session);
void add_send(CLI::App& app, Session& session);
void add_retry(CLI::App& app, Session& session);
void add_skip(CLI::App& app, Session& session);
void add_compensate(CLI::App& app, Session& session);
void add_cancel(CLI::App& app, Session& session);
void add_terminate(CLI::App& app, Session& session);
void add_pause(CLI::App& app, Session& session);
void add_resume(CLI::App& app, Session& session);
void add_resolve(CLI::App& app, Session& session);
void add_variables(CLI::App& app, Session& session);
void add_rewind(CLI::App& app, Session& session);
void add_effects(CLI::App& app, Session& session);
void add_bulk(CLI::App& app, Session& session);
void add_bench(CLI::App& app, Session& session, const Program& program);
void add_version(CLI::App& app, Session& session);
void add_completion(CLI::App& app, Session& session);

}  // namespace sagaflow::cli
