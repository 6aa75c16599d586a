#include "tests/cli/support/cli_fixture.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace sagaflow::cli {

CliTest::CliTest() {
    ::unsetenv("SAGAFLOW_SERVER");
    ::unsetenv("SAGAFLOW_DATABASE");
    ::unsetenv("SAGAFLOW_CONFIG");
    api::ServerOptions options;
    options.listen.port = 0;
    options.threads = 2;
    server_ = std::make_unique<api::HttpServer>(
        options,
        [this](const api::Request& request) { return respond(request); },
        [](std::string_view, std::string_view) { return limits::kBatchBytesMax; },
        logger_
    );
    EXPECT_TRUE(server_->start().ok());
    program.serve = [](const server::ServeOptions&) { return 0; };
    program.migrate_database = [](const std::string&) { return ok_status(); };
}

CliTest::~CliTest() {
    for (const std::string& file : files_) std::filesystem::remove(file);
}

Ran CliTest::run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--server", server_->base_url()});
    return run_alone(std::move(arguments));
}

Ran CliTest::run_alone(std::vector<std::string> arguments) {
    std::ostringstream out;
    std::ostringstream error;
    Terminal terminal(out, error, width, colours);
    Session session(terminal);
    Ran ran;
    ran.code = run_command_line(std::move(arguments), program, session);
    ran.out = out.str();
    ran.error = error.str();
    return ran;
}

void CliTest::answer(
    const std::string& request, int status, const Json& body, const std::string& etag
) {
    api::Response response = api::json_response(status, body);
    if (status >= 400) response.content_type = api::kProblemType;
    if (!etag.empty()) response.with("ETag", etag);
    const std::lock_guard lock(mutex_);
    answers_[request].push_back(std::move(response));
}

std::vector<api::Request> CliTest::seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
}

std::string CliTest::file_with(const std::string& text) {
    const std::string path = std::filesystem::temp_directory_path().string() + "/sagaflow-cli-" +
                             std::to_string(::getpid()) + "-" + std::to_string(files_.size());
    std::ofstream(path) << text;
    files_.push_back(path);
    return path;
}

api::Response CliTest::respond(const api::Request& request) {
    const std::lock_guard lock(mutex_);
    seen_.push_back(request);
    auto found = answers_.find(request.method + " " + std::string(request.path()));
    if (found == answers_.end()) return api::json_response(404, {{"detail", "not scripted"}});
    api::Response response = found->second.front();
    if (found->second.size() > 1) found->second.erase(found->second.begin());
    return response;
}

Json instance_document(const std::string& status) {
    const bool ended = status == "completed" || status == "compensated";
    const Json waiting = ended ? Json::array()
                               : Json::array(
                                     {{{"kind", "event"},
                                       {"event", "shipment.shipped"},
                                       {"key", "A-1"},
                                       {"state", "await"}}}
                                 );
    return {
        {"id", "i-1"},
        {"saga", "order"},
        {"version", 2},
        {"key", "A-1"},
        {"status", status},
        {"waitingFor", waiting},
        {"steps", {{"charge", {{"status", "ok"}, {"visit", 1}, {"attempts", 2}}}}},
        {"output", nullptr},
        {"error", nullptr},
        {"startedAt", "2026-01-31T08:00:00.000Z"},
        {"endedAt", ended ? Json("2026-01-31T08:00:09.000Z") : Json()}};
}

}  // namespace sagaflow::cli
