#include "tests/faults/oracle/records.hpp"

#include <fstream>
#include <functional>

namespace sagaflow::faults {
namespace {

using Line = nlohmann::json;

Error unreadable(const std::filesystem::path& file, std::size_t line, const std::string& why) {
    return {ErrorCode::kInvalidArgument, file.string() + ":" + std::to_string(line) + ": " + why};
}

Status for_each_line(
    const std::filesystem::path& file, const std::function<void(const Line&)>& take
) {
    std::ifstream in(file);
    if (!in) {
        return Error{
            ErrorCode::kInvalidArgument,
            "Expected to read " + file.string() + ", but it cannot be opened"};
    }
    std::size_t number = 0;
    std::string text;
    while (std::getline(in, text)) {
        ++number;
        const Line line = Line::parse(text, nullptr, false);
        if (!line.is_object()) {
            if (in.eof()) break;  // cut short by the writer's end
            return unreadable(file, number, "expected a JSON object, but found: " + text);
        }
        try {
            take(line);
        } catch (const nlohmann::json::exception& error) {
            return unreadable(file, number, error.what());
        }
    }
    return ok_status();
}

LedgerEntry entry_from(const Line& line) {
    LedgerEntry entry;
    entry.at = line.at("t").get<Micros>();
    entry.kind = call_kind_from(line.at("kind").get<std::string>()).value_or(CallKind::kDo);
    entry.step = line.at("step").get<std::string>();
    entry.order = line.at("order").get<std::string>();
    entry.instance = line.at("instance").get<std::string>();
    entry.key = line.at("key").get<std::string>();
    entry.effect_key = line.at("effectKey").get<std::string>();
    entry.attempt = line.at("attempt").get<int>();
    entry.version = line.at("version").get<int>();
    entry.body = line.at("body").get<std::uint64_t>();
    entry.applied = line.at("applied").get<bool>();
    entry.undone = line.at("undone").get<bool>();
    entry.late = line.at("late").get<bool>();
    entry.answer = line.at("answer").get<int>();
    return entry;
}

void count_answer(Journal& journal, const std::string& phase) {
    if (phase == "ok") ++journal.requests_ok;
    if (phase == "fail") ++journal.requests_failed;
    if (phase == "unknown") ++journal.requests_unknown;
}

void take_start(Journal& journal, const Line& line) {
    OrderRecord& order = journal.orders[line.at("order").get<std::string>()];
    const auto phase = line.at("phase").get<std::string>();
    count_answer(journal, phase);
    if (phase == "invoke") {
        ++order.asked;
        order.saga = line.at("saga").get<std::string>();
        order.decline = line.value("decline", "");
        order.expect = line.value("expect", "");
    } else if (phase == "ok") {
        order.acknowledged.push_back(line.at("instance").get<std::string>());
    }
}

void take_event(Journal& journal, const Line& line) {
    SentEvent& event = journal.events[line.at("id").get<std::string>()];
    const auto phase = line.at("phase").get<std::string>();
    count_answer(journal, phase);
    event.order = line.at("order").get<std::string>();
    if (phase != "ok") return;
    ++event.acknowledged;
    if (!line.at("duplicate").get<bool>()) ++event.first;
}

void take_plan(Journal& journal, const Line& line) {
    for (const auto& [fault, count] : line.at("faults").items()) {
        journal.faults_planned[fault] += count.get<int>();
    }
    journal.successes_min = line.at("successesMin").get<std::size_t>();
    if (line.contains("attemptsMax")) journal.attempts_max = line.at("attemptsMax").get<int>();
}

void take(Journal& journal, const Line& line) {
    const auto op = line.at("op").get<std::string>();
    if (op == "start") take_start(journal, line);
    if (op == "event") take_event(journal, line);
    if (op == "plan") take_plan(journal, line);
    if (op == "fault") ++journal.faults_injected[line.at("fault").get<std::string>()];
    if (op == "exempt") {
        journal.orders[line.at("order").get<std::string>()].exempt = true;
        journal.exempt_instances.insert(line.at("instance").get<std::string>());
    }
    if (op == "unledgered") journal.unledgered.insert(line.at("step").get<std::string>());
    if (op == "wait") {
        journal.waits.push_back(
            {line.at("saga").get<std::string>(),
             line.at("before").get<std::string>(),
             line.at("after").get<std::string>(),
             line.at("ms").get<std::int64_t>()}
        );
    }
}

}  // namespace

nlohmann::json to_json(const LedgerEntry& entry) {
    return {
        {"t", entry.at},
        {"kind", std::string(to_string(entry.kind))},
        {"step", entry.step},
        {"order", entry.order},
        {"instance", entry.instance},
        {"key", entry.key},
        {"effectKey", entry.effect_key},
        {"attempt", entry.attempt},
        {"version", entry.version},
        {"body", entry.body},
        {"applied", entry.applied},
        {"undone", entry.undone},
        {"late", entry.late},
        {"answer", entry.answer}};
}

Result<std::vector<LedgerEntry>> read_ledger(const std::filesystem::path& file) {
    std::vector<LedgerEntry> ledger;
    const Status read =
        for_each_line(file, [&](const Line& line) { ledger.push_back(entry_from(line)); });
    if (!read.ok()) return read.error();
    return ledger;
}

Result<Journal> read_client_log(const std::filesystem::path& file) {
    Journal journal;
    const Status read = for_each_line(file, [&](const Line& line) { take(journal, line); });
    if (!read.ok()) return read.error();
    return journal;
}

}  // namespace sagaflow::faults
