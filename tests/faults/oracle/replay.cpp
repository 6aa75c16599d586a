#include "tests/faults/oracle/replay.hpp"

#include <exception>
#include <span>

#include "engine/core/contradiction.hpp"
#include "engine/core/json.hpp"
#include "engine/kernel/apply/apply.hpp"

namespace sagaflow::faults {
namespace {

std::string complaint_about(const InstanceRecord& record) {
    const auto id = InstanceId::parse(record.id);
    if (!id) return "its id is no id of ours";
    if (!record.damage.empty()) return record.damage;
    const std::size_t length = record.events.size();
    if (std::max(record.seq, record.image_seq) > length) {
        return "its row is at " + std::to_string(std::max(record.seq, record.image_seq)) +
               ", but its history ends at " + std::to_string(length);
    }
    if (record.ended && record.seq != length) {
        return "its row ends at " + std::to_string(record.seq) + ", its history at " +
               std::to_string(length);
    }
    const std::span all(record.events);
    kernel::fold(*id, all);  // fails where an event contradicts those before it
    const InstanceState at_row = kernel::fold(*id, all.first(record.seq));
    if (to_string(at_row.status) != record.status) {
        return "its row says " + record.status + ", its history " +
               std::string(to_string(at_row.status));
    }
    if (record.image_seq == 0) return {};
    const InstanceState at_image = kernel::fold(*id, all.first(record.image_seq));
    if (sagaflow::to_text(to_json(at_image)) == record.image) return {};
    return "its first " + std::to_string(record.image_seq) + " events do not give its image";
}

}  // namespace

std::vector<std::string> replay_complaints(const std::vector<InstanceRecord>& instances) {
    std::vector<std::string> all;
    for (const InstanceRecord& record : instances) {
        try {
            const ContradictionScope scope;
            all.push_back(complaint_about(record));
        } catch (const std::exception& reason) {
            all.push_back(std::string("its history cannot be replayed: ") + reason.what());
        }
    }
    return all;
}

}  // namespace sagaflow::faults
