// Starting instances: at most one for each business key and each Idempotency-Key. Engine thread
// only.
#pragma once

#include <deque>
#include <map>

#include "engine/shard/core.hpp"
#include "engine/shard/engine.hpp"

namespace sagaflow {

class StartDesk {
public:
    StartDesk(Core& core, store::Store& store, Ownership& ownership)
        : core_(core), store_(store), ownership_(ownership) {}

    // What was decided before, on the caller's thread: the definition and the key.
    struct Request {
        StartInstance command;
        dsl::ProgramPtr program;
        std::optional<std::string> key;
        std::string restart_of;
        std::string actor;  // of a restart
        std::string reason;
        std::optional<InstanceId> id;  // kept when the start is tried again
        int tries = 0;
    };
    using Reply = Engine::Reply<Started>;

    void start(Request request, Reply reply);
    std::uint64_t started() const { return started_; }

private:
    struct Waiting {
        Request request;
        Reply reply;
    };

    std::vector<store::StartKey> keys_of(const Request& request) const;
    std::optional<ShardId> shard_for(const Request& request);
    void look_up();
    void looked_up(
        std::deque<Waiting> asked,
        std::vector<store::StartKey> keys,
        Result<std::vector<std::optional<store::StartKeyRow>>> answer
    );
    // The instance that holds one of the keys: committed, or in a batch.
    std::optional<store::StartKeyRow> holder_of(
        const Request& request, const std::map<store::StartKey, store::StartKeyRow>& stored
    ) const;
    void answer_with_holder(Waiting waiting, const store::StartKeyRow& holder);
    bool is_claimed_by_another_body(const Request& request) const;
    // The request is to find the instance that it is answered with. The key that this claims in the
    // batch being built; none: it has one already, or nothing of the kind was asked.
    std::optional<store::StartKey> remember_answer(const Request& request, InstanceId holder);
    void create(Waiting waiting);
    // After a failure that says nothing against the start itself.
    void start_again(Waiting waiting);
    void read_back(const std::shared_ptr<Waiting>& waiting);
    void decided(Waiting waiting, const store::CommitOutcome& outcome, Started started);
    void settle_claim(const store::StartKey& key, bool committed);
    void settle_claims(const Request& request, bool committed);

    Core& core_;
    store::Store& store_;
    Ownership& ownership_;
    std::deque<Waiting> queue_;
    bool lookup_under_way_ = false;
    // Claims that a reading may not show yet: not committed, or committed after it began.
    std::map<store::StartKey, store::StartKeyRow> claims_;
    std::vector<store::StartKey> settled_;  // to be forgotten when the next reading begins
    std::size_t next_shard_ = 0;
    std::uint64_t started_ = 0;
};

}  // namespace sagaflow
