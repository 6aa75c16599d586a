#include "api/forwarding.hpp"

namespace sagaflow::api {
namespace {

// A forwarded request may itself wait (?wait=): the owner keeps the time, this is only the net.
constexpr std::int64_t kForwardGraceMs = 2'000;
constexpr std::size_t kClientBytesMax = 100;  // an address

Response not_owner(const Call& call, std::string detail) {
    Problem problem;
    problem.kind = ProblemKind::kNotOwner;
    problem.detail = std::move(detail);
    problem.retry_after_s = 1;
    return call.refuse(problem);
}

}  // namespace

std::string client_of(const Request& request) {
    const std::string* client = request.header(kClientHeader);
    const bool forwarded = request.header(kForwardedHeader) != nullptr;
    return forwarded && client != nullptr ? client->substr(0, kClientBytesMax)
                                          : request.remote_address;
}

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
    Request sent = request;
    std::erase_if(sent.headers, [](const NameValue& header) {
        return header.name == kClientHeader;
    });
    sent.headers.push_back({std::string(kClientHeader), call.request.remote_address});
    auto answer = call.context.forwarder->forward(owner_address, sent, deadline_ms);
    if (answer.ok()) return std::move(*answer);
    call.context.logger.write(
        LogLevel::kWarning,
        "a request could not be forwarded",
        {{"owner", std::string_view(owner_address)},
         {"error", std::string_view(answer.error().message)}}
    );
    return not_owner(call, "The node that owns this instance does not answer; ask again");
}

}  // namespace sagaflow::api
