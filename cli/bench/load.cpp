#include "cli/bench/load.hpp"

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace sagaflow::bench {

using boost::asio::ip::tcp;
using boost::system::error_code;

// One connection with at most one job.
class Load::Lane {
public:
    explicit Lane(Load& load) : load_(load), socket_(load.io_), pause_(load.io_) {}

    void run(Job job) {
        job_ = std::move(job);
        send(job_.request);
    }

private:
    bool connect() {
        if (std::chrono::steady_clock::now() - used_ > load_.plan_.renew_after) drop();
        if (socket_.is_open()) return true;
        error_code error;
        const tcp::endpoint server(boost::asio::ip::address_v4::loopback(), load_.plan_.port);
        socket_.connect(server, error);
        if (!error) socket_.set_option(tcp::no_delay(true), error);
        if (error) drop();
        return !error;
    }

    void drop() {
        error_code ignored;
        socket_.close(ignored);
        input_.clear();
    }

    // Requests are far smaller than a socket's buffer: writing does not wait.
    void send(const std::string& request) {
        if (!connect()) return later({0, "no connection"});
        error_code error;
        boost::asio::write(socket_, boost::asio::buffer(request), error);
        if (error) {
            drop();
            return later({0, "the connection broke while sending"});
        }
        receive();
    }

    // From a turn of its own: an endless row of refusals must not grow the stack.
    void later(Reply reply) {
        boost::asio::post(load_.io_, [this, reply] { finish(reply); });
    }

    void receive() {
        socket_.async_wait(tcp::socket::wait_read, [this](const error_code& waited) {
            error_code error = waited;
            std::array<char, 16 * 1024> chunk{};
            const std::size_t got =
                error ? 0 : socket_.read_some(boost::asio::buffer(chunk), error);
            if (error) {
                drop();
                finish({0, "the connection broke before the answer"});
                return;
            }
            input_.append(chunk.data(), got);
            take_answer();
        });
    }

    void take_answer() {
        const auto message = read_message(input_);
        if (!message.ok()) {
            drop();
            finish({0, "an answer that cannot be understood"});
            return;
        }
        if (!*message) return receive();
        const bool closes = header_value((*message)->headers, "connection") == "close";
        const int status = status_of((*message)->start_line);
        const std::string body((*message)->body);
        if (closes) drop();
        input_.clear();
        finish({status, body});
    }

    void finish(const Reply& reply) {
        used_ = std::chrono::steady_clock::now();
        auto further = load_.plan_.answered(job_, reply);
        if (!further) return load_.take(*this);
        follow_up_ = std::move(further->request);
        pause_.expires_after(further->pause);
        pause_.async_wait([this](const error_code& error) {
            if (!error) send(follow_up_);
        });
    }

    Load& load_;
    tcp::socket socket_;
    boost::asio::steady_timer pause_;
    Job job_;
    std::string follow_up_;
    std::string input_;
    SteadyTime used_;  // when its last answer came
};

Load::Load(boost::asio::io_context& io, LoadPlan plan)
    : io_(io), plan_(std::move(plan)), clock_(io) {
    for (int i = 0; i < plan_.connections; ++i) lanes_.push_back(std::make_unique<Lane>(*this));
}

Load::~Load() = default;

void Load::start() {
    begun_ = std::chrono::steady_clock::now();
    busy_ = lanes_.size();
    if (plan_.rate > 0) schedule();
    for (const auto& lane : lanes_) take(*lane);
}

void Load::take(Lane& lane) {
    Job job;
    if (next_job(job))
        lane.run(std::move(job));
    else
        rest(lane);
}

void Load::rest(Lane& lane) {
    --busy_;
    if (plan_.rate > 0) idle_.push_back(&lane);
    if (busy_ == 0 && exhausted_ && plan_.finished) plan_.finished();
}

bool Load::next_job(Job& job) {
    if (plan_.rate > 0) {
        if (backlog_.empty()) return false;
        job = std::move(backlog_.front());
        backlog_.pop_front();
        return true;
    }
    job.due = std::chrono::steady_clock::now();
    if (!exhausted_) exhausted_ = !plan_.next(job);
    return !exhausted_;
}

void Load::schedule() {
    const auto offset = std::chrono::duration<double>(static_cast<double>(arrivals_) / plan_.rate);
    clock_.expires_at(
        begun_ + std::chrono::duration_cast<std::chrono::steady_clock::duration>(offset)
    );
    clock_.async_wait([this](const error_code& error) {
        if (!error) arrive();
    });
}

void Load::arrive() {
    Job job;
    job.due = clock_.expiry();
    if (!plan_.next(job)) {
        exhausted_ = true;
        if (busy_ == 0 && plan_.finished) plan_.finished();
        return;
    }
    ++arrivals_;
    schedule();
    if (idle_.empty()) {
        backlog_.push_back(std::move(job));
        return;
    }
    Lane* lane = idle_.back();
    idle_.pop_back();
    ++busy_;
    lane->run(std::move(job));
}

}  // namespace sagaflow::bench
