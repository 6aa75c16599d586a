// Who runs PostgreSQL, and what is said when it cannot be run.
#include "server/embedded_postgres/account.hpp"

#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <functional>

#include "server/embedded_postgres/binaries.hpp"
#include "server/embedded_postgres/child_process.hpp"
#include "server/embedded_postgres/embedded_postgres.hpp"
#include "tests/embedded_postgres/scratch_directory.hpp"
#include "tests/embedded_postgres/sql.hpp"

namespace sagaflow::server {
namespace {

namespace fs = std::filesystem;
using sagaflow::testing::ask;
using sagaflow::testing::ScratchDirectory;

bool is_root() { return geteuid() == 0; }

// Runs `deed` in a process that has dropped to another user; answers the text that it returns.
std::string as_user(const char* name, const std::function<std::string()>& deed) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) return "no pipe";
    const auto account = choose_account(name);
    if (!account) return account.error().message;
    const pid_t child = fork();
    if (child == 0) {
        const std::string said = become(account.value()) == 0 ? deed() : "could not drop";
        const ssize_t written = write(ends[1], said.data(), said.size());
        _exit(written < 0 ? 1 : 0);
    }
    close(ends[1]);
    std::string said;
    std::array<char, 512> chunk{};
    for (ssize_t got = 1; got > 0;) {
        got = read(ends[0], chunk.data(), chunk.size());
        if (got > 0) said.append(chunk.data(), static_cast<std::size_t>(got));
    }
    close(ends[0]);
    reap(child);
    return said;
}

std::string whole_life(const fs::path& data) {
    auto options = embedded_postgres_options(data);
    options.durability = Durability::kForgetful;
    EmbeddedPostgres postgres(options);
    const auto target = postgres.start();
    if (!target) return target.error().message;
    const std::string answer = ask(*target, "SELECT 'fine as ' || current_user");
    const auto stopped = postgres.stop();
    return stopped.ok() ? answer : stopped.error().message;
}

TEST(PostgresAccount, RunsAsAPlainUserWithoutAnySwitch) {
    if (!is_root()) GTEST_SKIP() << "every other test here runs as a plain user already";
    const ScratchDirectory scratch;
    const fs::path home = scratch.path() / "home";
    fs::create_directory(home);
    const auto nobody = choose_account("nobody");
    ASSERT_TRUE(nobody.ok()) << nobody.error().message;
    ASSERT_EQ(chown(home.c_str(), nobody.value().uid, nobody.value().gid), 0);
    const std::string said = as_user("nobody", [&] { return whole_life(home / "data"); });
    EXPECT_EQ(said, "fine as sagaflow");
    struct stat cluster {};
    ASSERT_EQ(stat((home / "data" / "pg").c_str(), &cluster), 0);
    EXPECT_EQ(cluster.st_uid, nobody.value().uid);
}

TEST(PostgresAccount, DropsFromRootToTheNamedUser) {
    if (!is_root()) GTEST_SKIP() << "only root drops to another user";
    const ScratchDirectory scratch;
    auto options = embedded_postgres_options(scratch.path() / "data");
    options.durability = Durability::kForgetful;
    options.user = "nobody";
    EmbeddedPostgres postgres(options);
    const auto target = postgres.start();
    ASSERT_TRUE(target.ok()) << target.error().message;
    struct stat server {};
    const std::string process = "/proc/" + std::to_string(postgres.server_pid());
    ASSERT_EQ(stat(process.c_str(), &server), 0);
    EXPECT_EQ(server.st_uid, choose_account("nobody").value().uid);
}

TEST(PostgresAccount, NamesTheCommandWhenTheUserIsMissing) {
    if (!is_root()) GTEST_SKIP() << "a plain user needs no other";
    const auto account = choose_account("no-such-user-here");
    ASSERT_FALSE(account.ok());
    EXPECT_NE(account.error().message.find("useradd --system"), std::string::npos);
    EXPECT_FALSE(choose_account("root").ok());
}

TEST(PostgresAccount, TellsWhichDirectoryIsClosed) {
    if (!is_root()) GTEST_SKIP() << "needs a directory that another user owns";
    const ScratchDirectory scratch;
    const fs::path closed = scratch.path() / "closed";
    fs::create_directories(closed / "inner");
    ASSERT_EQ(chmod(closed.c_str(), 0700), 0);
    auto options = embedded_postgres_options(closed / "inner" / "data");
    EmbeddedPostgres postgres(options);
    const auto refused = postgres.start();
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(
        refused.error().message.find("chmod o+x '" + closed.string() + "'"), std::string::npos
    ) << refused.error().message;
}

TEST(PostgresAccount, RefusesAnotherUsersDataDirectory) {
    if (!is_root()) GTEST_SKIP() << "needs a directory that another user owns";
    const ScratchDirectory scratch;
    EXPECT_EQ(whole_life(scratch.path() / "data"), "fine as sagaflow");
    const std::string said = as_user("nobody", [&] { return whole_life(scratch.path() / "data"); });
    EXPECT_NE(said.find("another user"), std::string::npos) << said;
}

TEST(PostgresBinaries, AreFoundWithoutHelp) {
    const auto found = find_postgres_binaries("");
    ASSERT_TRUE(found.ok()) << found.error().message;
    EXPECT_GE(found.value().major_version, kPostgresMajorMin);
}

TEST(PostgresBinaries, AreNotLookedForElsewhereWhenTheOperatorNamedAPlace) {
    const auto refused = find_postgres_binaries("/nonexistent/bin");
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().message.find("SAGAFLOW_PG_BIN"), std::string::npos);
}

TEST(ChildProcess, TellsThatAProgramIsMissing) {
    const auto missing = run_to_end({.program = "/nonexistent/program"}, std::chrono::seconds(5));
    ASSERT_FALSE(missing.ok());
    EXPECT_NE(missing.error().message.find("No such file"), std::string::npos);
}

TEST(ChildProcess, IsEndedWhenItsTimeIsUp) {
    const auto endless = run_to_end(
        {.program = "/usr/bin/tail", .arguments = {"-f", "/dev/null"}},
        std::chrono::milliseconds(50)
    );
    ASSERT_TRUE(endless.ok());
    EXPECT_TRUE(endless.value().timed_out);
}

TEST(ChildProcess, DoesNotInheritPostgresVariables) {
    ASSERT_EQ(setenv("PGOPTIONS", "-c listen_addresses=0.0.0.0", 1), 0);
    const auto listed = run_to_end({.program = "/usr/bin/env"}, std::chrono::seconds(5));
    unsetenv("PGOPTIONS");
    ASSERT_TRUE(listed.ok());
    EXPECT_EQ(listed.value().output.find("PGOPTIONS"), std::string::npos);
    EXPECT_NE(listed.value().output.find("LC_ALL=C.UTF-8"), std::string::npos);
}

}  // namespace
}  // namespace sagaflow::server
