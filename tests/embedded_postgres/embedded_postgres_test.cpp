// The private cluster through its whole life: real initdb, real server, real kill.
#include "server/embedded_postgres/embedded_postgres.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <fstream>
#include <mutex>

#include "server/embedded_postgres/child_process.hpp"
#include "server/embedded_postgres/postmaster.hpp"
#include "tests/embedded_postgres/scratch_directory.hpp"
#include "tests/embedded_postgres/sql.hpp"

namespace sagaflow::server {
namespace {

namespace fs = std::filesystem;
using sagaflow::testing::ask;
using sagaflow::testing::ScratchDirectory;

// What the engine was told; the watching thread tells it too.
class Notices {
public:
    void add(std::string_view text) {
        const std::lock_guard lock(mutex_);
        text_.append(text).append("\n");
        added_.notify_all();
    }
    bool wait_for(const std::string& part) {
        std::unique_lock lock(mutex_);
        return added_.wait_for(lock, std::chrono::seconds(60), [&] {
            return text_.find(part) != std::string::npos;
        });
    }
    std::string text() {
        const std::lock_guard lock(mutex_);
        return text_;
    }

private:
    std::mutex mutex_;
    std::condition_variable added_;
    std::string text_;
};

class EmbeddedPostgresTest : public ::testing::Test {
protected:
    EmbeddedPostgresOptions options() {
        auto made = embedded_postgres_options(scratch_.path() / "data");
        made.durability = Durability::kForgetful;
        made.notice = [this](std::string_view text) { notices_.add(text); };
        return made;
    }
    fs::path data() const { return scratch_.path() / "data"; }
    const fs::path& scratch() const { return scratch_.path(); }
    Notices notices_;

