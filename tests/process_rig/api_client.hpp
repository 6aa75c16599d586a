// The little of the HTTP API that the process tests need. One per thread; each request has a
// connection of its own, because engines come and go. An engine that is not there answers
// status 0.
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace sagaflow::testing {

struct ApiAnswer {
    int status = 0;
    nlohmann::json body;
    std::string retry_after;
};

class ApiClient {
public:
    explicit ApiClient(std::string base_url, std::chrono::seconds answer_limit = kAnswerLimit)
        : base_url_(std::move(base_url)), answer_limit_(answer_limit) {}

    ApiAnswer get(const std::string& path) const;
    using Headers = std::vector<std::pair<std::string, std::string>>;
    ApiAnswer post(const std::string& path, const nlohmann::json& body, const Headers& headers = {})
        const;

    // The request key makes a repeated start safe, and a way to wait for the end of the first one.
    ApiAnswer start(
        const std::string& saga,
        const nlohmann::json& input,
        const std::string& request_key,
        std::chrono::milliseconds wait = std::chrono::milliseconds(0)
    ) const;
    ApiAnswer send_event(
        const std::string& id,
        const std::string& type,
        const std::string& key,
        const nlohmann::json& data
    ) const;
    // All pages. Throws when the engine does not answer with 200.
    nlohmann::json history(const std::string& instance) const;
    nlohmann::json instances(const std::string& filter) const;

private:
    static constexpr std::chrono::seconds kAnswerLimit{70};  // longer than the longest ?wait=

    nlohmann::json all_pages(const std::string& path) const;

    std::string base_url_;
    std::chrono::seconds answer_limit_;
};

}  // namespace sagaflow::testing
