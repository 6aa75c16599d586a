#include "connectors/http/curl_transport.hpp"

#include <boost/asio/post.hpp>

#include "engine/core/ensure.hpp"

namespace sagaflow::http {
namespace {

constexpr std::uint32_t kOpenTag = 1;
constexpr std::uint32_t kGuardedTag = 2;

}  // namespace

CurlTransport::CurlTransport(
    boost::asio::io_context& io, const Options& options, std::size_t sockets_max, Owner& owner
)
    : io_(io),
      options_(options),
      owner_(owner),
      open_(poller_, kOpenTag, static_cast<long>(sockets_max)),
      guarded_(poller_, kGuardedTag, static_cast<long>(sockets_max)),
      sockets_(io, poller_.descriptor()),
      timer_(io) {}

CurlTransport::~CurlTransport() {
    // The poller closes it.
    sockets_.release();
}

void CurlTransport::start(std::unique_ptr<Exchange> exchange) {
    std::unique_ptr<Transfer> transfer = idle_transfer();
    transfer->prepare(std::move(exchange));
    CURL* easy = transfer->easy();
    multi_of(*transfer).add(easy);
    flights_.emplace(easy, std::move(transfer));
    await_sockets();
    look_soon();
}

// libcurl begins with a transfer when its timer fires: once for all that start in this turn.
void CurlTransport::look_soon() {
    if (std::exchange(looks_soon_, true)) return;
    boost::asio::post(io_, [this] {
        looks_soon_ = false;
        look();
    });
}

void CurlTransport::await_sockets() {
    if (std::exchange(awaiting_, true)) return;
    sockets_.async_wait(
        boost::asio::posix::stream_descriptor::wait_read,
        [this](const boost::system::error_code& error) {
            if (error) return;
            awaiting_ = false;
            poller_.poll([this](std::uint32_t tag, int socket, std::uint32_t events) {
                (tag == kOpenTag ? open_ : guarded_).socket_ready(socket, events);
            });
            await_sockets();
            look();
        }
    );
}

void CurlTransport::look() {
    for (CurlMulti* multi : {&open_, &guarded_}) {
        multi->fire_timer(std::chrono::steady_clock::now());
        multi->collect([this](CURL* easy, CURLcode code) { finish(easy, code); });
    }
    arm_timer();
}

void CurlTransport::arm_timer() {
    std::optional<TimePoint> next = open_.timer();
    if (!next || (guarded_.timer() && *guarded_.timer() < *next)) next = guarded_.timer();
    // When it fires too early, it is armed anew.
    if (!next || (armed_for_ && *armed_for_ <= *next)) return;
    armed_for_ = next;
    timer_.expires_at(*next);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        armed_for_.reset();
        look();
    });
}

void CurlTransport::finish(CURL* easy, CURLcode code) {
    const auto found = flights_.find(easy);
    ENSURE(found != flights_.end(), "a finished transfer is in flight");
    std::unique_ptr<Transfer> transfer = std::move(found->second);
    flights_.erase(found);
    Ending ending = transfer->finish(code);
    std::unique_ptr<Exchange> exchange = transfer->take_exchange();
    if (idle_.size() < limits::kIdleTransfersMax) idle_.push_back(std::move(transfer));
    owner_.ended(std::move(exchange), std::move(ending));
}

void CurlTransport::cut_off() {
    const auto flights = std::exchange(flights_, {});
    for (const auto& [easy, transfer] : flights) {
        Breakage broken = transfer->cut_off();
        multi_of(*transfer).remove(easy);
        owner_.ended(transfer->take_exchange(), std::move(broken));
    }
}

CurlMulti& CurlTransport::multi_of(const Transfer& transfer) {
    return transfer.guarded() ? guarded_ : open_;
}

std::unique_ptr<Transfer> CurlTransport::idle_transfer() {
    if (idle_.empty()) return std::make_unique<Transfer>(options_);
    std::unique_ptr<Transfer> transfer = std::move(idle_.back());
    idle_.pop_back();
    return transfer;
}

}  // namespace sagaflow::http
