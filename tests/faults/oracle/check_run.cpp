// What concerns the run as a whole: starts, events from outside, and whether the run proved
// anything.
#include <set>

#include "tests/faults/oracle/case_file.hpp"

namespace sagaflow::faults {
namespace {

using Found = std::vector<Violation>;

std::string plural(std::size_t count, const std::string& what) {
    return std::to_string(count) + " " + what;
}

void check_order(
    const std::string& name,
    const OrderRecord& order,
    const std::vector<const InstanceRecord*>& stored,
    Found& found
) {
    if (stored.size() > 1) {
        found.push_back(
            {"I1", stored[1]->id, name, "one order started " + plural(stored.size(), "instances")}
        );
    }
    std::set<std::string> told(order.acknowledged.begin(), order.acknowledged.end());
    if (told.size() > 1) {
        found.push_back(
            {"I1", *told.begin(), name, "its starts were answered with different instances"}
        );
    }
    for (const std::string& id : told) {
        const bool there = std::any_of(stored.begin(), stored.end(), [&](const auto* row) {
            return row->id == id;
        });
        if (!there) {
            found.push_back({"I1", id, name, "its start was acknowledged, and it is not there"});
        }
    }
}

// Every received event by instance; I8: none changes an instance twice.
std::set<std::string> check_received(const Evidence& evidence, Found& found) {
    std::set<std::string> received;
    for (const InstanceRecord& instance : evidence.instances) {
        std::set<std::string> own;
        for (const HistoryEvent& event : instance.events) {
            if (event.type != EventType::kEventReceived || !event.data.contains("event")) continue;
            const auto id = event.data["event"].value("id", "");
            received.insert(id);
            if (!own.insert(id).second) {
                found.push_back({"I8", instance.id, instance.order, "took event " + id + " twice"});
            }
            if (!evidence.journal.events.contains(id)) {
                found.push_back(
                    {"I8", instance.id, instance.order, "took event " + id + ", which nobody sent"}
                );
            }
        }
    }
    return received;
}

}  // namespace

void check_starts(const Evidence& evidence, std::vector<Violation>& found) {
    std::map<std::string, std::vector<const InstanceRecord*>> by_order;
    for (const InstanceRecord& instance : evidence.instances) {
        by_order[instance.order].push_back(&instance);
        const bool damaged = instance.order.empty();  // then the replay has told of it
        if (!damaged && !evidence.journal.orders.contains(instance.order)) {
            found.push_back({"I1", instance.id, instance.order, "nobody asked for its start"});
        }
    }
    for (const auto& [name, order] : evidence.journal.orders) {
        if (!order.exempt) check_order(name, order, by_order[name], found);
    }
}

void check_events(const Evidence& evidence, std::vector<Violation>& found) {
    const auto received = check_received(evidence, found);
    std::map<std::string, const StoredEvent*> stored;
    for (const StoredEvent& event : evidence.stored_events) stored[event.id] = &event;
    for (const auto& [id, sent] : evidence.journal.events) {
        const auto row = stored.find(id);
        const bool kept = row != stored.end();
        if (sent.acknowledged > 0 && !kept) {
            found.push_back({"I8", "", sent.order, "event " + id + " was accepted and is lost"});
        }
        if (sent.first > 1) {
            found.push_back(
                {"I8", "", sent.order, "event " + id + " was accepted as new more than once"}
            );
        }
        if (!kept) continue;
        const bool taken = received.contains(id);
        if (taken && row->second->state != "consumed") {
            found.push_back({"I8", "", sent.order, "event " + id + " was taken and is still kept"});
        }
        if (!taken && row->second->state == "consumed" && row->second->matched > 0) {
            found.push_back(
                {"I8", "", sent.order, "event " + id + " is consumed, and no saga took it"}
            );
        }
    }
}

void check_injections(const Evidence& evidence, std::vector<Violation>& found) {
    std::size_t successes = 0;
    for (const InstanceRecord& instance : evidence.instances) {
        if (instance.status == "completed" || instance.status == "compensated") ++successes;
    }
    const Journal& journal = evidence.journal;
    if (successes < journal.successes_min) {
        found.push_back(
            {"L4",
             "",
             "",
             "expected at least " + std::to_string(journal.successes_min) +
                 " sagas to end well, but " + std::to_string(successes) + " did"}
        );
    }
    if (journal.orders.empty()) found.push_back({"L4", "", "", "no client asked for anything"});
    for (const auto& [fault, planned] : journal.faults_planned) {
        const auto done = journal.faults_injected.find(fault);
        const int injected = done == journal.faults_injected.end() ? 0 : done->second;
        if (injected >= planned) continue;
        found.push_back(
            {"faults",
             "",
             "",
             "planned \"" + fault + "\" " + std::to_string(planned) +
                 " times, but it was injected " + std::to_string(injected) + " times"}
        );
    }
}

}  // namespace sagaflow::faults
