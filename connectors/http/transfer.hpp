// One libcurl easy handle, used for one call after another.
//
// Pooled, because making and configuring a handle costs more than a call. Owned and used by the
// connector's thread; libcurl calls back into it while it is inside a CurlMulti.
#pragma once

#include <curl/curl.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "connectors/http/exchange.hpp"
#include "connectors/http/options.hpp"

namespace sagaflow::http {

class Transfer {
public:
    explicit Transfer(const Options& options);
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    // Readies the handle.
    void prepare(std::unique_ptr<Exchange> exchange);

    // What the exchange ended as; once after each prepare.
    Ending finish(CURLcode code);
    // The same for an exchange that is cut off while it runs.
    Breakage cut_off();
    std::unique_ptr<Exchange> take_exchange() { return std::move(exchange_); }

    CURL* easy() const { return easy_.get(); }
    bool guarded() const { return exchange_->request.guarded; }

private:
    enum class Stop { kNone, kBodyTooLong, kHeadersTooLong, kResend };

    void set_method();
    void set_headers();
    void add_header(const std::string& line);
    Breakage breakage(CURLcode code);
    Breakage connection_problem(CURLcode code) const;
    bool sent() const;
    const OutgoingRequest& request() const { return exchange_->request; }
    int status() const;
    bool take_header(std::string_view line);

    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
    static curl_socket_t on_open(void* self, curlsocktype, curl_sockaddr* address);
    static int on_request(void* self, char*, char*, int, int);

    const Options& options_;
    std::unique_ptr<Exchange> exchange_;
    std::string url_;
    // Nodes that point into strings of ours: libcurl only reads the list.
    std::vector<curl_slist> header_nodes_;
    Answer answer_;
    std::size_t header_bytes_ = 0;
    std::size_t header_count_ = 0;
    bool headers_done_ = false;
    int sendings_ = 0;
    Stop stop_ = Stop::kNone;
    std::string refused_address_;
    std::array<char, CURL_ERROR_SIZE> error_text_{};
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy_;
};

}  // namespace sagaflow::http
