#include "cli/bench/interrupt.hpp"

#include <unistd.h>

#include <csignal>

namespace sagaflow::bench {
namespace {

constexpr int kExitInterrupted = 130;

}  // namespace

Interrupt::Interrupt(std::function<void()> told)
    : told_(std::move(told)), signals_(io_, SIGINT, SIGTERM) {
    wait();
    thread_ = std::thread([this] { io_.run(); });
}

Interrupt::~Interrupt() {
    io_.stop();
    thread_.join();
}

void Interrupt::wait() {
    signals_.async_wait([this](const boost::system::error_code& error, int) {
        if (error) return;
        if (came_.exchange(true)) _exit(kExitInterrupted);
        told_();
        wait();
    });
}

}  // namespace sagaflow::bench
