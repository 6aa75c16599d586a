#include "api/async_call.hpp"

namespace sagaflow::api {

AsyncCall::AsyncCall(
    Call call,
    std::shared_ptr<const Request> request,
    std::shared_ptr<AnswerSink> sink,
    Finish finish
)
    : request_(std::move(request)),
      call_(std::move(call)),
      finish_(std::move(finish)),
      sink_(std::move(sink)) {}

void AsyncCall::expect_before(Deadlines& deadlines, Deadlines::Time time, Problem late) {
    deadlines_ = &deadlines;
    ticket_ = deadlines.add(time, [call = shared_from_this(), late = std::move(late)] {
        call->expire(late);
    });
}

bool AsyncCall::claim() {
    if (answered_.exchange(true)) return false;
    if (ticket_) deadlines_->cancel(*ticket_);
    return true;
}

// The deadline's thread: the ticket is used up, and is not looked at.
void AsyncCall::expire(const Problem& late) {
    if (answered_.exchange(true)) return;
    sink_->give(finished([call = call_, late] { return call.refuse(late); }));
}

AsyncCall::Make AsyncCall::finished(Make make) {
    return [call = shared_from_this(), make = std::move(make)] {
        Response response;
        try {
            response = make();
        } catch (const std::exception& error) {
            response = call->call_.refuse_bug(error);
        }
        call->finish_(*call->request_, response);
        return response;
    };
}

void AsyncCall::answer(Make make) {
    if (claim()) sink_->give(finished(std::move(make)));
}

void AsyncCall::answer_blocking(Make make) {
    if (claim()) sink_->give_blocking(finished(std::move(make)));
}

}  // namespace sagaflow::api
