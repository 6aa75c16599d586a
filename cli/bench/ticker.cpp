#include "cli/bench/ticker.hpp"

namespace sagaflow::bench {

void Ticker::start() {
    if (stopped_) return;
    timer_.expires_after(pause_);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error || stopped_) return;
        tick_();
        start();
    });
}

void Ticker::stop() {
    stopped_ = true;
    timer_.cancel();
}

}  // namespace sagaflow::bench
