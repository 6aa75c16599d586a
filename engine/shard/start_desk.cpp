#include "engine/shard/start_desk.hpp"

#include "engine/core/planted_bug.hpp"
#include "engine/kernel/document.hpp"

namespace sagaflow {
namespace {

constexpr std::size_t kStartLookUpMax = 1'000;
constexpr int kStartTriesMax = 5;
constexpr std::string_view kRequestScope = "request";

// Who waits for the end is shown that, not this.
Json document_for(const StartDesk::Request& request, const InstanceState& state) {
    return request.command.wait.ms > 0 ? Json() : kernel::instance_document(state);
}

// Another node that was asked instead could start a second one.
Error nobody_knows() {
    return {
        ErrorCode::kUnavailable,
        "Whether the instance was started is not known: the connection to the database was lost, "
        "and another node took over; look for it before you ask again, or send an Idempotency-Key"};
}

// Whoever asks for the same again finds the instance, also when it has ended. A business key is
// free again by then, unless it is kept for ever.
bool is_found_again(const StartDesk::Request& request) {
    return request.command.request_key || (request.key && request.program->key_for_ever);
}

Error refused(const store::CommitOutcome& outcome) {
    if (outcome.outcome == store::CommitClass::kBug) {
        return {ErrorCode::kInternal, "The database refused the start: " + outcome.message};
    }
    return {
        ErrorCode::kUnavailable, "Expected the database to be there, but it is away; try again"};
}

}  // namespace

std::vector<store::StartKey> StartDesk::keys_of(const Request& request) const {
    std::vector<store::StartKey> keys;
    if (request.key) keys.push_back({"saga:" + request.program->saga, *request.key});
    if (request.command.request_key && !has_planted(PlantedBug::kRequestKeyIgnored)) {
        keys.push_back({std::string(kRequestScope), *request.command.request_key});
    }
    return keys;
}

// Keyed starts meet on one shard, so that one owner decides between them; others go round.
std::optional<ShardId> StartDesk::shard_for(const Request& request) {
    const std::size_t count = ownership_.shard_count();
    if (request.key) return shard_of_key(request.program->saga, *request.key, count);
    if (request.command.request_key) {
        return shard_of_key(kRequestScope, *request.command.request_key, count);
    }
    for (std::size_t i = 0; i < count; ++i) {
        const ShardId shard{static_cast<std::uint16_t>(next_shard_++ % count)};
        if (ownership_.owns(shard) && !core_.holds(shard)) return shard;
    }
    return std::nullopt;
}

void StartDesk::start(Request request, Reply reply) {
    if (!request.id) {
        const auto shard = shard_for(request);
        if (!shard || !ownership_.owns(*shard) || core_.holds(*shard)) {
            reply(Error{ErrorCode::kNotOwner, "Another node owns the shard of this start"});
            return;
        }
        request.id = InstanceId::make(core_.loop().now(), *shard, core_.loop().random());
    }
    if (keys_of(request).empty() && request.tries == 0) {
        create({std::move(request), std::move(reply)});
        return;
    }
    queue_.push_back({std::move(request), std::move(reply)});
    look_up();
}

void StartDesk::look_up() {
    if (lookup_under_way_ || queue_.empty()) return;
    std::deque<Waiting> asked;
    std::vector<store::StartKey> keys;
    while (!queue_.empty() && asked.size() < kStartLookUpMax) {
        for (const store::StartKey& key : keys_of(queue_.front().request)) keys.push_back(key);
        asked.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    lookup_under_way_ = true;
    for (const store::StartKey& key : settled_) claims_.erase(key);
    settled_.clear();
    auto shared = std::make_shared<std::deque<Waiting>>(std::move(asked));
    store_.find_start_keys(keys, [this, shared, keys](auto answer) {
        lookup_under_way_ = false;
        looked_up(std::move(*shared), keys, std::move(answer));
        look_up();
    });
}

void StartDesk::looked_up(
    std::deque<Waiting> asked,
    std::vector<store::StartKey> keys,
    Result<std::vector<std::optional<store::StartKeyRow>>> answer
) {
    if (!answer.ok()) {
        core_.set_database_available(false);
        for (Waiting& waiting : asked) {
            waiting.reply(Error{ErrorCode::kUnavailable, answer.error().message});
        }
        return;
    }
    auto stored = std::make_shared<std::map<store::StartKey, store::StartKeyRow>>();
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if ((*answer)[i]) stored->emplace(keys[i], *(*answer)[i]);
    }
    for (Waiting& waiting : asked) {
        if (const auto holder = holder_of(waiting.request, *stored)) {
            answer_with_holder(std::move(waiting), *holder);
        } else {
            create(std::move(waiting));
        }
    }
}

std::optional<store::StartKeyRow> StartDesk::holder_of(
    const Request& request, const std::map<store::StartKey, store::StartKeyRow>& stored
) const {
    // The request's own key comes first: a repeated request gets what the first one got.
    std::vector<store::StartKey> keys = keys_of(request);
    for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
        if (const auto claim = claims_.find(*key); claim != claims_.end()) return claim->second;
        if (const auto row = stored.find(*key); row != stored.end()) return row->second;
    }
    return std::nullopt;
}

