// Runs commands in this process against a scripted server on a real socket.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <sstream>

#include "api/server/http_server.hpp"
#include "cli/command_line.hpp"

namespace sagaflow::cli {

struct Ran {
    int code = 0;
    std::string out;
    std::string error;
};

class CliTest : public ::testing::Test {
protected:
    CliTest();
    ~CliTest() override;

    // Against the scripted server.
    Ran run(std::vector<std::string> arguments);
    // Without a server.
    Ran run_alone(std::vector<std::string> arguments);
    // Answers requests "METHOD /path" (without query); the last answer of a path is repeated.
    void answer(
        const std::string& request, int status, const Json& body, const std::string& etag = ""
    );
    // Requests that the server has seen, in order.
    std::vector<api::Request> seen();
    // A file with this text, gone with the test.
    std::string file_with(const std::string& text);

    Program program;
    std::size_t width = 0;
    bool colours = false;

private:
    api::Response respond(const api::Request& request);

    NullLogger logger_;
    std::mutex mutex_;
    std::map<std::string, std::vector<api::Response>> answers_;
    std::vector<api::Request> seen_;
    std::vector<std::string> files_;
    std::unique_ptr<api::HttpServer> server_;
};

Json instance_document(const std::string& status = "running");

}  // namespace sagaflow::cli
