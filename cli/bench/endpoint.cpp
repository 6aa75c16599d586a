#include "cli/bench/endpoint.hpp"

#include <pthread.h>
#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <ctime>
#include <thread>
#include <vector>

#include "cli/bench/wire.hpp"

namespace sagaflow::bench {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

std::string response_text(const EndpointAnswer& answer) {
    std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " .\r\n";
    text += "Content-Type: application/json\r\nContent-Length: ";
    return text + std::to_string(answer.body.size()) + "\r\n\r\n" + answer.body;
}

}  // namespace

struct Endpoint::Parts {
    // One caller's connection. Shared: by the operation under way and by the list of held answers.
    struct Session : std::enable_shared_from_this<Session> {
        Session(Parts& owner, tcp::socket connection)
            : parts(owner), socket(std::move(connection)) {}

        void read() {
            socket.async_wait(
                tcp::socket::wait_read,
                [this, self = shared_from_this()](error_code error) {
                    std::array<char, 16 * 1024> chunk{};
                    const std::size_t got =
                        error ? 0 : socket.read_some(boost::asio::buffer(chunk), error);
                    if (error) return;  // the caller went away
                    input.append(chunk.data(), got);
                    serve();
                }
            );
        }

        void serve() {
            const auto message = read_message(input);
            if (!message.ok()) return;
            if (!*message) return read();
            const WireMessage& request = **message;
            output = response_text(parts.answer(
                {target_of(request.start_line),
                 request.body,
                 header_value(request.headers, "idempotency-key")}
            ));
            input.erase(0, request.bytes);
            if (!parts.holding) return reply();
            parts.waiting.push_back(shared_from_this());
            parts.held.store(parts.waiting.size());
        }

        void reply() {
            error_code error;
            boost::asio::write(socket, boost::asio::buffer(output), error);
            if (!error) read();
        }

        Parts& parts;
        tcp::socket socket;
        std::string input;
        std::string output;
    };

    explicit Parts(Answer function) : answer(std::move(function)), acceptor(io) {}

    void accept() {
        acceptor.async_accept([this](const error_code& error, tcp::socket socket) {
            if (error) return;
            error_code ignored;
            socket.set_option(tcp::no_delay(true), ignored);
            std::make_shared<Session>(*this, std::move(socket))->read();
            accept();
        });
    }

    Answer answer;
    boost::asio::io_context io{1};
    tcp::acceptor acceptor;
    std::thread thread;
    bool holding = false;  // the endpoint's thread only, like the next
    std::vector<std::shared_ptr<Session>> waiting;
    std::atomic<std::size_t> held{0};
};

Endpoint::Endpoint(Answer answer) : parts_(std::make_unique<Parts>(std::move(answer))) {}

Endpoint::~Endpoint() { stop(); }

Status Endpoint::start() {
    error_code error;
    tcp::acceptor& acceptor = parts_->acceptor;
    acceptor.open(tcp::v4(), error);
    if (!error) acceptor.bind({boost::asio::ip::address_v4::loopback(), 0}, error);
    if (!error) acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
    if (error) {
        return Error{
            ErrorCode::kUnavailable,
            "Expected to open a port for the endpoint, but the system refused: " + error.message()};
    }
    parts_->accept();
    parts_->thread = std::thread([this] { parts_->io.run(); });
    return ok_status();
}

void Endpoint::stop() {
    if (!parts_->thread.joinable()) return;
    parts_->io.stop();
    parts_->thread.join();
}

std::uint16_t Endpoint::port() const { return parts_->acceptor.local_endpoint().port(); }

void Endpoint::hold() {
    boost::asio::post(parts_->io, [this] { parts_->holding = true; });
}

void Endpoint::release() {
    boost::asio::post(parts_->io, [this] {
        parts_->holding = false;
        for (const auto& session : std::exchange(parts_->waiting, {})) session->reply();
        parts_->held.store(0);
    });
}

std::size_t Endpoint::held() const { return parts_->held.load(); }

double Endpoint::cpu_seconds() const {
    if (!parts_->thread.joinable()) return 0;
    clockid_t clock{};
    timespec used{};
    if (pthread_getcpuclockid(parts_->thread.native_handle(), &clock) != 0) return 0;
    if (clock_gettime(clock, &used) != 0) return 0;
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

}  // namespace sagaflow::bench