void StartDesk::answer_with_holder(Waiting waiting, const store::StartKeyRow& holder) {
    const bool same_request = holder.key.scope == kRequestScope;
    if (same_request && holder.fingerprint != waiting.request.command.request_fingerprint) {
        waiting.reply(Error{
            ErrorCode::kUnprocessable,
            "Expected the same request body with this Idempotency-Key, but it came with another "
            "one before"});
        return;
    }
    auto shared = std::make_shared<Waiting>(std::move(waiting));
    core_.with_resident(holder.instance, [this, shared, holder, same_request](auto found) {
        if (!found.ok()) {
            // The holder's own start has failed meanwhile.
            if (found.error().code == ErrorCode::kNotFound)
                start_again(std::move(*shared));
            else
                shared->reply(found.error());
            return;
        }
        const InstanceState& state = (*found)->state;
        Started started{false, state.id, state.seq, document_for(shared->request, state)};
        std::optional<store::StartKey> claimed;
        if (!same_request) {
            if (is_claimed_by_another_body(shared->request)) return start_again(std::move(*shared));
            claimed = remember_answer(shared->request, state.id);
        }
        core_.after_commits([this, shared, started, claimed](const store::CommitOutcome& outcome) {
            const bool committed = outcome.outcome == store::CommitClass::kCommitted;
            if (claimed) settle_claim(*claimed, committed);
            if (committed)
                shared->reply(started);
            else
                start_again(std::move(*shared));
        });
    });
}

// While the holder was read, the same key came with another body, and was first.
bool StartDesk::is_claimed_by_another_body(const Request& request) const {
    if (!request.command.request_key) return false;
    const auto claim = claims_.find({std::string(kRequestScope), *request.command.request_key});
    return claim != claims_.end() &&
           claim->second.fingerprint != request.command.request_fingerprint;
}

// A restart is no request to be answered the same again: once the key is free, it may come about.
std::optional<store::StartKey> StartDesk::remember_answer(
    const Request& request, InstanceId holder
) {
    if (!request.command.request_key || !request.restart_of.empty()) return std::nullopt;
    if (has_planted(PlantedBug::kRequestKeyIgnored)) return std::nullopt;
    const store::StartKey key{std::string(kRequestScope), *request.command.request_key};
    const store::StartKeyRow row{
        key, holder, request.command.request_fingerprint, core_.loop().now()};
    if (!claims_.emplace(key, row).second) return std::nullopt;
    core_.batch().rows.claim_keys.push_back(row);
    core_.batch().shards.push_back(holder.shard());
    return key;
}

void StartDesk::create(Waiting waiting) {
    Request& request = waiting.request;
    kernel::Start start;
    start.input = request.command.input;
    start.key = request.key;
    start.traceparent = request.command.traceparent;
    start.restart_of = request.restart_of;
    start.actor = request.actor;
    start.reason = request.reason;
    for (const store::StartKey& key : keys_of(request)) {
        start.keys.emplace_back(key.scope, key.key);
        const store::StartKeyRow row{
            key,
            *request.id,
            key.scope == kRequestScope ? request.command.request_fingerprint : 0,
            core_.loop().now()};
        claims_[key] = row;
        core_.batch().rows.claim_keys.push_back(row);
    }
    Resident& resident = core_.create(*request.id, request.program);
    core_.run(resident, start, nullptr);
    Started started{true, *request.id, resident.state.seq, document_for(request, resident.state)};
    auto shared = std::make_shared<Waiting>(std::move(waiting));
    core_.after_commits([this, shared, started](const store::CommitOutcome& outcome) {
        decided(std::move(*shared), outcome, started);
    });
}

void StartDesk::settle_claim(const store::StartKey& key, bool committed) {
    if (committed)
        settled_.push_back(key);
    else
        claims_.erase(key);
}

void StartDesk::settle_claims(const Request& request, bool committed) {
    for (const store::StartKey& key : keys_of(request)) settle_claim(key, committed);
}

void StartDesk::start_again(Waiting waiting) {
    if (waiting.request.id && !ownership_.owns(waiting.request.id->shard())) {
        waiting.reply(Error{ErrorCode::kNotOwner, "Another node took over the shard; try again"});
    } else if (++waiting.request.tries >= kStartTriesMax) {
        waiting.reply(refused({store::CommitClass::kUnavailable, {}, {}}));
    } else {
        start(std::move(waiting.request), std::move(waiting.reply));
    }
}

// Read under the new epoch, the answer is certain. What was read has gone on meanwhile, so it is
// told once that is durable.
void StartDesk::read_back(const std::shared_ptr<Waiting>& waiting) {
    core_.with_resident(*waiting->request.id, [this, waiting](Result<Resident*> found) {
        if (!found.ok()) {
            const ErrorCode code = found.error().code;
            if (code == ErrorCode::kNotFound)
                start_again(std::move(*waiting));
            else if (code == ErrorCode::kNotOwner && !is_found_again(waiting->request))
                waiting->reply(nobody_knows());
            else
                waiting->reply(found.error());
            return;
        }
        const InstanceState& state = (*found)->state;
        const Started started{true, state.id, state.seq, document_for(waiting->request, state)};
        core_.after_commits([this, waiting, started](const store::CommitOutcome& outcome) {
            if (outcome.outcome == store::CommitClass::kCommitted)
                waiting->reply(started);
            else
                read_back(waiting);
        });
    });
}

void StartDesk::decided(Waiting waiting, const store::CommitOutcome& outcome, Started started) {
    settle_claims(waiting.request, outcome.outcome == store::CommitClass::kCommitted);
    switch (outcome.outcome) {
        case store::CommitClass::kCommitted:
            ++started_;
            waiting.reply(std::move(started));
            return;
        case store::CommitClass::kOwnershipLost:  // perhaps of another shard of the batch
        case store::CommitClass::kNotCommitted:
            start_again(std::move(waiting));
            return;
        case store::CommitClass::kConflict:  // perhaps with an earlier try of its own
        case store::CommitClass::kUnknown:
            read_back(std::make_shared<Waiting>(std::move(waiting)));
            return;
        default:
            break;
    }
    waiting.reply(refused(outcome));
}

}  // namespace sagaflow
