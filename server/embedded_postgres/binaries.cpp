#include "server/embedded_postgres/binaries.hpp"

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <vector>

#include "server/embedded_postgres/child_process.hpp"

namespace sagaflow::server {
namespace {

namespace fs = std::filesystem;
constexpr std::chrono::seconds kVersionDeadline{10};

bool holds_server(const std::string& directory) {
    return access((directory + "/initdb").c_str(), X_OK) == 0 &&
           access((directory + "/postgres").c_str(), X_OK) == 0;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// "postgres (PostgreSQL) 15.18 (Debian ...)" -> 15; 0 when it reads otherwise.
int major_of(const std::string& version_line) {
    const std::string marker = "(PostgreSQL) ";
    const auto at = version_line.find(marker);
    if (at == std::string::npos) return 0;
    int major = 0;
    for (std::size_t i = at + marker.size(); i < version_line.size(); ++i) {
        const char digit = version_line[i];
        if (digit < '0' || digit > '9' || major > 1000) break;
        major = major * 10 + (digit - '0');
    }
    return major;
}

std::string ask_pg_config() {
    for (const std::string program : {"/usr/bin/pg_config", "/usr/local/bin/pg_config"}) {
        if (access(program.c_str(), X_OK) != 0) continue;
        const auto outcome =
            run_to_end({.program = program, .arguments = {"--bindir"}}, kVersionDeadline);
        if (outcome.ok() && outcome.value().exit_status == 0) {
            return first_line(outcome.value().output);
        }
    }
    return {};
}

// /usr/lib/postgresql/16/bin before /usr/lib/postgresql/15/bin.
std::string newest_installed() {
    std::string newest;
    int newest_major = 0;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
        const std::string name = entry.path().filename().string();
        const int major = major_of("(PostgreSQL) " + name);
        const std::string directory = entry.path().string() + "/bin";
        if (major > newest_major && holds_server(directory)) {
            newest_major = major;
            newest = directory;
        }
    }
    return newest;
}

Result<PostgresBinaries> examine(const std::string& directory) {
    const auto outcome = run_to_end(
        {.program = directory + "/postgres", .arguments = {"--version"}}, kVersionDeadline
    );
    if (!outcome) return outcome.error();
    const int major = major_of(outcome.value().output);
    if (major >= kPostgresMajorMin) return PostgresBinaries{directory, major};
    return Error{
        ErrorCode::kUnavailable,
        "Expected PostgreSQL " + std::to_string(kPostgresMajorMin) + " or newer, but " + directory +
            "/postgres says \"" + first_line(outcome.value().output) +
            "\". Install a newer one, or give --database URL."};
}

}  // namespace

Result<PostgresBinaries> find_postgres_binaries(const std::string& override_directory) {
    if (!override_directory.empty()) {
        if (holds_server(override_directory)) return examine(override_directory);
        return Error{
            ErrorCode::kUnavailable,
            "Expected the programs initdb and postgres in " + override_directory +
                " (from SAGAFLOW_PG_BIN), but they are not there. Correct or unset "
                "SAGAFLOW_PG_BIN."};
    }
    for (const std::string& directory : {ask_pg_config(), newest_installed()}) {
        if (!directory.empty() && holds_server(directory)) return examine(directory);
    }
    return Error{
        ErrorCode::kUnavailable,
        "Expected PostgreSQL's server programs, but found neither initdb nor postgres. Install "
        "them "
        "(Debian: apt-get install postgresql), name their directory in SAGAFLOW_PG_BIN, or give "
        "--database URL of a running server."};
}

}  // namespace sagaflow::server