    // Runs an engine in a process of its own that is killed while PostgreSQL runs; answers the
    // server's process id.
    pid_t leave_a_server_behind(const std::string& sql) {
        std::array<int, 2> ends{};
        if (pipe(ends.data()) != 0) return -1;
        const pid_t engine = fork();
        if (engine == 0) {
            EmbeddedPostgres postgres(options());
            const auto target = postgres.start();
            pid_t server = 0;
            if (target.ok() && ask(target.value(), sql).empty()) server = postgres.server_pid();
            if (write(ends[1], &server, sizeof server) < 0) _exit(1);
            kill(getpid(), SIGKILL);
        }
        pid_t server = 0;
        const ssize_t got = read(ends[0], &server, sizeof server);
        reap(engine);
        close(ends[0]);
        close(ends[1]);
        return got == static_cast<ssize_t>(sizeof server) ? server : -1;
    }

private:
    ScratchDirectory scratch_;
};

bool alive(pid_t pid) { return pid > 0 && kill(pid, 0) == 0; }

TEST_F(EmbeddedPostgresTest, MakesAClusterOnTheFirstStart) {
    EmbeddedPostgres postgres(options());
    const auto target = postgres.start();
    ASSERT_TRUE(target.ok()) << target.error().message;
    EXPECT_EQ(ask(*target, "SHOW data_checksums"), "on");
    EXPECT_EQ(ask(*target, "SHOW server_encoding"), "UTF8");
    EXPECT_EQ(ask(*target, "SHOW lc_collate"), "C.UTF-8");
    EXPECT_EQ(ask(*target, "SHOW listen_addresses"), "");
    EXPECT_EQ(ask(*target, "SHOW synchronous_commit"), "on");
    EXPECT_EQ(ask(*target, "SELECT current_database()"), "sagaflow");
    EXPECT_TRUE(postgres.stop().ok());
}

TEST_F(EmbeddedPostgresTest, WritesCommitsToTheDiskUnlessTestsAskOtherwise) {
    auto durable = options();
    durable.durability = Durability::kDurable;
    EmbeddedPostgres postgres(durable);
    const auto target = postgres.start();
    ASSERT_TRUE(target.ok()) << target.error().message;
    EXPECT_EQ(ask(*target, "SHOW fsync"), "on");
    EXPECT_EQ(ask(*target, "SHOW full_page_writes"), "on");
    EXPECT_EQ(ask(*target, "SHOW shared_buffers"), "128MB");
}

TEST_F(EmbeddedPostgresTest, KeepsDataOverAStopAndAStart) {
    {
        EmbeddedPostgres first(options());
        const auto target = first.start();
        ASSERT_TRUE(target.ok()) << target.error().message;
        ASSERT_EQ(ask(*target, "CREATE TABLE kept AS SELECT 42 AS x"), "");
        const pid_t server = first.server_pid();
        ASSERT_TRUE(first.stop().ok());
        EXPECT_FALSE(alive(server));
        EXPECT_FALSE(fs::exists(data() / "pg" / "postmaster.pid"));
    }
    EmbeddedPostgres second(options());
    const auto target = second.start();
    ASSERT_TRUE(target.ok()) << target.error().message;
    EXPECT_EQ(ask(*target, "SELECT x FROM kept"), "42");
}

TEST_F(EmbeddedPostgresTest, CanBeStartedAgainByTheSameObject) {
    EmbeddedPostgres postgres(options());
    ASSERT_TRUE(postgres.start().ok());
    ASSERT_TRUE(postgres.stop().ok());
    ASSERT_TRUE(postgres.stop().ok());
    const auto again = postgres.start();
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(ask(*again, "SELECT 1"), "1");
}

TEST_F(EmbeddedPostgresTest, TakesOverTheServerOfAKilledEngine) {
    const pid_t left = leave_a_server_behind("CREATE TABLE kept AS SELECT 7 AS x");
    ASSERT_TRUE(alive(left)) << "the server must outlive its engine";
    EmbeddedPostgres postgres(options());
    const auto target = postgres.start();
    ASSERT_TRUE(target.ok()) << target.error().message;
    EXPECT_EQ(postgres.server_pid(), left);
    EXPECT_EQ(ask(*target, "SELECT x FROM kept"), "7");
    EXPECT_TRUE(notices_.wait_for("took over")) << notices_.text();
    ASSERT_TRUE(postgres.stop().ok());
    EXPECT_FALSE(read_postmaster_pid(data() / "pg" / "postmaster.pid").has_value());
}

TEST_F(EmbeddedPostgresTest, ReplacesALeftServerWhoseSocketIsGone) {
    const pid_t left = leave_a_server_behind("CREATE TABLE kept AS SELECT 8 AS x");
    ASSERT_TRUE(alive(left));
    fs::remove(data() / "run" / ".s.PGSQL.5432");
    EmbeddedPostgres postgres(options());
    const auto target = postgres.start();
    ASSERT_TRUE(target.ok()) << target.error().message;
    EXPECT_NE(postgres.server_pid(), left);
    EXPECT_EQ(ask(*target, "SELECT x FROM kept"), "8");
}

TEST_F(EmbeddedPostgresTest, RecoversAfterEngineAndServerWereBothKilled) {
    const pid_t left = leave_a_server_behind("CREATE TABLE kept AS SELECT 9 AS x");
    ASSERT_TRUE(alive(left));
    kill(left, SIGKILL);
    ASSERT_TRUE(fs::exists(data() / "pg" / "postmaster.pid"));
    EmbeddedPostgres postgres(options());
    const auto target = postgres.start();
    ASSERT_TRUE(target.ok()) << target.error().message;
    EXPECT_EQ(ask(*target, "SELECT x FROM kept"), "9");
}

TEST_F(EmbeddedPostgresTest, StartsTheServerAgainWhenItIsKilledUnderARunningEngine) {
    EmbeddedPostgres postgres(options());
    const auto target = postgres.start();
    ASSERT_TRUE(target.ok()) << target.error().message;
    ASSERT_EQ(ask(*target, "CREATE TABLE kept AS SELECT 5 AS x"), "");
    const pid_t killed = postgres.server_pid();
    const auto handle = open_process_handle(killed);
    ASSERT_TRUE(handle.ok());
    kill(killed, SIGKILL);
    ASSERT_TRUE(wait_for_end(handle.value(), std::chrono::seconds(20)));
    close(handle.value());
    ASSERT_TRUE(notices_.wait_for("PostgreSQL runs again")) << notices_.text();
    EXPECT_EQ(ask(*target, "SELECT x FROM kept"), "5");
    EXPECT_NE(postgres.server_pid(), killed);
}

TEST_F(EmbeddedPostgresTest, RefusesASecondEngineOnTheSameDirectory) {
    EmbeddedPostgres first(options());
    ASSERT_TRUE(first.start().ok());
    EmbeddedPostgres second(options());
    const auto refused = second.start();
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(
        refused.error().message.find("process " + std::to_string(getpid())), std::string::npos
    ) << refused.error().message;
    EXPECT_NE(refused.error().message.find("--data-dir"), std::string::npos);
    EXPECT_TRUE(alive(first.server_pid()));
}

TEST_F(EmbeddedPostgresTest, IgnoresAStalePidFileWhoseIdNowBelongsToAnother) {
    {
        EmbeddedPostgres first(options());
        ASSERT_TRUE(first.start().ok());
    }
    std::ofstream(data() / "pg" / "postmaster.pid")
        << getpid() << "\n"
        << (data() / "pg").string() << "\n1\n5432\n/nowhere\n\n";
    EmbeddedPostgres second(options());
    const auto target = second.start();
    ASSERT_TRUE(target.ok()) << target.error().message;
    EXPECT_EQ(ask(*target, "SELECT 1"), "1");
}

TEST_F(EmbeddedPostgresTest, RefusesACopyTakenFromARunningServer) {
    EmbeddedPostgres original(options());
    ASSERT_TRUE(original.start().ok());
    const fs::path copy = scratch() / "copy";
    const auto copied = run_to_end(
        {.program = "/bin/cp", .arguments = {"-a", data().string(), copy.string()}},
        std::chrono::minutes(1)
    );
    // What runs may delete a file before it is copied, which cp complains of: all the others are
    // there, as after every copy of this kind.
    ASSERT_TRUE(copied.ok()) << copied.error().message;
    ASSERT_TRUE(fs::exists(copy / "pg" / "postmaster.pid")) << copied->output;
    auto elsewhere = options();
    elsewhere.data_dir = copy;
    EmbeddedPostgres second(elsewhere);
    const auto refused = second.start();
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().message.find("copied"), std::string::npos) << refused.error().message;
    EXPECT_TRUE(alive(original.server_pid())) << "another's server must be left alone";
}

TEST_F(EmbeddedPostgresTest, RefusesAClusterOfAnotherMajorVersion) {
    {
        EmbeddedPostgres first(options());
        ASSERT_TRUE(first.start().ok());
    }
    std::ofstream(data() / "pg" / "PG_VERSION", std::ios::trunc) << "9\n";
    EmbeddedPostgres second(options());
    const auto refused = second.start();
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().message.find("pg_upgrade"), std::string::npos)
        << refused.error().message;
}

