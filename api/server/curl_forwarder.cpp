#include "api/server/curl_forwarder.hpp"

#include <curl/curl.h>

#include <array>
#include <memory>

#include "engine/core/limits.hpp"

namespace sagaflow::api {
namespace {

constexpr long kConnectMs = 1'000;
// The largest answer is a page of instances with their data.
constexpr std::size_t kAnswerBytesMax = 64 * limits::kMiB;

struct CurlDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

std::size_t on_body(const char* data, std::size_t size, std::size_t count, void* to) {
    auto& response = *static_cast<Response*>(to);
    if (response.body.size() + size * count > kAnswerBytesMax) return 0;
    response.body.append(data, size * count);
    return size * count;
}

// Only what the API itself puts into answers goes on to the client.
constexpr std::array<std::string_view, 6> kPassedHeaders{
    "etag", "location", "retry-after", "idempotency-replayed", "allow", "traceparent"};
constexpr std::array<std::string_view, 6> kHeaderNames{
    "ETag", "Location", "Retry-After", "Idempotency-Replayed", "Allow", "traceparent"};

std::size_t on_header(const char* data, std::size_t size, std::size_t count, void* to) {
    auto& response = *static_cast<Response*>(to);
    const std::string_view line(data, size * count);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return size * count;
    std::string name(line.substr(0, colon));
    for (char& c : name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    std::string value(line.substr(colon + 1));
    const auto is_space = [](char c) { return c == ' ' || c == '\r' || c == '\n' || c == '\t'; };
    while (!value.empty() && is_space(value.back())) value.pop_back();
    while (!value.empty() && is_space(value.front())) value.erase(0, 1);
    if (name == "content-type") response.content_type = value;
    for (std::size_t i = 0; i < kPassedHeaders.size(); ++i) {
        if (name == kPassedHeaders[i]) response.with(std::string(kHeaderNames[i]), value);
    }
    return size * count;
}

// Hop-by-hop headers and those that libcurl writes itself stay behind.
bool goes_on(const std::string& name) {
    constexpr std::array<std::string_view, 8> kLeft{
        "host", "connection", "content-length", "transfer-encoding", "expect", "te", "upgrade",
        "accept-encoding"};
    for (const std::string_view left : kLeft) {
        if (name == left) return false;
    }
    return true;
}

HeaderList headers_of(const Request& request) {
    HeaderList list;
    const auto append = [&](const std::string& line) {
        curl_slist* longer = curl_slist_append(list.get(), line.c_str());
        if (longer == nullptr) return;
        (void)list.release();
        list.reset(longer);
    };
    for (const NameValue& header : request.headers) {
        if (goes_on(header.name)) append(header.name + ": " + header.value);
    }
    append(std::string(kForwardedHeader) + ": 1");
    append("Expect:");
    return list;
}

CURL* handle_of_thread() {
    thread_local const std::unique_ptr<CURL, CurlDeleter> handle(curl_easy_init());
    if (handle) curl_easy_reset(handle.get());
    return handle.get();
}

}  // namespace

CurlForwarder::CurlForwarder() { curl_global_init(CURL_GLOBAL_DEFAULT); }

Result<Response> CurlForwarder::forward(
    const std::string& base_url, const Request& request, std::int64_t deadline_ms
) {
    CURL* handle = handle_of_thread();
    if (handle == nullptr) return Error{ErrorCode::kUnavailable, "libcurl has no memory"};
    Response response;
    const HeaderList headers = headers_of(request);
    const std::string url = base_url + request.target;
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, kConnectMs);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(deadline_ms));
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
    if (request.method == "POST") {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
        curl_easy_setopt(
            handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size())
        );
    }
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &response);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &response);
    const CURLcode code = curl_easy_perform(handle);
    if (code != CURLE_OK) return Error{ErrorCode::kUnavailable, curl_easy_strerror(code)};
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    response.status = static_cast<int>(status);
    return response;
}

}  // namespace sagaflow::api
