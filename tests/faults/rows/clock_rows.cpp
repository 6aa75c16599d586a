// T1, T2: wall clocks that jump, by libfaketime (the monotonic clock stays right, as it does when
// an administrator sets a machine's clock).
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "tests/faults/rows/row.hpp"

namespace sagaflow::faults {
namespace {

namespace fs = std::filesystem;

fs::path faketime_library() {
    for (const char* path :
         {"/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
          "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
          "/usr/lib/faketime/libfaketime.so.1"}) {
        if (fs::exists(path)) return path;
    }
    throw std::runtime_error(
        "Expected libfaketime, but it is not there; run deploy/install-dependencies.sh"
    );
}

// A clock that processes started with words() go by.
class SettableClock {
public:
    explicit SettableClock(const fs::path& directory) : file_(directory / "clock") { set("+0"); }

    std::vector<std::string> words() const {
        return {
            "/usr/bin/env",
            // The usual libraries next, so that their allocator is used: another one that asks for
            // the time while it is set up would meet libfaketime before that is ready.
            "LD_PRELOAD=" + faketime_library().string() + " libstdc++.so.6 libc.so.6",
            "FAKETIME_TIMESTAMP_FILE=" + file_.string(),
            "FAKETIME_NO_CACHE=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1"};
    }

    // At once and as a whole: a reader sees the old text or the new one.
    void set(const std::string& offset) const {
        const fs::path draft = file_.string() + ".new";
        std::ofstream(draft) << offset << "\n";
        fs::rename(draft, file_);
    }

private:
    fs::path file_;
};

}  // namespace

void set_engine_clock(Stage& stage) {
    const SettableClock clock(stage.directory());
    // Longer than a busy machine keeps an engine waiting; the load after a jump is longer still.
    const std::string lease = "3s";
    EngineProcess& skewed =
        stage.add_engine({.name = "a", .lease = lease, .launcher = clock.words()});
    stage.add_engine({.name = "b", .lease = lease});
    stage.wait_until_shared(2);
    stage.deploy_load();
    stage.participant().conduct(moody(21));
    stage.plan({{"engine's clock +2h", 1}, {"engine's clock -2h", 1}}, 60);
    stage.start_load();
    std::size_t said = 0;
    for (bool first = true; first || stage.time_left(); first = false) {
        for (const char* offset : {"+2h", "-2h"}) {
            stage.load_for(0.7);
            said = skewed.process().said();
            clock.set(offset);
            const Micros at = monotonic_us();
            stage.injected(std::string("engine's clock ") + offset, skewed.name());
            stage.recovered(at);
            stage.load_for(3.5);
        }
        stage.expect(
            !skewed.process().wait_for_line("taken over", std::chrono::milliseconds(0), said),
            "the skewed engine lost its leases"
        );
    }
}

void set_database_clock(Stage& stage) {
    const SettableClock clock(stage.directory());
    stage.set_database_launcher(clock.words());
    stage.database();
    stage.add_engine({.name = "a"});
    stage.add_engine({.name = "b"});
    stage.wait_until_shared(2);
    stage.deploy_load();
    stage.participant().conduct(moody(22));
    stage.plan({{"database's clock +1h", 1}, {"database's clock -1h", 1}}, 60);
    stage.start_load();
    Sql sql(stage.conninfo());
    for (bool first = true; first || stage.time_left(); first = false) {
        for (const char* offset : {"+1h", "-1h"}) {
            stage.load_for(0.7);
            clock.set(offset);
            const Micros at = monotonic_us();
            stage.injected(
                std::string("database's clock ") + offset,
                "it says " + sql.value("SELECT clock_timestamp()")
            );
            stage.recovered(at);
            stage.load_for(0.7);
        }
    }
}

}  // namespace sagaflow::faults
