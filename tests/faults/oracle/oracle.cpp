#include "tests/faults/oracle/oracle.hpp"

#include <unordered_map>

#include "tests/faults/oracle/case_file.hpp"
#include "tests/faults/oracle/database.hpp"
#include "tests/faults/oracle/records.hpp"
#include "tests/faults/oracle/replay.hpp"

namespace sagaflow::faults {
namespace {

bool is_exempt(const InstanceRecord& instance, const Journal& journal) {
    if (journal.exempt_instances.contains(instance.id)) return true;
    const auto order = journal.orders.find(instance.order);
    return order != journal.orders.end() && order->second.exempt;
}

std::vector<CaseFile> open_cases(const Evidence& evidence, std::vector<Violation>& found) {
    std::vector<CaseFile> cases;
    std::unordered_map<std::string, std::size_t> by_id;
    for (const InstanceRecord& instance : evidence.instances) {
        CaseFile file;
        file.instance = &instance;
        const auto order = evidence.journal.orders.find(instance.order);
        if (order != evidence.journal.orders.end()) file.order = &order->second;
        by_id[instance.id] = cases.size();
        cases.push_back(std::move(file));
    }
    for (const LedgerEntry& entry : evidence.ledger) {
        const auto known = by_id.find(entry.instance);
        if (known == by_id.end()) {
            found.push_back(
                {"I1",
                 entry.instance,
                 entry.order,
                 "the participant was called for an instance that is not there"}
            );
        } else {
            cases[known->second].calls.push_back(&entry);
        }
    }
    return cases;
}

void check_case(const CaseFile& file, const Journal& journal, std::vector<Violation>& found) {
    if (is_exempt(*file.instance, journal)) return;
    const Complain complain = [&](const std::string& invariant, const std::string& what) {
        found.push_back({invariant, file.instance->id, file.instance->order, what});
    };
    check_history(file, complain);
    check_timers(file, journal, complain);
    check_calls(file, journal, complain);
    check_effects(file, journal, complain);
    check_ending(file, complain);
}

}  // namespace

std::vector<Violation> judge(const Evidence& evidence) {
    std::vector<Violation> found;
    check_injections(evidence, found);
    check_starts(evidence, found);
    check_events(evidence, found);
    for (const CaseFile& file : open_cases(evidence, found)) {
        check_case(file, evidence.journal, found);
    }
    const auto complaints = replay_complaints(evidence.instances);
    for (std::size_t i = 0; i < complaints.size(); ++i) {
        const InstanceRecord& instance = evidence.instances[i];
        if (complaints[i].empty() || is_exempt(instance, evidence.journal)) continue;
        found.push_back({"I12", instance.id, instance.order, complaints[i]});
    }
    return found;
}

std::string to_text(const Violation& violation) {
    std::string text = violation.invariant + ": ";
    if (!violation.instance.empty()) text += "saga " + violation.instance + ": ";
    if (!violation.order.empty()) text += "(order " + violation.order + ") ";
    return text + violation.what;
}

Result<Evidence> gather_evidence(
    const std::string& database, const std::string& ledger_file, const std::string& client_log
) {
    Evidence evidence;
    auto ledger = read_ledger(ledger_file);
    if (!ledger.ok()) return ledger.error();
    auto journal = read_client_log(client_log);
    if (!journal.ok()) return journal.error();
    evidence.ledger = std::move(*ledger);
    evidence.journal = std::move(*journal);
    if (const Status read = read_database(database, evidence); !read.ok()) return read.error();
    return evidence;
}

}  // namespace sagaflow::faults
