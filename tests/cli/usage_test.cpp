#include "server/config/configuration.hpp"
#include "tests/cli/support/cli_fixture.hpp"

namespace sagaflow::cli {
namespace {

using Usage = CliTest;

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const std::vector<std::string> kCommands{
    "serve",
    "validate",
    "deploy",
    "start",
    "list",
    "show",
    "send",
    "retry",
    "skip",
    "cancel",
    "pause",
    "resume",
    "migrate-database",
    "compensate",
    "terminate",
    "resolve",
    "version",
    "completion",
    "bench"};

TEST_F(Usage, HelpNamesEveryCommandWithExamples) {
    const Ran ran = run_alone({"--help"});
    EXPECT_EQ(ran.code, 0);
    for (const std::string& command : kCommands) EXPECT_TRUE(holds(ran.out, command)) << command;
    EXPECT_TRUE(holds(ran.out, "Examples:"));
    EXPECT_EQ(ran.error, "");
}

TEST_F(Usage, EveryCommandHasHelpOfItsOwn) {
    for (const std::string& command : kCommands) {
        const Ran ran = run_alone({command, "--help"});
        EXPECT_EQ(ran.code, 0) << command;
        EXPECT_TRUE(holds(ran.out, "Usage: sagaflow " + command)) << ran.out;
        EXPECT_TRUE(holds(ran.out, "--server URL and --json")) << ran.out;
        EXPECT_FALSE(holds(ran.out, "`sagaflow COMMAND --help`")) << ran.out;
    }
    EXPECT_TRUE(holds(run_alone({"serve", "--help"}).out, "--data-dir"));
}

TEST_F(Usage, WrongUseIs2AndSaysWhy) {
    const std::vector<std::vector<std::string>> table{
        {},
        {"explode"},
        {"start"},
        {"show"},
        {"list", "--colour", "red"},
        {"terminate", "i-1"},
        {"resolve", "i-1", "--reason", "r", "--step", "s", "--resolution", "perhaps"},
        {"serve", "--log-format", "xml"},
        {"completion", "tcsh"},
        {"migrate-database"},
        {"bench"},
        {"bench", "w5"},
        {"bench", "w1", "--seconds", "0"},
        {"bench", "w1", "--concurrency", "5000"},
        {"bench", "w1", "--batch", "1001"},
        {"bench", "w1", "--rate", "0"},
        {"bench", "w1", "--postgres-pid", "1"},
        {"start", "order", "--input", "{broken"},
        {"start", "order", "--wait=soon"},
        {"send"},
        {"send", "{}", "--type", "t"},
        {"skip", "i-1", "--reason", "r", "--output", "{broken"}};
    for (const auto& arguments : table) {
        const Ran ran = run_alone(arguments);
        EXPECT_EQ(ran.code, 2) << ::testing::PrintToString(arguments);
        EXPECT_TRUE(holds(ran.error, "error:")) << ran.error;
        EXPECT_EQ(ran.out, "");
    }
}

TEST_F(Usage, WhatIsNotKnownIsNamedWithWhatWasMeant) {
    const auto error = [&](std::vector<std::string> arguments) {
        const std::string text = run_alone(std::move(arguments)).error;
        return text.substr(0, text.find('\n'));
    };
    EXPECT_EQ(error({"strat", "order"}), "error: unknown command strat; did you mean start?");
    EXPECT_EQ(error({"xyzzy"}), "error: unknown command xyzzy");
    EXPECT_EQ(
        error({"list", "--stats", "running"}),
        "error: unknown option --stats of list; did you mean --status?"
    );
    EXPECT_EQ(
        error({"list", "--sever=x"}),
        "error: unknown option --sever of list; did you mean --server?"
    );
    EXPECT_EQ(
        error({"--jsn", "list"}), "error: unknown option --jsn of list; did you mean --json?"
    );
    EXPECT_EQ(error({"show", "i-1", "extra"}), "error: show takes no argument extra");
    EXPECT_EQ(error({}), "error: expected a command, such as serve, deploy, start or show");
    EXPECT_EQ(
        error({"start", "order", "--version", "0"}),
        "error: --version: expected a whole number from 1 on, but got \"0\""
    );
    EXPECT_TRUE(holds(run_alone({"start"}).error, "`sagaflow start --help` says more."));
}

TEST_F(Usage, CommandsOfCommandsAreNamedWhole) {
    const Ran help = run_alone({"bulk", "run", "--help"});
    EXPECT_TRUE(holds(help.out, "Usage: sagaflow bulk run ")) << help.out;
    const auto error = [&](std::vector<std::string> arguments) {
        const Ran ran = run_alone(std::move(arguments));
        EXPECT_EQ(ran.code, 2);
        return ran.error;
    };
    EXPECT_TRUE(holds(error({"bulk", "run"}), "`sagaflow bulk run --help` says more."));
    EXPECT_TRUE(holds(error({"bulk", "shw"}), "unknown command shw; did you mean show?"));
    EXPECT_TRUE(holds(error({"bulk", "stop", "b-1", "x"}), "bulk stop takes no argument x"));
    EXPECT_TRUE(holds(
        error({"bulk", "run", "retry", "--sga", "x"}),
        "unknown option --sga of bulk run; did you mean --saga?"
    ));
}

// Whatever else is missing, the slip is what is told.
TEST_F(Usage, UnknownActionsAndStatusesOfBulkAreNamed) {
    EXPECT_TRUE(holds(
        run_alone({"bulk", "run", "retyr", "--status", "stuck"}).error,
        "unknown action \"retyr\"; did you mean retry?"
    ));
    EXPECT_TRUE(holds(run_alone({"bulk", "run", "frob"}).error, "unknown action \"frob\""));
    EXPECT_TRUE(holds(
        run_alone({"bulk", "run", "retry", "--status", "parked,stuk", "--plan"}).error,
        "unknown status \"stuk\"; did you mean stuck?"
    ));
}

// What the help shows is what the server takes.
TEST_F(Usage, ServeShowsAConfigurationFileThatIsRead) {
    const std::string help = run_alone({"serve", "--help"}).out;
    const std::size_t begin = help.find("\n{");
    const std::size_t end = help.find("\n}", begin);
    ASSERT_NE(begin, std::string::npos) << help;
    ASSERT_NE(end, std::string::npos) << help;
    const auto read = config::parse_configuration(
        help.substr(begin, end + 2 - begin),
        "help",
        ".",
        [](const std::string& name) {
            return name == "PAYMENTS_TOKEN" ? std::optional<std::string>("token") : std::nullopt;
        }
    );
    EXPECT_TRUE(read.ok()) << read.error().message;
}

TEST_F(Usage, AnUnreachableServerIsOneClearLineAndExit1) {
    for (const std::vector<std::string>& command :
         std::vector<std::vector<std::string>>{{"list"}, {"show", "i-1"}, {"start", "order"}}) {
        std::vector<std::string> arguments{"--server", "http://127.0.0.1:1"};
        arguments.insert(arguments.end(), command.begin(), command.end());
        const Ran ran = run_alone(arguments);
        EXPECT_EQ(ran.code, 1);
        EXPECT_TRUE(holds(ran.error, "cannot reach a server at http://127.0.0.1:1"));
        EXPECT_EQ(std::count(ran.error.begin(), ran.error.end(), '\n'), 1) << ran.error;
    }
}

TEST_F(Usage, TheServerMayComeFromTheEnvironment) {
    ::setenv("SAGAFLOW_SERVER", "http://127.0.0.1:2", 1);
    EXPECT_TRUE(holds(run_alone({"list"}).error, "http://127.0.0.1:2"));
    EXPECT_TRUE(holds(run_alone({"--server", "127.0.0.1:3", "list"}).error, "http://127.0.0.1:3"));
    EXPECT_TRUE(holds(run_alone({"list", "--server", "127.0.0.1:3"}).error, "http://127.0.0.1:3"));
    ::unsetenv("SAGAFLOW_SERVER");
}

TEST_F(Usage, VersionIsPrinted) {
    EXPECT_EQ(run_alone({"version"}).out, "sagaflow " SAGAFLOW_VERSION "\n");
    EXPECT_EQ(run_alone({"--version"}).out, "sagaflow " SAGAFLOW_VERSION "\n");
    EXPECT_EQ(run_alone({"version", "--json"}).out, "{\"version\":\"" SAGAFLOW_VERSION "\"}\n");
}

TEST_F(Usage, ServePassesItsFlagsOnAndItsCodeBack) {
    server::ServeOptions got;
    program.serve = [&](const server::ServeOptions& options) {
        got = options;
        return 78;
    };
    const Ran ran = run_alone(
        {"serve",
         "--listen",
         "127.0.0.1:0",
         "--data-dir",
         "/d",
         "--database",
         "postgresql://x",
         "--config",
         "c.json",
         "--node",
         "n1",
         "--log-format",
         "json",
         "--log-level",
         "debug",
         "--insecure-listen"}
    );
    EXPECT_EQ(ran.code, 78);
    EXPECT_EQ(got.listen, "127.0.0.1:0");
    EXPECT_EQ(got.data_dir, "/d");
    EXPECT_EQ(got.database, "postgresql://x");
    EXPECT_EQ(got.config, "c.json");
    EXPECT_EQ(got.node, "n1");
    EXPECT_EQ(got.log_format, server::LogFormat::kJson);
    EXPECT_EQ(got.log_level, LogLevel::kDebug);
    EXPECT_TRUE(got.insecure_listen);
}

TEST_F(Usage, ServeHasDefaults) {
    server::ServeOptions got;
    program.serve = [&](const server::ServeOptions& options) {
        got = options;
        return 0;
    };
    EXPECT_EQ(run_alone({"serve"}).code, 0);
    EXPECT_FALSE(got.listen.has_value());
    EXPECT_FALSE(got.database.has_value());
    EXPECT_FALSE(got.data_dir.has_value());
    EXPECT_FALSE(got.log_format.has_value());
    EXPECT_FALSE(got.insecure_listen);
}

TEST_F(Usage, BenchPassesItsChoicesOnAndItsCodeBack) {
    bench::Options got;
    program.bench = [&](const bench::Options& options, Session&) {
        got = options;
        return 1;
    };
    const Ran ran = run_alone(
        {"bench",
         "w3",
         "--seconds",
         "7",
         "--warm-up",
         "0",
         "--database",
         "postgresql://x",
         "--postgres-pid",
         "12",
         "--concurrency",
         "9",
         "--batch",
         "100",
         "--rate",
         "20.5",
         "--sagas",
         "1000000"}
    );
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(got.workload, bench::Workload::kW3);
    EXPECT_EQ(got.seconds, 7);
    EXPECT_EQ(got.warm_up_seconds, 0);
    EXPECT_EQ(got.database, "postgresql://x");
    EXPECT_EQ(got.postgres_pid, 12);
    EXPECT_EQ(got.concurrency, 9);
    EXPECT_EQ(got.batch, 100);
    EXPECT_EQ(got.rate, 20.5);
    EXPECT_EQ(got.sagas, 1'000'000);
}

TEST_F(Usage, BenchHasDefaultsAndNeverTakesTheDatabaseOfTheEnvironment) {
    ::setenv("SAGAFLOW_DATABASE", "postgresql://production", 1);
    bench::Options got;
    program.bench = [&](const bench::Options& options, Session&) {
        got = options;
        return 0;
    };
    EXPECT_EQ(run_alone({"bench", "w1"}).code, 0);
    ::unsetenv("SAGAFLOW_DATABASE");
    EXPECT_FALSE(got.database.has_value());
    EXPECT_EQ(got.seconds, 10);
    EXPECT_EQ(got.batch, 1);
    EXPECT_EQ(got.rate, 0);
    EXPECT_GT(got.concurrency, 0);
}

TEST_F(Usage, MigratingReportsItsResult) {
    std::string asked;
    program.migrate_database = [&](const std::string& database) -> Status {
        asked = database;
        return Error{ErrorCode::kUnavailable, "no database there"};
    };
    const Ran ran = run_alone({"migrate-database", "--database", "postgresql://x"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(asked, "postgresql://x");
    EXPECT_EQ(ran.error, "error: no database there\n");
}

TEST_F(Usage, FurtherCommandsCanBeRegistered) {
    program.more.push_back([](CLI::App& app, Session& session) {
        app.add_subcommand("inspect", "Look")->callback([&session] { session.exit_code = 5; });
    });
    EXPECT_EQ(run_alone({"inspect"}).code, 5);
    EXPECT_TRUE(holds(run_alone({"--help"}).out, "inspect"));
}

TEST_F(Usage, CompletionKnowsEveryCommandAndFlag) {
    for (const std::string shell : {"bash", "zsh", "fish"}) {
        const Ran ran = run_alone({"completion", shell});
        EXPECT_EQ(ran.code, 0);
        for (const std::string& command : kCommands) {
            EXPECT_TRUE(holds(ran.out, command)) << shell << ' ' << command;
        }
        EXPECT_TRUE(holds(ran.out, "data-dir")) << shell;
    }
}

TEST_F(Usage, CompletionForBashIsValidShell) {
    const std::string script = file_with(run_alone({"completion", "bash"}).out);
    EXPECT_EQ(std::system(("bash -n " + script).c_str()), 0);
}

}  // namespace
}  // namespace sagaflow::cli
