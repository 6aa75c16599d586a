#include "connectors/http/curl_multi.hpp"

#include "engine/core/ensure.hpp"

namespace sagaflow::http {

CurlMulti::CurlMulti(Poller& poller, std::uint32_t tag, long sockets_max)
    : poller_(poller), tag_(tag), multi_(curl_multi_init(), &curl_multi_cleanup) {
    ENSURE(multi_ != nullptr, "curl_multi_init");
    CURLM* multi = multi_.get();
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &CurlMulti::on_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &CurlMulti::on_timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, sockets_max);
}

void CurlMulti::add(CURL* easy) {
    ENSURE(curl_multi_add_handle(multi_.get(), easy) == CURLM_OK, "curl_multi_add_handle");
}

void CurlMulti::remove(CURL* easy) {
    ENSURE(curl_multi_remove_handle(multi_.get(), easy) == CURLM_OK, "curl_multi_remove_handle");
}

void CurlMulti::socket_ready(int socket, std::uint32_t events) {
    int what = 0;
    if ((events & EPOLLIN) != 0) what |= CURL_CSELECT_IN;
    if ((events & EPOLLOUT) != 0) what |= CURL_CSELECT_OUT;
    if ((events & (EPOLLERR | EPOLLHUP)) != 0) what |= CURL_CSELECT_ERR;
    int running = 0;
    curl_multi_socket_action(multi_.get(), socket, what, &running);
}

void CurlMulti::fire_timer(TimePoint now) {
    if (!timer_ || *timer_ > now) return;
    // libcurl announces the next one through on_timer.
    timer_.reset();
    int running = 0;
    curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
}

void CurlMulti::collect(const std::function<void(CURL*, CURLcode)>& finished) {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        // Copied: removing the handle frees the message.
        CURL* easy = message->easy_handle;
        const CURLcode code = message->data.result;
        remove(easy);
        finished(easy, code);
    }
}

int CurlMulti::on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) {
    auto& multi = *static_cast<CurlMulti*>(self);
    std::uint32_t events = 0;
    if (what == CURL_POLL_IN || what == CURL_POLL_INOUT) events |= EPOLLIN;
    if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) events |= EPOLLOUT;
    multi.poller_.watch(socket, multi.tag_, events);
    return 0;
}

int CurlMulti::on_timer(CURLM*, long timeout_ms, void* self) {
    auto& multi = *static_cast<CurlMulti*>(self);
    if (timeout_ms < 0) {
        multi.timer_.reset();
    } else {
        multi.timer_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
    }
    return 0;
}

}  // namespace sagaflow::http
