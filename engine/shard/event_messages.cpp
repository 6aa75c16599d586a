// Events for instances of other nodes' shards: handed over inside the sender's transaction.
#include "engine/shard/event_desk.hpp"

namespace sagaflow {
namespace {

constexpr std::size_t kMessagesMax = 500;

}  // namespace

void EventDesk::send_to_other_node(const EventMessage& event, InstanceId receiver) {
    store::Message message;
    message.destination = receiver.shard();
    message.instance = receiver;
    message.id = InstanceId::make(core_.loop().now(), receiver.shard(), core_.loop().random())
                     .text();
    message.payload = to_text(to_json(event));
    core_.batch().rows.send.push_back(std::move(message));
    core_.batch_changed();
}

void EventDesk::collect_messages() {
    if (collecting_ || ownership_.owned_count() == 0) return;
    collecting_ = true;
    store_.find_messages(ownership_.owned(), kMessagesMax, [this](auto answer) {
        collecting_ = false;
        if (!answer.ok()) return;  // asked again with the next heartbeat
        for (const store::Message& message : *answer) {
            if (!messages_taking_.insert(message.id).second) continue;
            core_.admit([this, message] { take_message(message); });
        }
    });
}

void EventDesk::take_message(const store::Message& message) {
    core_.with_resident(message.instance, [this, message](Result<Resident*> found) {
        if (!found.ok() && found.error().code != ErrorCode::kNotFound) {
            messages_taking_.erase(message.id);
            return;
        }
        const Json payload = Json::parse(message.payload, nullptr, false);
        ENSURE(payload.is_object(), "a message of our own");
        const EventMessage event = event_message_from(payload);
        bool taken = false;
        if (found.ok()) {
            taken = core_.run(**found, kernel::EventArrived{event}, nullptr).event_taken;
        }
        // Not wanted any more: the event is kept again for whoever waits for it next.
        if (!taken) core_.batch().rows.restore.push_back(event.identity);
        core_.batch().rows.receive.push_back(message.id);
        core_.batch().shards.push_back(message.destination);
        core_.after_commits([this, message, taken, event](const store::CommitOutcome& outcome) {
            messages_taking_.erase(message.id);
            const bool committed = outcome.outcome == store::CommitClass::kCommitted;
            if (!taken && committed) look_for_kept(event.address);
        });
    });
}

}  // namespace sagaflow
