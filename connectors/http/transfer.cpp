#include "connectors/http/transfer.hpp"

#include <sys/socket.h>

#include <algorithm>

#include "connectors/http/breakages.hpp"
#include "connectors/http/headers.hpp"
#include "connectors/http/private_address.hpp"
#include "engine/core/ensure.hpp"

namespace sagaflow::http {
namespace {

template <typename Value>
void set(CURL* easy, CURLoption option, Value value) {
    ENSURE(curl_easy_setopt(easy, option, value) == CURLE_OK, "curl_easy_setopt");
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

long milliseconds(Duration duration) {
    // 0 would mean "no limit" to libcurl.
    return static_cast<long>(std::clamp<std::int64_t>(duration.ms, 1, INT32_MAX));
}

Duration time_left(const Ticket& ticket) {
    const auto left = ticket.deadline - std::chrono::steady_clock::now();
    return {std::chrono::ceil<std::chrono::milliseconds>(left).count()};
}

}  // namespace

Transfer::Transfer(const Options& options)
    : options_(options), easy_(curl_easy_init(), &curl_easy_cleanup) {
    ENSURE(easy_ != nullptr, "curl_easy_init");
    CURL* easy = easy_.get();
    set(easy, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    set(easy, CURLOPT_WRITEDATA, this);
    set(easy, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    set(easy, CURLOPT_HEADERDATA, this);
    set(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_open);
    set(easy, CURLOPT_OPENSOCKETDATA, this);
    set(easy, CURLOPT_PREREQFUNCTION, &Transfer::on_request);
    set(easy, CURLOPT_PREREQDATA, this);
    set(easy, CURLOPT_ERRORBUFFER, error_text_.data());
    set(easy, CURLOPT_NOSIGNAL, 1L);
    set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    set(easy, CURLOPT_FOLLOWLOCATION, 0L);
    set(easy, CURLOPT_PROXY, "");     // also ignores the proxies of the environment
    set(easy, CURLOPT_NOPROXY, "*");  // spares libcurl a look into the environment at every call
    set(easy, CURLOPT_PATH_AS_IS, 1L);
    set(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
    set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options.response_bytes_max));
    set(easy, CURLOPT_MAXAGE_CONN, limits::kIdleSocketSecondsMax);
    set(easy, CURLOPT_USERAGENT, "sagaflow/" SAGAFLOW_VERSION);
    set(easy, CURLOPT_QUICK_EXIT, 1L);
}

void Transfer::prepare(std::unique_ptr<Exchange> exchange) {
    exchange_ = std::move(exchange);
    answer_ = {};
    header_bytes_ = 0;
    header_count_ = 0;
    headers_done_ = false;
    sendings_ = 0;
    stop_ = Stop::kNone;
    refused_address_.clear();
    error_text_[0] = '\0';
    CURL* easy = easy_.get();
    url_ = request().url();
    set(easy, CURLOPT_URL, url_.c_str());
    const Duration left = time_left(exchange_->ticket);
    set(easy, CURLOPT_TIMEOUT_MS, milliseconds(left));
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(std::min(left, options_.connect_timeout)));
    set(easy, CURLOPT_LOW_SPEED_LIMIT, 0L);
    set(easy, CURLOPT_LOW_SPEED_TIME, 0L);
    set_method();
    set_headers();
}

void Transfer::set_method() {
    CURL* easy = easy_.get();
    const std::string& method = request().method;
    const bool posts = request().sends_length();
    if (posts) {
        set(easy, CURLOPT_POST, 1L);
        set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request().body.size()));
        set(easy, CURLOPT_POSTFIELDS, request().body.c_str());
    } else if (method == "HEAD") {
        set(easy, CURLOPT_NOBODY, 1L);
    } else {
        set(easy, CURLOPT_HTTPGET, 1L);
    }
    const bool native = method == "GET" || method == "HEAD" || (posts && method == "POST");
    set(easy, CURLOPT_CUSTOMREQUEST, native ? nullptr : method.c_str());
}

void Transfer::set_headers() {
    // No "Expect: 100-continue", and no form content type for a POST without a body.
    static const std::string kNoExpect = "Expect:";
    static const std::string kNoContentType = "Content-Type:";
    header_nodes_.clear();
    for (const HeaderLine& header : request().headers) add_header(header.line);
    if (request().connection != nullptr) {
        for (const HeaderLine& header : request().connection->headers) {
            const bool overridden = std::any_of(
                request().headers.begin(),
                request().headers.end(),
                [&](const HeaderLine& own) { return equal_ignoring_case(own.name, header.name); }
            );
            if (!overridden) add_header(header.line);
        }
    }
    add_header(kNoExpect);
    if (!request().has_body) add_header(kNoContentType);
    for (std::size_t i = 0; i + 1 < header_nodes_.size(); ++i) {
        header_nodes_[i].next = &header_nodes_[i + 1];
    }
    set(easy_.get(), CURLOPT_HTTPHEADER, header_nodes_.data());
}

