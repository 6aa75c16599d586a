// Events that their receiver's owner takes by itself: handed over inside the sender's transaction.
#include "engine/shard/event_desk.hpp"

namespace sagaflow {
namespace {

constexpr std::size_t kMessagesMax = 500;
constexpr Duration kMessageRetryDelay{200};

}  // namespace

void EventDesk::send_message(const EventMessage& event, InstanceId receiver) {
    store::Message message;
    message.destination = receiver.shard();
    message.instance = receiver;
    message.id =
        InstanceId::make(core_.loop().now(), receiver.shard(), core_.loop().random()).text();
    message.payload = to_text(to_json(event));
    core_.batch().rows.send.push_back(std::move(message));
    core_.batch_changed();
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
            if (!taken) look_for_kept(event.address);
        });
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
