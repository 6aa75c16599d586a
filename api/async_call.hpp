// A request that is answered later: its handler returns before the answer is known, so that a
// request which waits for the engine costs no thread.
//
// Shared by whoever may answer it (the engine's reply, a deadline); the first answer counts, later
// ones are dropped. An answer is made on a thread of the server, so that the engine's thread only
// hands it over.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/deadlines.hpp"
#include "api/route.hpp"

namespace sagaflow::api {

// Where the answers go: the server, or a thread that waits for one. Called once, from any thread.
class AnswerSink {
public:
    using Make = std::function<Response()>;

    virtual ~AnswerSink() = default;
    // `make` must not block.
    virtual void give(Make make) = 0;
    // For an answer that asks the database or another node.
    virtual void give_blocking(Make make) = 0;
};

class AsyncCall : public std::enable_shared_from_this<AsyncCall> {
public:
    using Make = AnswerSink::Make;
    // Rounds an answer off: trace header, figures, log.
    using Finish = std::function<void(const Request&, Response&)>;

    AsyncCall(
        Call call,
        std::shared_ptr<const Request> request,
        std::shared_ptr<AnswerSink> sink,
        Finish finish
    );

    Call& call() { return call_; }
    // At this time `late` is the answer, unless another one was given before.
    void expect_before(Deadlines& deadlines, Deadlines::Time time, Problem late);

    void answer(Make make);
    void answer_blocking(Make make);
    void refuse(const Problem& problem) {
        answer([call = call_, problem] { return call.refuse(problem); });
    }

private:
    bool claim();
    void expire(const Problem& late);
    Make finished(Make make);

    std::shared_ptr<const Request> request_;
    Call call_;
    Finish finish_;
    std::shared_ptr<AnswerSink> sink_;
    std::atomic<bool> answered_{false};
    Deadlines* deadlines_ = nullptr;
    std::optional<Deadlines::Ticket> ticket_;
};
using AsyncCallPtr = std::shared_ptr<AsyncCall>;

}  // namespace sagaflow::api
