// What all commands share: the global options, the terminal, and the exit code. One for each run.
#pragma once

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

#include "cli/client/api_client.hpp"
#include "cli/output/terminal.hpp"

namespace sagaflow::cli {

struct Session {
    explicit Session(Terminal& output) : terminal(output) {}

    Terminal& terminal;
    std::string server = "http://127.0.0.1:8080";
    bool json = false;
    int exit_code = 0;

    ApiClient client() const { return ApiClient(server); }
    // Prints why a request failed and sets the exit code. True when the answer is a success.
    // `subject` names what it was about, such as a file, where a command has several.
    bool check(const Result<Answer>& answer, const std::string& subject = "");
    void fail(const std::string& message, int code = 1);
};

}  // namespace sagaflow::cli
