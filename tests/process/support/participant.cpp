#include "tests/process/support/participant.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

namespace sagaflow::testing {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

std::string text_of(boost::beast::string_view view) { return {view.data(), view.size()}; }

// Keys are safe in a URL but for what clients escape.
std::string unescape(const std::string& text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            plain += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else {
            plain += text[i];
        }
    }
    return plain;
}

Call call_of(const Request& request) {
    Call call;
    const std::string target = text_of(request.target());
    const std::string path = target.substr(0, target.find('?'));
    const auto slash = path.find('/', 1);
    const std::string purpose = path.substr(1, slash - 1);
    call.step = path.substr(slash + 1);
    call.instance = text_of(request["Sagaflow-Instance"]);
    call.key = text_of(request["Idempotency-Key"]);
    call.attempt = std::atoi(text_of(request["Sagaflow-Attempt"]).c_str());
    call.body = request.body();
    const auto body = nlohmann::json::parse(call.body, nullptr, false);
    if (purpose == "do") {
        call.effect_key = call.key;
        call.declined = body.is_object() && body.value("decline", "") == call.step;
    } else if (purpose == "undo") {
        call.purpose = CallPurpose::kUndo;
        call.effect_key = body.is_object() ? body.value("forKey", "") : "";
    } else {
        call.purpose = CallPurpose::kProbe;
        call.effect_key = unescape(target.substr(target.find("key=") + 4));
    }
    return call;
}

Response response_of(unsigned status, std::string body) {
    Response response{http::int_to_status(status), 11};
    response.set(http::field::content_type, "application/json");
    response.body() = std::move(body);
    response.prepare_payload();
    return response;
}

}  // namespace

struct Participant::Parts {
    class Connection;

    asio::io_context io{1};
    tcp::acceptor acceptor{io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
    std::thread thread;

    mutable std::mutex mutex;
    mutable std::condition_variable changed;
    Ledger ledger;
    Conduct conduct;
    std::vector<std::function<void()>> held;

    void accept();
    // Does what the call asks for and says what to answer.
    Response carry_out(const Call& call);
};

Response Participant::Parts::carry_out(const Call& call) {
    switch (call.purpose) {
        case CallPurpose::kDo:
            if (call.declined) return response_of(409, R"({"error": "declined"})");
            ledger.apply(call);
            return response_of(200, nlohmann::json{{"id", call.key}}.dump());
        case CallPurpose::kUndo:
            ledger.undo(call);
            return response_of(200, "{}");
        case CallPurpose::kProbe: {
            auto items = nlohmann::json::array();
            if (ledger.stands(call.effect_key)) items.push_back(call.effect_key);
            return response_of(200, nlohmann::json{{"items", items}}.dump());
        }
    }
    return response_of(500, "");
}

class Participant::Parts::Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(Parts& parts, tcp::socket socket) : parts_(parts), socket_(std::move(socket)) {}

    void read() {
        request_ = {};
        http::async_read(
            socket_,
            buffer_,
            request_,
            [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                if (!error) self->serve();
            }
        );
    }

private:
    void serve() {
        const std::scoped_lock lock(parts_.mutex);
        const Call call = parts_.ledger.record(call_of(request_));
        switch (parts_.conduct ? parts_.conduct(call) : Treatment::kAnswer) {
            case Treatment::kAnswer:
                answer(parts_.carry_out(call));
                break;
            case Treatment::kBusy:
                answer(response_of(503, ""));
                break;
            case Treatment::kApplyThenHold:
                parts_.held.push_back([self = shared_from_this(),
                                       response = parts_.carry_out(call)] {
                    self->answer(response);
                });
                break;
            case Treatment::kHoldThenApply:
                parts_.held.push_back([self = shared_from_this(), call] {
                    self->answer(self->parts_.carry_out(call));
                });
                break;
        }
        parts_.changed.notify_all();
    }

    void answer(Response response) {
        response_ = std::move(response);
        http::async_write(
            socket_,
            response_,
            [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                if (!error) self->read();
            }
        );
    }

    Parts& parts_;
    tcp::socket socket_;
    boost::beast::flat_buffer buffer_;
    Request request_;
    Response response_;
};

void Participant::Parts::accept() {
    acceptor.async_accept([this](boost::system::error_code error, tcp::socket socket) {
        if (error) return;
        std::make_shared<Connection>(*this, std::move(socket))->read();
        accept();
    });
}

Participant::Participant() : parts_(std::make_unique<Parts>()) {
    parts_->accept();
    parts_->thread = std::thread([parts = parts_.get()] { parts->io.run(); });
}

Participant::~Participant() {
    parts_->io.stop();
    parts_->thread.join();
    parts_->held.clear();
}

std::string Participant::base_url() const {
    return "http://127.0.0.1:" + std::to_string(parts_->acceptor.local_endpoint().port());
}

void Participant::conduct(Conduct conduct) {
    const std::scoped_lock lock(parts_->mutex);
    parts_->conduct = std::move(conduct);
}

void Participant::release(Conduct next) {
    conduct(std::move(next));
    asio::post(parts_->io, [parts = parts_.get()] {
        const std::scoped_lock lock(parts->mutex);
        for (const auto& answer : std::exchange(parts->held, {})) answer();
        parts->changed.notify_all();
    });
}

bool Participant::wait_until_none_held(std::chrono::milliseconds limit) const {
    std::unique_lock lock(parts_->mutex);
    return parts_->changed.wait_for(lock, limit, [&] { return parts_->held.empty(); });
}

Ledger Participant::ledger() const {
    const std::scoped_lock lock(parts_->mutex);
    return parts_->ledger;
}

bool Participant::wait_until_held(std::size_t count, std::chrono::milliseconds limit) const {
    std::unique_lock lock(parts_->mutex);
    return parts_->changed.wait_for(lock, limit, [&] { return parts_->held.size() >= count; });
}

}  // namespace sagaflow::testing
