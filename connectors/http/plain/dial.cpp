#include "connectors/http/plain/dial.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <charconv>

#include "connectors/http/breakages.hpp"
#include "connectors/http/private_address.hpp"

namespace sagaflow::http {
namespace {

namespace ip = boost::asio::ip;

constexpr std::chrono::milliseconds kPatienceWithOneAddress{250};

std::uint16_t port_number(const std::string& text) {
    std::uint16_t port = 0;
    std::from_chars(text.data(), text.data() + text.size(), port);
    return port;
}

// The families take turns, so that a broken one costs one try; reversed, for pop_back().
std::vector<ip::address> in_turns(const std::vector<ip::address>& addresses) {
    std::vector<ip::address> sorted;
    const bool six_first = !addresses.empty() && addresses.front().is_v6();
    std::vector<ip::address> first;
    std::vector<ip::address> second;
    for (const ip::address& address : addresses) {
        (address.is_v6() == six_first ? first : second).push_back(address);
    }
    for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
        if (i < first.size()) sorted.push_back(first[i]);
        if (i < second.size()) sorted.push_back(second[i]);
    }
    std::reverse(sorted.begin(), sorted.end());
    return sorted;
}

}  // namespace

void Dial::start() {
    const Duration connect = tools_.options.connect_timeout;
    const TimePoint connected_by =
        std::chrono::steady_clock::now() + std::chrono::milliseconds(connect.ms);
    tools_.watch.set(*this, std::min(connected_by, exchange_->ticket.deadline));
    tools_.names.find(
        exchange_->request.origin.host,
        [self = shared_from_this()](const Result<NameLookup::Addresses>& found) {
            self->looked_up(found);
        }
    );
}

void Dial::abandon() {
    owner_ = nullptr;
    tools_.watch.leave(*this);
    next_try_.cancel();
    for (auto& socket : trying_) {
        boost::system::error_code ignored;
        socket->close(ignored);
    }
}

void Dial::looked_up(const Result<NameLookup::Addresses>& found) {
    if (owner_ == nullptr) return;
    const std::string& host = exchange_->request.origin.host;
    if (!found) {
        return fail(connection_broke(
            *exchange_, "Could not resolve host: " + host + " (" + found.error().message + ")"
        ));
    }
    choose(*found);
    if (addresses_.empty() && !refused_address_.empty()) {
        return fail(private_address_refused(*exchange_, refused_address_));
    }
    problem_ = "Could not resolve host: " + host;
    try_next();
}

void Dial::choose(const NameLookup::Addresses& found) {
    addresses_ = in_turns(found);
    if (!exchange_->request.guarded) return;
    std::erase_if(addresses_, [this](const ip::address& address) {
        const ip::tcp::endpoint endpoint(address, 0);
        if (!is_private_address(*endpoint.data())) return false;
        refused_address_ = address_text(*endpoint.data());
        return true;
    });
}

void Dial::try_next() {
    while (owner_ != nullptr && !addresses_.empty()) {
        const ip::address address = addresses_.back();
        addresses_.pop_back();
        const std::size_t before = under_way_;
        try_address(address);
        if (under_way_ > before) return try_another_soon();
    }
    if (owner_ == nullptr || under_way_ > 0) return;
    fail(
        refused_address_.empty() ? connection_broke(*exchange_, problem_)
                                 : private_address_refused(*exchange_, refused_address_)
    );
}

void Dial::try_address(const ip::address& address) {
    const ip::tcp::endpoint endpoint(address, port_number(exchange_->request.origin.port));
    const int family = address.is_v6() ? AF_INET6 : AF_INET;
    // Asio would let a child process inherit it.
    const int descriptor = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    boost::system::error_code error(descriptor < 0 ? errno : 0, boost::system::system_category());
    auto made = std::make_unique<Socket>(tools_.io);
    if (!error) made->assign(endpoint.protocol(), descriptor, error);
    if (error) {
        problem_ = "Could not open a socket: " + error.message();
        return;
    }
    Socket& socket = *made;
    trying_.push_back(std::move(made));
    ++under_way_;
    socket.async_connect(
        endpoint,
        [self = shared_from_this(), &socket](const boost::system::error_code& failed) {
            self->tried(socket, failed);
        }
    );
}

void Dial::tried(Socket& socket, const boost::system::error_code& error) {
    --under_way_;
    if (owner_ == nullptr) return;
    if (error) {
        const Origin& origin = exchange_->request.origin;
        problem_ =
            "Failed to connect to " + origin.host + " port " + origin.port + ": " + error.message();
        return try_next();
    }
    boost::system::error_code failed;
    socket.set_option(ip::tcp::no_delay(true), failed);
    if (!failed) socket.non_blocking(true, failed);
    if (failed) {
        problem_ = failed.message();
        return try_next();
    }
    Owner& owner = *owner_;
    Socket winner = std::move(socket);
    abandon();
    owner.connected(*this, std::move(winner));
}

void Dial::try_another_soon() {
    if (addresses_.empty()) return;
    next_try_.expires_after(kPatienceWithOneAddress);
    next_try_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
        if (!error) self->try_next();
    });
}

void Dial::fail(const Breakage& why) {
    Owner& owner = *owner_;
    abandon();
    owner.not_connected(*this, why);
}

void Dial::on_deadline(TimePoint) { fail(not_connected_in_time(*exchange_, tools_.options)); }

}  // namespace sagaflow::http
