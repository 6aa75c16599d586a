#include "connectors/http/plain/plain_socket.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "connectors/http/breakages.hpp"
#include "connectors/http/plain/request_head.hpp"
#include "engine/core/ensure.hpp"

namespace sagaflow::http {
namespace {

bool is_safe(const std::string& method) {
    return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

bool would_block(const boost::system::error_code& error) {
    return error == boost::asio::error::would_block || error == boost::asio::error::interrupted;
}

}  // namespace

void PlainSocket::carry(std::unique_ptr<Exchange> exchange) {
    ENSURE(is_idle(), "an idle socket carries the next exchange");
    exchange_ = std::move(exchange);
    reader_.begin(exchange_->request.method == "HEAD");
    write_head(head_, exchange_->request);
    sent_ = 0;
    received_ = 0;
    send_broken_ = false;
    next_look_.reset();
    tools_.watch.set(*this, exchange_->ticket.deadline);
    send();
}

bool PlainSocket::is_quiet() {
    char byte = 0;
    const ssize_t got = recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void PlainSocket::close() {
    if (!open_) return;
    open_ = false;
    tools_.watch.leave(*this);
    boost::system::error_code ignored;
    socket_.close(ignored);
}

bool PlainSocket::all_sent() const {
    return sent_ == head_.size() + exchange_->request.body.size();
}

void PlainSocket::send() {
    const std::string& body = exchange_->request.body;
    while (!all_sent()) {
        const std::size_t of_head = std::min(sent_, head_.size());
        const std::array<boost::asio::const_buffer, 2> left{
            boost::asio::buffer(head_) + of_head,
            boost::asio::buffer(body) + (sent_ - of_head),
        };
        boost::system::error_code error;
        sent_ += socket_.write_some(left, error);
        if (sent_ > 0) exchange_->left = true;
        if (would_block(error)) {
            send_later();
            break;
        }
        if (error) return sending_failed(error);
    }
    await_bytes();
}

void PlainSocket::send_later() {
    socket_.async_wait(
        Socket::wait_write,
        [self = shared_from_this()](const boost::system::error_code& error) {
            // A socket with an unsent rest never becomes idle, so it is the same request.
            if (!error && self->open_ && !self->send_broken_) self->send();
        }
    );
}

void PlainSocket::sending_failed(const boost::system::error_code& error) {
    if (sent_ == 0) return closed_by_peer(error);
    // The participant may have answered before it stopped reading.
    send_broken_ = true;
    await_bytes();
}

void PlainSocket::await_bytes() {
    if (awaiting_) return;
    awaiting_ = true;
    socket_.async_wait(
        Socket::wait_read,
        [self = shared_from_this()](const boost::system::error_code& error) {
            self->awaiting_ = false;
            if (!error && self->open_) self->readable();
        }
    );
}

void PlainSocket::readable() {
    if (is_idle()) {
        // Its end, or bytes that nobody asked for.
        close();
        return owner_.gone(*this);
    }
    boost::system::error_code error;
    const std::size_t bytes =
        socket_.read_some(boost::asio::buffer(tools_.chunk.data(), tools_.chunk.size()), error);
    if (bytes > 0) return received(bytes);
    if (would_block(error)) return await_bytes();
    closed_by_peer(error);
}

void PlainSocket::received(std::size_t bytes) {
    received_ += bytes;
    judge(reader_.take({tools_.chunk.data(), bytes}));
}

void PlainSocket::judge(ResponseReader::State state) {
    switch (state) {
        case ResponseReader::State::kMore:
            watch_pace();
            return await_bytes();
        case ResponseReader::State::kDone:
            return succeed();
        case ResponseReader::State::kBodyTooLong:
            return fail(body_too_long(*exchange_, tools_.options));
        case ResponseReader::State::kHeadersTooLong:
            return fail(headers_too_long(*exchange_, tools_.options));
        case ResponseReader::State::kBroken:
            return fail(connection_broke(*exchange_, reader_.problem()));
    }
}

void PlainSocket::closed_by_peer(const boost::system::error_code& error) {
    if (may_go_again()) {
        close();
        return owner_.again(*this);
    }
    if (error == boost::asio::error::eof && reader_.begun()) return judge(reader_.end());
    if (used_ && !reader_.begun()) return fail(stale_connection(*exchange_));
    fail(connection_broke(
        *exchange_,
        error == boost::asio::error::eof ? "it was closed before an answer came" : error.message()
    ));
}

// Only once, and only where the connection may have been closed before the request came.
bool PlainSocket::may_go_again() const {
    if (!used_ || reader_.begun() || exchange_->resent) return false;
    return sent_ == 0 || is_safe(exchange_->request.method);
}

// Not from the start: a participant may think as long as the attempt's timeout lets it.
void PlainSocket::watch_pace() {
    const Options& options = tools_.options;
    const std::chrono::seconds span(options.low_speed_seconds);
    if (next_look_ || std::chrono::milliseconds(exchange_->ticket.request.timeout.ms) <= span) {
        return;
    }
    received_before_ = received_;
    next_look_ = std::chrono::steady_clock::now() + span;
    tools_.watch.set(*this, std::min(*next_look_, exchange_->ticket.deadline));
}

void PlainSocket::on_deadline(TimePoint now) {
    if (exchange_ == nullptr) {
        close();
        return owner_.gone(*this);
    }
    if (now >= exchange_->ticket.deadline) return fail(not_complete_in_time(*exchange_));
    const long span = tools_.options.low_speed_seconds;
    const auto least = static_cast<std::size_t>(tools_.options.low_speed_bytes * span);
    if (received_ - received_before_ < least) return fail(too_slow(*exchange_));
    next_look_.reset();
    watch_pace();
}

void PlainSocket::succeed() {
    const bool stays = reader_.keeps_alive() && all_sent() && !send_broken_;
    Answer answer = reader_.take_answer();
    used_ = true;
    if (stays) {
        const std::chrono::seconds age(limits::kIdleSocketSecondsMax);
        tools_.watch.set(*this, std::chrono::steady_clock::now() + age);
        await_bytes();
    } else {
        close();
    }
    owner_.done(*this, std::move(answer));
}

void PlainSocket::fail(Breakage why) {
    why.status = reader_.status();
    close();
    owner_.done(*this, std::move(why));
}

Breakage PlainSocket::cut_off() {
    Breakage why = cut_off_by_stop(*exchange_);
    why.status = reader_.status();
    close();
    return why;
}

}  // namespace sagaflow::http
