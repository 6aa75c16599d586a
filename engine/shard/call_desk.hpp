// Calls to the outside: sent after their commit, brought back as inputs. Engine thread only; the
// connectors answer from theirs.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include "connectors/connector.hpp"
#include "engine/shard/core.hpp"

namespace sagaflow {

class CallDesk {
public:
    CallDesk(Core& core, std::map<std::string, Connector*> connectors)
        : core_(core), connectors_(std::move(connectors)) {}

    void send(const Resident& resident, kernel::CallEffect effect);
    // Why the connector would refuse this call before anything is sent; empty: it would not.
    std::string objection(const std::string& connector, const CallRequest& request) const;
    // Every call that the state waits for is out from this process.
    bool knows_calls_of(const InstanceState& state) const;
    std::size_t in_flight() const { return in_flight_; }
    bool any_out_of(const std::vector<ShardId>& shards) const;
    // Attempts by call kind and outcome, for metrics.
    const std::map<std::pair<std::string, std::string>, std::uint64_t>& attempts() const {
        return attempts_;
    }

private:
    struct Token {
        kernel::StepRef step;
        CallKind kind = CallKind::kDo;
        bool undo = false;
        int attempt = 0;
        bool operator==(const Token&) const = default;
    };

    // An answer on its way to its instance: as large as its body, so it is shared, never copied.
    struct Answer {
        InstanceId id;
        Token token;
        kernel::Input input;
    };

    void returned(InstanceId id, kernel::CallReturned answer);
    void deliver(std::shared_ptr<const Answer> answer);
    void forget(InstanceId id, const Token& token);
    bool is_out(InstanceId id, const Token& token) const;

    Core& core_;
    std::map<std::string, Connector*> connectors_;
    std::unordered_map<InstanceId, std::vector<Token>> out_;
    std::map<std::pair<std::string, std::string>, std::uint64_t> attempts_;
    std::size_t in_flight_ = 0;
};

}  // namespace sagaflow
