#include "cli/client/api_client.hpp"

#include <curl/curl.h>

#include <memory>

namespace sagaflow::cli {
namespace {

constexpr long kConnectMs = 3'000;

struct CurlDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t on_body(const char* data, std::size_t size, std::size_t count, void* to) {
    static_cast<Answer*>(to)->text.append(data, size * count);
    return size * count;
}

std::size_t on_header(const char* data, std::size_t size, std::size_t count, void* to) {
    constexpr std::string_view kName = "etag:";
    const std::string_view line(data, size * count);
    if (line.size() <= kName.size()) return size * count;
    for (std::size_t i = 0; i < kName.size(); ++i) {
        const char c = line[i];
        if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != kName[i]) return size * count;
    }
    const std::size_t first = line.find_first_not_of(" \t", kName.size());
    const std::size_t last = line.find_last_not_of(" \t\r\n");
    if (first != std::string_view::npos && last >= first) {
        static_cast<Answer*>(to)->etag = line.substr(first, last - first + 1);
    }
    return size * count;
}

Error unreachable(const std::string& base_url, CURLcode code) {
    if (code == CURLE_OPERATION_TIMEDOUT) {
        return {ErrorCode::kUnavailable, "the server at " + base_url + " did not answer in time"};
    }
    return {
        ErrorCode::kUnavailable,
        "cannot reach a server at " + base_url + ": " + curl_easy_strerror(code) +
            " (start one with `sagaflow serve`, or name it with --server)"};
}

}  // namespace

ApiClient::ApiClient(std::string base_url) : base_url_(std::move(base_url)) {
    while (!base_url_.empty() && base_url_.back() == '/') base_url_.pop_back();
    if (base_url_.find("://") == std::string::npos) base_url_ = "http://" + base_url_;
}

Result<Answer> ApiClient::get(const std::string& path) const {
    return perform(path, nullptr, {}, 70'000);
}

Result<Answer> ApiClient::post(
    const std::string& path, const std::string& body, HeaderLines headers, std::int64_t timeout_ms
) const {
    const bool typed = !headers.empty() && headers.front().starts_with("Content-Type:");
    if (!typed) headers.insert(headers.begin(), "Content-Type: application/json");
    return perform(path, &body, headers, timeout_ms);
}

Result<Answer> ApiClient::perform(
    const std::string& path,
    const std::string* body,
    const HeaderLines& headers,
    std::int64_t timeout_ms
) const {
    const std::unique_ptr<CURL, CurlDeleter> handle(curl_easy_init());
    if (!handle) return Error{ErrorCode::kInternal, "libcurl cannot be used here"};
    std::unique_ptr<curl_slist, ListDeleter> list(curl_slist_append(nullptr, "Expect:"));
    for (const std::string& header : headers) {
        (void)curl_slist_append(list.get(), header.c_str());
    }
    Answer answer;
    const std::string url = base_url_ + path;
    CURL* curl = handle.get();
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "sagaflow/" SAGAFLOW_VERSION);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectMs);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_ms));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list.get());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
    if (body != nullptr) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->data());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
    }
    if (const CURLcode code = curl_easy_perform(curl); code != CURLE_OK) {
        return unreachable(base_url_, code);
    }
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    Json parsed = Json::parse(answer.text, nullptr, false);
    if (!parsed.is_discarded()) answer.body = std::move(parsed);
    return answer;
}

std::string escaped(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            result += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        result += '%';
        result += kHex[byte >> 4];
        result += kHex[byte & 15];
    }
    return result;
}

std::string query_of(const std::vector<std::pair<std::string, std::string>>& parameters) {
    std::string query;
    for (const auto& [name, value] : parameters) {
        if (value.empty()) continue;
        query += query.empty() ? '?' : '&';
        query += name + "=" + escaped(value);
    }
    return query;
}

}  // namespace sagaflow::cli
