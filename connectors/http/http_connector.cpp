#include "connectors/http/http_connector.hpp"

#include <curl/curl.h>

#include "connectors/http/worker.hpp"

namespace sagaflow::http {

Result<std::unique_ptr<HttpConnector>> HttpConnector::create(
    Options options, const SecretSource& secrets, const Clock& clock
) {
    // Once per process, before any thread uses libcurl.
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (initialised != CURLE_OK) {
        return Error{
            ErrorCode::kInternal,
            std::string("Expected libcurl to start, but: ") + curl_easy_strerror(initialised)};
    }
    Result<Connections> connections = prepare_connections(options.connections, secrets);
    if (!connections) return connections.error();
    auto worker =
        std::make_unique<Worker>(std::move(options), std::move(*connections), secrets, clock);
    return std::unique_ptr<HttpConnector>(new HttpConnector(std::move(worker)));
}

HttpConnector::HttpConnector(std::unique_ptr<Worker> worker) : worker_(std::move(worker)) {}

HttpConnector::~HttpConnector() { stop(Duration{0}); }

void HttpConnector::call(CallRequest request, Done done) {
    worker_->submit(std::move(request), std::move(done));
}

std::string HttpConnector::objection(const CallRequest& request) const {
    return worker_->objection(request);
}

void HttpConnector::stop(Duration drain) { worker_->stop(drain); }

Snapshot HttpConnector::snapshot() const { return worker_->snapshot(); }

}  // namespace sagaflow::http
