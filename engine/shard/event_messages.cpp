// Events that their receiver's owner takes by itself: handed over inside the sender's transaction.
#include "engine/shard/event_desk.hpp"

namespace sagaflow {
namespace {

constexpr std::size_t kMessagesMax = 500;
constexpr Duration kMessageRetryDelay{200};
// A message without an event: one is kept again that the receiver may want.
constexpr const char* kLookFor = "lookFor";

}  // namespace

void EventDesk::send_message(const EventMessage& event, InstanceId receiver) {
    send_payload(to_json(event), receiver);
}

void EventDesk::send_payload(const Json& payload, InstanceId receiver) {
    store::Message message;
    message.destination = receiver.shard();
    message.instance = receiver;
    message.id =
        InstanceId::make(core_.loop().now(), receiver.shard(), core_.loop().random()).text();
    message.payload = to_text(payload);
    core_.batch().rows.send.push_back(std::move(message));
    core_.batch_changed();
}

// While it was on its way to somebody who did not want it, a receive may have opened and found
// nothing. Here it is offered at once; the owners of the others are told to look, which moves
// nothing and so cannot go round in circles.
void EventDesk::offer_again(const EventAddress& address) {
    look_for_kept(address);
    store_.look_up_events({{EventIdentity{}, address}}, [this, address](auto answer) {
        if (!answer.ok()) {
            core_.delay(kMessageRetryDelay, [this, address] { offer_again(address); });
            return;
        }
        std::set<ShardId> told;
        for (const store::Subscription& waiting : answer->front().subscribers) {
            const ShardId shard = waiting.instance.shard();
            if (ownership_.owns(shard) || !told.insert(shard).second) continue;
            const Json payload{{kLookFor, {{"type", address.type}, {"key", address.key}}}};
            send_payload(payload, waiting.instance);
        }
    });
}

void EventDesk::collect_messages() {
    if (collecting_ || ownership_.owned_count() == 0) return;
    collecting_ = true;
    for (const std::string& id : messages_taken_) messages_taking_.erase(id);
    messages_taken_.clear();
    store_.find_messages(ownership_.owned(), kMessagesMax, [this](auto answer) {
        collecting_ = false;
        if (!answer.ok()) {
            core_.delay(kMessageRetryDelay, [this] { collect_messages(); });
            return;
        }
        more_messages_ = answer->size() == kMessagesMax;
        for (const store::Message& message : *answer) {
            if (!messages_taking_.insert(message.id).second) continue;
            core_.admit([this, message] { take_message(message); });
        }
    });
}

void EventDesk::take_message(const store::Message& message) {
    core_.with_resident(message.instance, [this, message](Result<Resident*> found) {
        if (!found.ok() && found.error().code != ErrorCode::kNotFound) {
            messages_taking_.erase(message.id);  // asked again with the next heartbeat
            return;
        }
        const Json payload = Json::parse(message.payload, nullptr, false);
        ENSURE(payload.is_object(), "a message of our own");
        if (payload.contains(kLookFor)) {
            take_hint(message, payload.at(kLookFor));
            return;
        }
        const EventMessage event = event_message_from(payload);
        bool taken = false;
        if (found.ok()) {
            taken = core_.run(**found, kernel::EventArrived{event}, nullptr).event_taken;
        }
        // When nobody whom it was sent to wants it, it is kept again for whoever waits next.
        if (!taken) core_.batch().rows.restore.push_back(event.identity);
        core_.batch().rows.receive.push_back(message.id);
        core_.batch().shards.push_back(message.destination);
        core_.after_commits([this, message, taken, event](const store::CommitOutcome& outcome) {
            message_settled(message.id, outcome.outcome == store::CommitClass::kCommitted);
            if (!taken) offer_again(event.address);
        });
    });
}

void EventDesk::take_hint(const store::Message& message, const Json& address) {
    const EventAddress wanted{
        address.at("type").get<std::string>(), address.at("key").get<std::string>()};
    core_.batch().rows.receive.push_back(message.id);
    core_.batch().shards.push_back(message.destination);
    core_.after_commits([this, message, wanted](const store::CommitOutcome& outcome) {
        message_settled(message.id, outcome.outcome == store::CommitClass::kCommitted);
        look_for_kept(wanted);
    });
}

void EventDesk::message_settled(const std::string& id, bool committed) {
    if (committed) {
        messages_taken_.push_back(id);
    } else {
        messages_taking_.erase(id);
    }
    const bool all_settled = messages_taken_.size() == messages_taking_.size();
    if (!committed || (more_messages_ && all_settled)) collect_messages();
}

}  // namespace sagaflow
