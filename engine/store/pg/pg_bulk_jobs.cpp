#include "engine/store/pg/pg_bulk_jobs.hpp"

#include <algorithm>

#include "engine/core/ensure.hpp"
#include "engine/store/pg/pg_parameters.hpp"
#include "engine/store/pg/pg_statement.hpp"

namespace sagaflow::store {
namespace {

const PgStatement kCreateBulk{"bulk/create"};
const PgStatement kBeginBulk{"bulk/begin"};
const PgStatement kListBulk{"bulk/list"};
const PgStatement kCountBulk{"bulk/count"};
const PgStatement kBulkItems{"bulk/items"};
const PgStatement kStopBulk{"bulk/stop"};
const PgStatement kClaimBulk{"bulk/claim"};
const PgStatement kTakeBulk{"bulk/take"};
const PgStatement kRecordBulk{"bulk/record"};
const PgStatement kFinishBulk{"bulk/finish"};
const PgStatement kPruneBulk{"bulk/prune"};

BulkJob bulk_job_at(const PgRows& rows, int row) {
    BulkJob job;
    job.id = rows.text(row, 0);
    job.created_at = rows.timestamp(row, 1);
    job.ended_at = rows.optional_timestamp(row, 2);
    const auto status = bulk_status_from(rows.text(row, 3));
    ENSURE(status.has_value(), "a stored status of a bulk job is one of ours");
    job.status = *status;
    job.action = rows.text(row, 4);
    job.filter = rows.text(row, 5);
    job.arguments = rows.text(row, 6);
    job.reason = rows.text(row, 7);
    job.actor = rows.text(row, 8);
    job.even_if_moved = rows.boolean(row, 9);
    return job;
}

std::vector<BulkJob> bulk_jobs(const PgRows& rows) {
    std::vector<BulkJob> jobs;
    for (int row = 0; row < rows.size(); ++row) jobs.push_back(bulk_job_at(rows, row));
    return jobs;
}

BulkItemStatus item_status(const std::string& text) {
    const auto status = bulk_item_status_from(text);
    ENSURE(status.has_value(), "a stored status of a bulk item is one of ours");
    return *status;
}

// In order of their numbers: an update's rows come in any.
std::vector<BulkItem> bulk_items(const PgRows& rows) {
    std::vector<BulkItem> items;
    for (int row = 0; row < rows.size(); ++row) {
        BulkItem item;
        item.number = rows.uint8(row, 0);
        item.instance = rows.uuid(row, 1);
        item.status = item_status(rows.text(row, 2));
        item.detail = rows.text(row, 3);
        item.at = rows.optional_timestamp(row, 4);
        item.seen_seq = rows.uint8(row, 5);
        items.push_back(std::move(item));
    }
    std::sort(items.begin(), items.end(), [](const BulkItem& a, const BulkItem& b) {
        return a.number < b.number;
    });
    return items;
}

PgParameters list_parameters(
    const std::optional<std::string>& id,
    const std::optional<BulkPosition>& before,
    std::size_t limit
) {
    PgParameters parameters;
    parameters.optional_text(id);
    if (before)
        parameters.timestamp(before->created_at).text(before->id);
    else
        parameters.plus_infinity().text("");
    parameters.int8(static_cast<std::int64_t>(limit));
    return parameters;
}

}  // namespace

template <typename T>
Result<T> PgBulkJobs::ask(
    const PgStatement& statement,
    const PgParameters& parameters,
    const std::function<T(const PgRows&)>& read
) {
    return pool_.with_session<T>([&](PgSession& session) -> std::variant<T, PgError> {
        PgSession::Outcome outcome = session.run(statement, parameters);
        if (PgError* error = std::get_if<PgError>(&outcome)) return std::move(*error);
        return read(std::get<PgRows>(outcome));
    });
}

Status PgBulkJobs::tell(const PgStatement& statement, const PgParameters& parameters) {
    return ask<Unit>(statement, parameters, [](const PgRows&) { return Unit{}; });
}

Status PgBulkJobs::create(const BulkJob& job, const std::vector<BulkTarget>& targets) {
    if (targets.empty()) {
        return Error{ErrorCode::kInvalidArgument, "Expected a bulk job to have instances"};
    }
    PgParameters parameters;
    parameters.text(job.id)
        .timestamp(job.created_at)
        .text(job.action)
        .text(job.filter)
        .text(job.arguments)
        .text(job.reason)
        .text(job.actor)
        .array(PgType::kUuid, targets, &BulkTarget::instance)
        .array(
            PgType::kInt8,
            targets,
            [](const BulkTarget& target) { return static_cast<std::int64_t>(target.seen_seq); }
        )
        .text(to_string(job.status))
        .boolean(job.even_if_moved);
    return tell(kCreateBulk, parameters);
}

Result<bool> PgBulkJobs::begin(const BulkJob& job) {
    PgParameters parameters;
    parameters.text(job.id)
        .text(job.reason)
        .text(job.actor)
        .timestamp(job.created_at)
        .boolean(job.even_if_moved);
    return ask<bool>(kBeginBulk, parameters, [](const PgRows& rows) { return rows.size() == 1; });
}

Result<std::vector<BulkJob>> PgBulkJobs::with_counts(Result<std::vector<BulkJob>> jobs) {
    if (!jobs.ok() || jobs->empty()) return jobs;
    PgParameters parameters;
    parameters.array(PgType::kText, *jobs, &BulkJob::id);
    const auto counted = ask<Unit>(kCountBulk, parameters, [&](const PgRows& rows) {
        for (int row = 0; row < rows.size(); ++row) {
            for (BulkJob& job : *jobs) {
                if (job.id != rows.text(row, 0)) continue;
                job.counts[item_status(rows.text(row, 1))] = rows.uint8(row, 2);
            }
        }
        return Unit{};
    });
    if (!counted.ok()) return counted.error();
    return jobs;
}

Result<std::optional<BulkJob>> PgBulkJobs::find(const std::string& id) {
    auto jobs = with_counts(
        ask<std::vector<BulkJob>>(kListBulk, list_parameters(id, std::nullopt, 1), bulk_jobs)
    );
    if (!jobs.ok()) return jobs.error();
    return jobs->empty() ? std::optional<BulkJob>{} : std::optional<BulkJob>(jobs->front());
}

Result<std::vector<BulkJob>> PgBulkJobs::list(
    const std::optional<BulkPosition>& before, std::size_t limit
) {
    return with_counts(ask<std::vector<BulkJob>>(
        kListBulk, list_parameters(std::nullopt, before, limit), bulk_jobs
    ));
}

Result<std::vector<BulkItem>> PgBulkJobs::items(
    const std::string& id,
    std::uint64_t after,
    std::optional<BulkItemStatus> status,
    std::size_t limit
) {
    std::optional<std::string> wanted;
    if (status) wanted = to_string(*status);
    PgParameters parameters;
    parameters.text(id)
        .int8(static_cast<std::int64_t>(after))
        .optional_text(wanted)
        .int8(static_cast<std::int64_t>(limit));
    return ask<std::vector<BulkItem>>(kBulkItems, parameters, bulk_items);
}

Result<bool> PgBulkJobs::stop(const std::string& id, Timestamp now) {
    PgParameters parameters;
    parameters.text(id).timestamp(now);
    return ask<bool>(kStopBulk, parameters, [](const PgRows& rows) { return rows.size() == 1; });
}

Result<std::optional<BulkJob>> PgBulkJobs::claim(const std::string& worker, Duration lease) {
    PgParameters parameters;
    parameters.text(worker).int8(lease.ms);
    using Found = std::optional<BulkJob>;
    return ask<Found>(kClaimBulk, parameters, [](const PgRows& rows) {
        return rows.size() == 0 ? Found{} : Found(bulk_job_at(rows, 0));
    });
}

Result<BulkTaken> PgBulkJobs::take(
    const std::string& id, const std::string& worker, Duration lease, std::size_t limit
) {
    PgParameters parameters;
    parameters.text(id).text(worker).int8(lease.ms).int8(static_cast<std::int64_t>(limit));
    return ask<BulkTaken>(kTakeBulk, parameters, [](const PgRows& rows) {
        return BulkTaken{rows.size() > 0 && rows.boolean(0, 6), bulk_items(rows)};
    });
}

Result<bool> PgBulkJobs::record(const std::string& id, const std::vector<BulkItem>& results) {
    PgParameters parameters;
    parameters.text(id)
        .array(
            PgType::kInt8,
            results,
            [](const BulkItem& item) { return static_cast<std::int64_t>(item.number); }
        )
        .array(PgType::kText, results, [](const BulkItem& item) { return to_string(item.status); })
        .array(
            PgType::kText,
            results,
            [](const BulkItem& item) { return std::string_view(item.detail); }
        )
        .array(PgType::kTimestamp, results, &BulkItem::at);
    return ask<bool>(kRecordBulk, parameters, [](const PgRows& rows) {
        return rows.size() == 1 && rows.boolean(0, 0);
    });
}

Status PgBulkJobs::finish(const std::string& id, Timestamp now) {
    PgParameters parameters;
    parameters.text(id).timestamp(now);
    return tell(kFinishBulk, parameters);
}

Result<bool> PgBulkJobs::prune(const BulkPruning& pruning) {
    PgParameters parameters;
    parameters.timestamp(pruning.ended_before)
        .timestamp(pruning.planned_before)
        .int8(static_cast<std::int64_t>(pruning.plans_kept));
    return ask<bool>(kPruneBulk, parameters, [](const PgRows& rows) { return rows.boolean(0, 0); });
}

}  // namespace sagaflow::store
