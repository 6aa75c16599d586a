#include "tests/process_rig/api_client.hpp"

#include <httplib.h>

#include <stdexcept>

namespace sagaflow::testing {
namespace {

ApiAnswer answer_of(const httplib::Result& result) {
    if (!result) return {};
    ApiAnswer answer;
    answer.status = result->status;
    answer.body = nlohmann::json::parse(result->body, nullptr, false);
    answer.retry_after = result->get_header_value("Retry-After");
    return answer;
}

httplib::Client connection_to(const std::string& base_url, std::chrono::seconds answer_limit) {
    httplib::Client client(base_url);
    client.set_read_timeout(answer_limit);
    client.set_tcp_nodelay(true);
    return client;
}

}  // namespace

ApiAnswer ApiClient::get(const std::string& path) const {
    return answer_of(connection_to(base_url_, answer_limit_).Get(path));
}

ApiAnswer ApiClient::post(
    const std::string& path, const nlohmann::json& body, const Headers& headers
) const {
    httplib::Headers sent;
    for (const auto& [name, value] : headers) sent.emplace(name, value);
    return answer_of(
        connection_to(base_url_, answer_limit_).Post(path, sent, body.dump(), "application/json")
    );
}

ApiAnswer ApiClient::start(
    const std::string& saga,
    const nlohmann::json& input,
    const std::string& request_key,
    std::chrono::milliseconds wait
) const {
    std::string path = "/v1/sagas/" + saga + "/instances";
    if (wait.count() > 0) path += "?wait=" + std::to_string(wait.count()) + "ms";
    return post(path, {{"input", input}}, {{"Idempotency-Key", request_key}});
}

ApiAnswer ApiClient::send_event(
    const std::string& id,
    const std::string& type,
    const std::string& key,
    const nlohmann::json& data
) const {
    const nlohmann::json event{
        {"specversion", "1.0"},
        {"id", id},
        {"source", "process-tests"},
        {"type", type},
        {"key", key},
        {"data", data}};
    httplib::Headers none;
    return answer_of(connection_to(base_url_, answer_limit_)
                         .Post("/v1/events", none, event.dump(), "application/cloudevents+json"));
}

nlohmann::json ApiClient::all_pages(const std::string& path) const {
    const std::string separator = path.find('?') == std::string::npos ? "?" : "&";
    nlohmann::json items = nlohmann::json::array();
    std::string cursor;
    while (true) {
        const ApiAnswer page = get(path + separator + "limit=200" + cursor);
        if (page.status != 200) {
            throw std::runtime_error(
                path + " answered " + std::to_string(page.status) + " " + page.body.dump()
            );
        }
        for (const auto& item : page.body.at("items")) items.push_back(item);
        if (page.body.at("next").is_null()) return items;
        cursor = "&cursor=" + page.body.at("next").get<std::string>();
    }
}

nlohmann::json ApiClient::history(const std::string& instance) const {
    return all_pages("/v1/instances/" + instance + "/history");
}

nlohmann::json ApiClient::instances(const std::string& filter) const {
    return all_pages("/v1/instances" + (filter.empty() ? "" : "?" + filter));
}

}  // namespace sagaflow::testing
