#include <curl/curl.h>

#include "cli/bench/run.hpp"
#include "cli/command_line.hpp"
#include "server/migrate_database.hpp"
#include "server/serve.hpp"

int main(int argc, char** argv) {
    using namespace sagaflow;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    cli::Terminal terminal = cli::Terminal::of_process();
    cli::Session session(terminal);
    cli::Program program;
    program.serve = &server::run;
    program.migrate_database = &server::migrate_database;
    program.bench = &bench::run;
    return cli::run_command_line({argv + 1, argv + argc}, program, session);
}
