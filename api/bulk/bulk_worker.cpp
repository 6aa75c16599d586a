#include "api/bulk/bulk_worker.hpp"

#include "api/bulk/material.hpp"
#include "api/instances.hpp"
#include "api/past.hpp"
#include "engine/model/history_event.hpp"

namespace sagaflow::api {
namespace {

constexpr std::size_t kItemsTaken = 20;
// An instance that moves under every look is not chased for ever.
constexpr int kLooksMax = 20;
constexpr std::size_t kRowsOfHistory = 500;

std::string detail_of(const Response& response) {
    const Json body = Json::parse(response.body, nullptr, false);
    const std::string detail = body.is_object() ? body.value("detail", "") : "";
    return detail.empty() ? "the answer was " + std::to_string(response.status) : detail;
}

Result<bool> names_job(const store::HistoryRow& row, const std::string& job) {
    if (row.events.find(job) == std::string::npos) return false;
    const auto events = history_events_from(row.events);
    if (!events.ok()) return events.error();
    for (const HistoryEvent& event : *events) {
        if (event.data.is_object() && event.data.value("bulk", "") == job) return true;
    }
    return false;
}

ActOnInstance command_of(const store::BulkJob& job, const store::BulkItem& item) {
    ActOnInstance command;
    command.id = item.instance;
    command.action = action_from(job.action).value_or(Action::kRetry);
    command.actor = "bulk@" + job.id;
    command.reason = job.reason;
    command.arguments = Json::parse(job.arguments);
    return command;
}

}  // namespace

Request action_request(
    const std::string& action, const InstanceId& id, const Json& body, const std::string& query
) {
    Request request;
    request.method = "POST";
    request.target = "/v1/instances/" + id.text() + "/" + action + query;
    request.headers = {{"content-type", "application/json"}};
    request.body = to_text(body);
    request.remote_address = kBulkClient;
    return request;
}

BulkWorker::BulkWorker(
    Context& context,
    store::BulkJobs& jobs,
    Handle handle,
    std::string name,
    Duration lease,
    Pace pace
)
    : context_(context),
      jobs_(jobs),
      handle_(std::move(handle)),
      name_(std::move(name)),
      lease_(lease),
      pace_(std::move(pace)) {}

void BulkWorker::work_off() {
    while (true) {
        const auto job = jobs_.claim(name_, lease_);
        if (!job.ok() || !job->has_value()) return;
        if (!work_on(**job)) return;
    }
}

// False: not now; the lease ends, and somebody goes on.
bool BulkWorker::work_on(const store::BulkJob& job) {
    while (true) {
        auto taken = jobs_.take(job.id, name_, lease_, kItemsTaken);
        if (!taken.ok()) return false;
        if (taken->items.empty()) break;
        if (!treat_all(job, std::move(*taken))) return false;
    }
    return jobs_.finish(job.id, context_.clock.now()).ok();
}

bool BulkWorker::treat_all(const store::BulkJob& job, store::BulkTaken taken) {
    for (store::BulkItem& item : taken.items) {
        if (taken.running && !pace_()) return false;
        if (!(taken.running ? treat(job, item) : settle(job, item))) return false;
        const auto running = jobs_.record(job.id, {item});
        if (!running.ok()) return false;
        // Stopped by an operator in the middle of what was taken: the rest is only settled.
        if (taken.running && !*running) return true;
    }
    return true;
}

// Of a job that was stopped: whether it has acted, or the instance was left alone.
bool BulkWorker::settle(const store::BulkJob& job, store::BulkItem& item) {
    const auto acted = has_acted(item, job.id);
    if (!acted.ok()) return false;
    if (*acted) {
        finish(item, store::BulkItemStatus::kDone, "");
    } else {
        item.status = store::BulkItemStatus::kPending;
    }
    return true;
}

void BulkWorker::finish(store::BulkItem& item, store::BulkItemStatus status, std::string detail) {
    item.status = status;
    item.detail = std::move(detail);
    item.at = context_.clock.now();
}

// False: it cannot be asked now.
bool BulkWorker::treat(const store::BulkJob& job, store::BulkItem& item) {
    // Somebody may have acted before it died, or while this node thought that nobody did.
    bool in_doubt = item.status == store::BulkItemStatus::kStarted;
    Status looked = ok_status();
    for (int count = 0; count < kLooksMax; ++count) {
        if (count > 0 && !pace_()) return false;
        item.status = store::BulkItemStatus::kStarted;
        looked = look(job, item, in_doubt);
        if (item.status != store::BulkItemStatus::kStarted) {
            away_since_.erase(item.instance);
            return true;
        }
        in_doubt = true;  // it moved, or its outcome is not known: look again
    }
    if (!looked.ok()) return wait_or_fail(item, looked.error());
    finish(item, store::BulkItemStatus::kFailed, "it moved on whenever it was looked at");
    return true;
}

// One instance that cannot be reached holds the others up for a while, but not for ever; without
// the database there is nothing else to do.
bool BulkWorker::wait_or_fail(store::BulkItem& item, const Error& away) {
    if (!context_.queries.ping().ok()) {
        away_since_.clear();
        return false;
    }
    const Timestamp now = context_.clock.now();
    const auto since = away_since_.try_emplace(item.instance, now).first;
    if (now - since->second < Duration{limits::kBulkPatienceMs}) return false;
    away_since_.erase(since);
    finish(item, store::BulkItemStatus::kFailed, away.message);
    return true;
}

// Leaves the item started when it must be looked at again; the error tells why it could not be
// asked at all.
Status BulkWorker::look(const store::BulkJob& job, store::BulkItem& item, bool in_doubt) {
    const auto found = context_.queries.find_instance(item.instance);
    if (!found.ok()) return found.error();
    if (!found->has_value()) {
        finish(item, store::BulkItemStatus::kFailed, "the instance is gone");
        return ok_status();
    }
    if (in_doubt) {
        const auto acted = has_acted(item, job.id);
        if (!acted.ok()) return acted.error();
        if (*acted) {
            finish(item, store::BulkItemStatus::kDone, "");
            return ok_status();
        }
    }
    const auto other = other_plan(job, item, **found);
    if (!other.ok()) return other.error();
    if (other->has_value()) {
        finish(item, store::BulkItemStatus::kRefused, **other);
        return ok_status();
    }
    return act(job, item, last_seq(**found));
}

// Whether the history tells that the job has acted on the instance: it cannot have before it was
// counted.
Result<bool> BulkWorker::has_acted(const store::BulkItem& item, const std::string& job) {
    std::uint64_t after = item.seen_seq;
    while (true) {
        const auto rows = context_.queries.history(item.instance, after, kRowsOfHistory);
        if (!rows.ok()) return rows.error();
        for (const store::HistoryRow& row : *rows) {
            after = row.last_seq;
            const auto named = names_job(row, job);
            if (!named.ok() || *named) return named;
        }
        if (rows->size() < kRowsOfHistory) return false;
    }
}

// Why the action would do other things to the instance than when it was counted; nullopt: it would
// not, or is not possible any more, which the engine tells better.
Result<std::optional<std::string>> BulkWorker::other_plan(
    const store::BulkJob& job, const store::BulkItem& item, const store::StoredInstance& stored
) {
    using Why = std::optional<std::string>;
    const bool moved = item.seen_seq != 0 && last_seq(stored) > item.seen_seq;
    if (!moved || job.even_if_moved || !context_.plan_stored) return Why{};
    const ActOnInstance command = command_of(job, item);
    const Timestamp now = context_.clock.now();
    const auto today = context_.plan_stored(stored, command, now);
    if (!today.ok() && today.error().code == ErrorCode::kConflict) return Why{};
    if (!today.ok()) return today.error();
    store::StoredInstance then = stored;
    const auto rolled = roll_back(then, item.seen_seq, context_.queries);
    if (!rolled.ok()) return rolled.error();
    const auto planned = context_.plan_stored(then, command, now);
    if (planned.ok()) return material_difference(*planned, *today);
    if (planned.error().code != ErrorCode::kConflict) return planned.error();
    return Why{
        "It has moved on since it was counted. Then it was refused: " + planned.error().message +
        ". Now: " + today->value("summary", "")};
}

Status BulkWorker::act(const store::BulkJob& job, store::BulkItem& item, std::uint64_t seq) {
    Json body = Json::parse(job.arguments);
    body["reason"] = job.reason;
    Request request = action_request(job.action, item.instance, body, "");
    request.headers.push_back({"if-match", '"' + std::to_string(seq) + '"'});
    request.headers.push_back({kBulkHeader, job.id});
    const Response response = handle_(request);
    if (response.status < 300) {
        finish(item, store::BulkItemStatus::kDone, "");
    } else if (response.status == 500) {
        finish(item, store::BulkItemStatus::kFailed, detail_of(response));
    } else if (response.status < 500 && response.status != 412) {
        finish(item, store::BulkItemStatus::kRefused, detail_of(response));
    }
    if (response.status <= 500) return ok_status();
    return Error{ErrorCode::kUnavailable, detail_of(response)};
}

}  // namespace sagaflow::api
