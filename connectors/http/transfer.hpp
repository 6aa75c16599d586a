// One libcurl easy handle, used for one call after another.
//
// Pooled, because making and configuring a handle costs more than a call. Owned and used by the
// connector's thread; libcurl calls back into it while it is inside a CurlMulti.
#pragma once

#include <curl/curl.h>

#include <array>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "connectors/http/answer.hpp"
#include "connectors/http/options.hpp"
#include "connectors/http/outgoing_request.hpp"

namespace sagaflow::http {

class Transfer {
public:
    explicit Transfer(const Options& options);
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    // Readies the handle; `left` is what waiting for a place left of the attempt's `timeout`.
    void prepare(OutgoingRequest request, Duration timeout, Duration left);

    // What the exchange ended as; once after each prepare. The answer is free of secrets.
    std::variant<Answer, Breakage> finish(CURLcode code);
    // The same for an exchange that is cut off while it runs.
    Breakage abandon(std::string detail);

    CURL* easy() const { return easy_.get(); }
    bool guarded() const { return request_.guarded; }
    const std::string& description() const { return request_.description; }
    static Transfer& of(CURL* easy);

private:
    enum class Stop { kNone, kBodyTooLong, kHeadersTooLong, kResend };

    void set_method();
    void set_headers();
    void add_header(const std::string& line);
    Breakage breakage(CURLcode code);
    std::string connection_problem(CURLcode code) const;
    bool sent() const;
    int status() const;
    bool take_header(std::string_view line);

    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
    static curl_socket_t on_open(void* self, curlsocktype, curl_sockaddr* address);
    static int on_request(void* self, char*, char*, int, int);

    const Options& options_;
    OutgoingRequest request_;
    Duration timeout_;
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