TEST_F(EmbeddedPostgresTest, RefusesADirectoryThatItDidNotMake) {
    fs::create_directories(data() / "pg");
    std::ofstream(data() / "pg" / "something.txt") << "mine\n";
    EmbeddedPostgres postgres(options());
    const auto refused = postgres.start();
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().message.find("--database"), std::string::npos);
    EXPECT_TRUE(fs::exists(data() / "pg" / "something.txt"));
}

TEST_F(EmbeddedPostgresTest, FinishesAnInitdbThatWasKilledInTheMiddle) {
    fs::create_directories(data() / "pg.new" / "base");
    std::ofstream(data() / "pg.new" / "PG_VERSION") << "15\n";
    EmbeddedPostgres postgres(options());
    const auto target = postgres.start();
    ASSERT_TRUE(target.ok()) << target.error().message;
    EXPECT_FALSE(fs::exists(data() / "pg.new"));
}

TEST_F(EmbeddedPostgresTest, PutsTheSocketIntoAShortDirectoryWhenThePathIsLong) {
    auto deep = options();
    deep.data_dir = scratch() / std::string(60, 'a') / std::string(60, 'b');
    std::string first_target;
    {
        EmbeddedPostgres postgres(deep);
        const auto target = postgres.start();
        ASSERT_TRUE(target.ok()) << target.error().message;
        EXPECT_EQ(ask(*target, "SELECT 1"), "1");
        first_target = *target;
    }
    EmbeddedPostgres again(deep);
    const auto target = again.start();
    ASSERT_TRUE(target.ok()) << target.error().message;
    EXPECT_EQ(*target, first_target) << "the short directory is recorded and used again";
    std::string sockets;
    std::ifstream record(deep.data_dir / "socket-directory");
    std::getline(record, sockets);
    ASSERT_TRUE(sockets.starts_with("/tmp/sagaflow-pg-")) << sockets;
    EXPECT_TRUE(again.stop().ok());
    fs::remove_all(sockets);
}

TEST_F(EmbeddedPostgresTest, SaysWhatToDoWhenTheServerCannotStart) {
    {
        EmbeddedPostgres first(options());
        ASSERT_TRUE(first.start().ok());
    }
    std::ofstream(data() / "pg" / "local.conf") << "shared_buffers = 'nonsense'\n";
    EmbeddedPostgres second(options());
    const auto refused = second.start();
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().message.find("shared_buffers"), std::string::npos)
        << refused.error().message;
    EXPECT_NE(refused.error().message.find("postgres.log"), std::string::npos);
}

}  // namespace
}  // namespace sagaflow::server
