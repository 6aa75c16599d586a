#include "tests/faults/oracle/database.hpp"

#include <libpq-fe.h>

#include <functional>
#include <memory>
#include <unordered_map>

#include "engine/core/json.hpp"

namespace sagaflow::faults {
namespace {

struct Closer {
    void operator()(PGconn* connection) const { PQfinish(connection); }
    void operator()(PGresult* result) const { PQclear(result); }
};
using Connection = std::unique_ptr<PGconn, Closer>;
using Rows = std::unique_ptr<PGresult, Closer>;

constexpr const char* kInstances =
    "SELECT id, saga, version, seq, status, ended_at IS NOT NULL, waiting_for, image,"
    " coalesce((to_jsonb(i) ->> 'image_seq')::bigint, seq)"
    " FROM sagaflow.instance AS i ORDER BY id";
constexpr const char* kHistory =
    "SELECT instance_id, first_seq, last_seq, events FROM sagaflow.history"
    " ORDER BY instance_id, first_seq";
constexpr const char* kEvents = "SELECT id, state, matched FROM sagaflow.event ORDER BY id";

Result<Rows> query(PGconn* connection, const std::string& sql) {
    Rows rows(PQexec(connection, sql.c_str()));
    const auto status = PQresultStatus(rows.get());
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return rows;
    return Error{ErrorCode::kUnavailable, sql + ": " + PQerrorMessage(connection)};
}

std::string text(const PGresult* rows, int row, int column) {
    return PQgetvalue(rows, row, column);
}

std::uint64_t number(const PGresult* rows, int row, int column) {
    return std::stoull(text(rows, row, column));
}

void take_instances(const PGresult* rows, Evidence& evidence) {
    for (int row = 0; row < PQntuples(rows); ++row) {
        InstanceRecord record;
        record.id = text(rows, row, 0);
        record.saga = text(rows, row, 1);
        record.version = std::stoi(text(rows, row, 2));
        record.seq = number(rows, row, 3);
        record.status = text(rows, row, 4);
        record.ended = text(rows, row, 5) == "t";
        record.waiting_for = text(rows, row, 6);
        record.image = text(rows, row, 7);
        record.image_seq = number(rows, row, 8);
        evidence.instances.push_back(std::move(record));
    }
}

void take_events(InstanceRecord& record, const HistoryRecord& row) {
    auto events = history_events_from(row.text);
    if (!events.ok()) {
        record.damage = events.error().message;
        return;
    }
    for (HistoryEvent& event : *events) {
        if (event.type == EventType::kInstanceStarted && event.data.contains("input")) {
            const Json& input = event.data["input"];
            if (input.is_object()) record.order = input.value("order", "");
        }
        record.events.push_back(std::move(event));
    }
}

void take_history(const PGresult* rows, Evidence& evidence) {
    std::unordered_map<std::string, InstanceRecord*> by_id;
    for (InstanceRecord& record : evidence.instances) by_id[record.id] = &record;
    for (int row = 0; row < PQntuples(rows); ++row) {
        const std::string id = text(rows, row, 0);
        InstanceRecord*& record = by_id[id];
        if (record == nullptr) continue;  // retention removes instances before their history
        record->rows.push_back({number(rows, row, 1), number(rows, row, 2), text(rows, row, 3)});
        take_events(*record, record->rows.back());
    }
}

void take_stored_events(const PGresult* rows, Evidence& evidence) {
    for (int row = 0; row < PQntuples(rows); ++row) {
        evidence.stored_events.push_back(
            {text(rows, row, 0),
             text(rows, row, 1),
             static_cast<std::int64_t>(number(rows, row, 2))}
        );
    }
}

}  // namespace

Status read_database(const std::string& conninfo, Evidence& evidence) {
    const Connection connection(PQconnectdb(conninfo.c_str()));
    if (PQstatus(connection.get()) != CONNECTION_OK) {
        return Error{ErrorCode::kUnavailable, PQerrorMessage(connection.get())};
    }
    auto begun = query(connection.get(), "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    if (!begun.ok()) return begun.error();
    auto instances = query(connection.get(), kInstances);
    if (!instances.ok()) return instances.error();
    take_instances(instances->get(), evidence);
    auto history = query(connection.get(), kHistory);
    if (!history.ok()) return history.error();
    take_history(history->get(), evidence);
    auto events = query(connection.get(), kEvents);
    if (!events.ok()) return events.error();
    take_stored_events(events->get(), evidence);
    return ok_status();
}

}  // namespace sagaflow::faults
