#include "connectors/http/plain/name_lookup.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "engine/core/limits.hpp"

namespace sagaflow::http {
namespace {

namespace ip = boost::asio::ip;

std::optional<NameLookup::Addresses> known_address(const std::string& host) {
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    boost::system::error_code error;
    const ip::address address =
        ip::make_address(bracketed ? host.substr(1, host.size() - 2) : host, error);
    if (!error) return NameLookup::Addresses{address};
    std::string_view name = host;
    if (name.ends_with('.')) name.remove_suffix(1);
    // RFC 6761: these names are this machine, whatever a server of names says.
    if (name == "localhost" || name.ends_with(".localhost")) {
        return NameLookup::Addresses{ip::address_v6::loopback(), ip::address_v4::loopback()};
    }
    return std::nullopt;
}

}  // namespace

// Where a look-up delivers to, as long as somebody is there.
struct NameLookup::Home {
    std::mutex mutex;
    NameLookup* owner = nullptr;            // guarded by mutex
    boost::asio::io_context* io = nullptr;  // guarded by mutex

    static void deliver(
        const std::shared_ptr<Home>& home, const std::string& host, Result<Addresses> result
    ) {
        const std::lock_guard lock(home->mutex);
        if (home->io == nullptr) return;
        boost::asio::post(*home->io, [home, host, result = std::move(result)] {
            // On the owner's thread, which alone sets it to null.
            if (home->owner != nullptr) home->owner->found(host, result);
        });
    }
};

NameLookup::NameLookup(boost::asio::io_context& io, System system)
    : home_(std::make_shared<Home>()), system_(std::move(system)) {
    home_->owner = this;
    home_->io = &io;
}

NameLookup::~NameLookup() {
    const std::lock_guard lock(home_->mutex);
    home_->owner = nullptr;
    home_->io = nullptr;
}

void NameLookup::find(const std::string& host, Done done) {
    if (auto address = known_address(host)) return done(std::move(*address));
    const auto kept = kept_.find(host);
    if (kept != kept_.end() && std::chrono::steady_clock::now() < kept->second.until) {
        return done(kept->second.addresses);
    }
    std::vector<Done>& asking = asked_[host];
    asking.push_back(std::move(done));
    if (asking.size() > 1) return;
    waiting_.push_back(host);
    start_next();
}

void NameLookup::start_next() {
    if (waiting_.empty() || running_ >= limits::kNameLookupsMax) return;
    const std::string host = std::move(waiting_.front());
    waiting_.pop_front();
    ++running_;
    try {
        std::thread([home = home_, system = system_, host] {
            Home::deliver(home, host, system(host));
        }).detach();
    } catch (const std::system_error& error) {
        Home::deliver(home_, host, Error{ErrorCode::kUnavailable, error.what()});
    }
}

void NameLookup::found(const std::string& host, const Result<Addresses>& result) {
    --running_;
    if (result) keep(host, *result);
    const auto asked = asked_.extract(host);
    start_next();
    for (const Done& done : asked.mapped()) done(result);
}

void NameLookup::keep(const std::string& host, const Addresses& addresses) {
    const auto now = std::chrono::steady_clock::now();
    if (kept_.size() >= limits::kNamesKeptMax) {
        std::erase_if(kept_, [&](const auto& entry) { return entry.second.until <= now; });
        if (kept_.size() >= limits::kNamesKeptMax) kept_.clear();
    }
    kept_[host] = {addresses, now + std::chrono::seconds(limits::kNameKeptSeconds)};
}

Result<NameLookup::Addresses> NameLookup::ask_system(const std::string& host) {
    boost::asio::io_context io;
    boost::system::error_code error;
    const auto found = ip::tcp::resolver(io).resolve(host, "", error);
    if (error) return Error{ErrorCode::kUnavailable, error.message()};
    Addresses addresses;
    for (const auto& entry : found) addresses.push_back(entry.endpoint().address());
    return addresses;
}

}  // namespace sagaflow::http
