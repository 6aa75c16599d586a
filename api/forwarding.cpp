#include "api/forwarding.hpp"

namespace sagaflow::api {
namespace {

// A forwarded request may itself wait (?wait=): the owner keeps the time, this is only the net.
constexpr std::int64_t kForwardGraceMs = 2'000;

Response not_owner(const Call& call, std::string detail) {
    Problem problem;
    problem.kind = ProblemKind::kNotOwner;
    problem.detail = std::move(detail);
    problem.retry_after_s = 1;
    return call.refuse(problem);
}

}  // namespace

Response forward_to(Call& call, const std::string& owner_address) {
    return forward_to(call, owner_address, call.request);
}

Response forward_to(Call& call, const std::string& owner_address, const Request& request) {
    if (call.request.header(kForwardedHeader) != nullptr) {
        return not_owner(call, "The instance is moving to another node; ask again");
    }
    if (owner_address.empty() || call.context.forwarder == nullptr) {
        return not_owner(call, "No node owns this instance right now; ask again");
    }
    const std::int64_t deadline_ms =
        call.context.settings.request_deadline_ms + limits::kStartWaitMsMax + kForwardGraceMs;
    auto answer = call.context.forwarder->forward(owner_address, request, deadline_ms);
    if (answer.ok()) return std::move(*answer);
    call.context.logger.write(
        LogLevel::kWarning, "a request could not be forwarded",
        {{"owner", std::string_view(owner_address)},
         {"error", std::string_view(answer.error().message)}}
    );
    return not_owner(call, "The node that owns this instance does not answer; ask again");
}

}  // namespace sagaflow::api