void Transfer::add_header(const std::string& line) {
    header_nodes_.push_back({const_cast<char*>(line.c_str()), nullptr});
}

Ending Transfer::finish(CURLcode code) {
    exchange_->left = sent();
    // A body that broke off after its headers is no answer.
    if (code != CURLE_OK) {
        Breakage broken = breakage(code);
        broken.status = status();
        return broken;
    }
    answer_.status = status();
    return std::move(answer_);
}

Breakage Transfer::cut_off() {
    exchange_->left = sent();
    Breakage broken = cut_off_by_stop(*exchange_);
    broken.status = status();
    return broken;
}

Breakage Transfer::breakage(CURLcode code) {
    if (stop_ == Stop::kBodyTooLong || code == CURLE_FILESIZE_EXCEEDED) {
        return body_too_long(*exchange_, options_);
    }
    if (stop_ == Stop::kHeadersTooLong) return headers_too_long(*exchange_, options_);
    if (code != CURLE_OPERATION_TIMEDOUT) return connection_problem(code);
    if (!exchange_->left) return not_connected_in_time(*exchange_, options_);
    const bool slow =
        std::string_view(error_text_.data()).find("too slow") != std::string_view::npos;
    return slow ? too_slow(*exchange_) : not_complete_in_time(*exchange_);
}

Breakage Transfer::connection_problem(CURLcode code) const {
    if (!refused_address_.empty() && !exchange_->left) {
        return private_address_refused(*exchange_, refused_address_);
    }
    if (stop_ == Stop::kResend) return stale_connection(*exchange_);
    const std::string_view text = error_text_.data();
    return connection_broke(*exchange_, text.empty() ? curl_easy_strerror(code) : text);
}

bool Transfer::sent() const {
    long bytes = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_REQUEST_SIZE, &bytes);
    return bytes > 0;
}

int Transfer::status() const {
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    return static_cast<int>(status);
}

bool Transfer::take_header(std::string_view line) {
    header_bytes_ += line.size();
    ++header_count_;
    if (header_bytes_ > options_.response_header_bytes_max ||
        header_count_ > options_.response_headers_max + 2) {  // the status and the empty line
        stop_ = Stop::kHeadersTooLong;
        return false;
    }
    if (line.starts_with("HTTP/")) {
        // Each interim answer (1xx) starts the headers anew.
        headers_done_ = false;
        answer_.headers.clear();
        return true;
    }
    if (trimmed(line).empty()) {
        headers_done_ = true;
        return true;
    }
    const std::size_t colon = line.find(':');
    if (headers_done_ || colon == std::string_view::npos) return true;  // a trailer, or nonsense
    std::string& value = answer_.headers[storable_text(lower_case(trimmed(line.substr(0, colon))))];
    if (!value.empty()) value += ", ";
    value += trimmed(line.substr(colon + 1));
    return true;
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    std::string& body = transfer.answer_.body;
    if (body.size() + size * count > transfer.options_.response_bytes_max) {
        transfer.stop_ = Stop::kBodyTooLong;
        return 0;
    }
    body.append(data, size * count);
    return size * count;
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const bool first = transfer.header_count_ == 0;
    if (!transfer.take_header({data, size * count})) return 0;
    // Not from the start: a participant may think as long as the attempt's timeout lets it.
    if (first && transfer.exchange_->ticket.request.timeout.ms >
                     transfer.options_.low_speed_seconds * 1000) {
        set(transfer.easy(), CURLOPT_LOW_SPEED_LIMIT, transfer.options_.low_speed_bytes);
        set(transfer.easy(), CURLOPT_LOW_SPEED_TIME, transfer.options_.low_speed_seconds);
    }
    return size * count;
}

curl_socket_t Transfer::on_open(void* self, curlsocktype, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (transfer.request().guarded && is_private_address(address->addr)) {
        transfer.refused_address_ = address_text(address->addr);
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int Transfer::on_request(void* self, char*, char*, int, int) {
    auto& transfer = *static_cast<Transfer*>(self);
    const bool safe = transfer.request().method == "GET" || transfer.request().method == "HEAD" ||
                      transfer.request().method == "OPTIONS";
    // libcurl silently repeats a request whose kept-alive connection died before the answer. The
    // participant may have taken the first one, and how often it is asked is the engine's business.
    if (transfer.sendings_++ > 0 && !safe && transfer.sent()) {
        transfer.stop_ = Stop::kResend;
        return CURL_PREREQFUNC_ABORT;
    }
    return CURL_PREREQFUNC_OK;
}

}  // namespace sagaflow::http
