// The command line: parses arguments and runs one command. Exit codes: 0 fine, 1 the request was
// refused or the server is out of reach, 2 wrong usage; `serve` adds 78 for wrong configuration.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/bench/options.hpp"
#include "cli/session.hpp"
#include "server/serve_options.hpp"

namespace sagaflow::cli {

// What the commands of this library cannot do themselves: given by main.cpp, scripted by tests.
struct Program {
    std::function<int(const server::ServeOptions&)> serve;
    // Brings the database's schema up to date. Errors are printed by the command.
    std::function<Status(const std::string& database)> migrate_database;
    std::function<int(const bench::Options&, Session&)> bench;
    // Further commands.
    std::vector<std::function<void(CLI::App&, Session&)>> more;
};

// `arguments` without the program's name.
int run_command_line(std::vector<std::string> arguments, const Program& program, Session& session);

}  // namespace sagaflow::cli
