#include "api/bulk/bulk_desk.hpp"

#include "api/instances.hpp"
#include "engine/model/history_event.hpp"

namespace sagaflow::api {
namespace {

constexpr std::size_t kItemsTaken = 20;
// An instance that moves under every look is not chased for ever.
constexpr int kLooksMax = 5;
constexpr std::size_t kRowsOfHistory = 500;

Request action_request(
    const std::string& action, const InstanceId& id, const Json& body, const std::string& query
) {
    Request request;
    request.method = "POST";
    request.target = "/v1/instances/" + id.text() + "/" + action + query;
    request.headers = {{"content-type", "application/json"}};
    request.body = to_text(body);
    request.remote_address = "bulk";
    return request;
}

std::string detail_of(const Response& response) {
    const Json body = Json::parse(response.body, nullptr, false);
    const std::string detail = body.is_object() ? body.value("detail", "") : "";
    return detail.empty() ? "the answer was " + std::to_string(response.status) : detail;
}

// Whether the history tells that the job has acted on the instance.
Result<bool> has_acted(Context& context, const InstanceId& id, const std::string& job) {
    std::uint64_t after = 0;
    while (true) {
        const auto rows = context.queries.history(id, after, kRowsOfHistory);
        if (!rows.ok()) return rows.error();
        for (const store::HistoryRow& row : *rows) {
            after = row.last_seq;
            if (row.events.find(job) == std::string::npos) continue;
            const auto events = history_events_from(row.events);
            if (!events.ok()) return events.error();
            for (const HistoryEvent& event : *events) {
                if (event.data.is_object() && event.data.value("bulk", "") == job) return true;
            }
        }
        if (rows->size() < kRowsOfHistory) return false;
    }
}

}  // namespace

BulkDesk::BulkDesk(Context& context, store::BulkJobs& jobs, Handle handle, BulkOptions options)
    : context_(context), jobs_(jobs), handle_(std::move(handle)), options_(std::move(options)) {}

BulkDesk::~BulkDesk() { stop(); }

void BulkDesk::start() {
    thread_ = std::thread([this] { run(); });
}

void BulkDesk::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void BulkDesk::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    changed_.notify_all();
}

bool BulkDesk::stopping() {
    const std::lock_guard lock(mutex_);
    return stopping_;
}

bool BulkDesk::pace() {
    const auto gap = std::chrono::microseconds(1'000'000 / options_.per_second);
    std::unique_lock lock(mutex_);
    return !changed_.wait_for(lock, gap, [this] { return stopping_; });
}

void BulkDesk::run() {
    while (!stopping()) {
        work_off();
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, std::chrono::milliseconds(options_.look_again.ms), [this] {
            return stopping_ || woken_;
        });
        woken_ = false;
    }
}

void BulkDesk::work_off() {
    while (!stopping()) {
        const auto job = jobs_.claim(options_.worker, options_.lease);
        if (!job.ok() || !job->has_value()) return;
        if (!work_on(**job)) return;
    }
}

// False: not now; the lease ends, and somebody goes on.
bool BulkDesk::work_on(const store::BulkJob& job) {
    while (true) {
        auto items = jobs_.take(job.id, options_.worker, options_.lease, kItemsTaken);
        if (!items.ok()) return false;
        if (items->empty()) break;
        for (store::BulkItem& item : *items) {
            if (!pace() || !treat(job, item)) return false;
            const auto running = jobs_.record(job.id, {item});
            if (!running.ok()) return false;
            // Stopped by an operator in the middle of what was taken: the rest is left alone.
            if (!*running) return true;
        }
    }
    return jobs_.finish(job.id, context_.clock.now()).ok();
}

void BulkDesk::finish(store::BulkItem& item, store::BulkItemStatus status, std::string detail) {
    item.status = status;
    item.detail = std::move(detail);
    item.at = context_.clock.now();
}

// False: it cannot be asked now.
bool BulkDesk::treat(const store::BulkJob& job, store::BulkItem& item) {
    // Somebody may have acted before it died, or while this node thought that nobody did.
    bool in_doubt = item.status == store::BulkItemStatus::kStarted;
    bool away = false;
    for (int look = 0; look < kLooksMax; ++look) {
        if (look > 0 && !pace()) return false;
        const auto found = context_.queries.find_instance(item.instance);
        if (!found.ok()) return false;
        if (!found->has_value()) {
            finish(item, store::BulkItemStatus::kFailed, "the instance is gone");
            return true;
        }
        if (in_doubt) {
            const auto acted = has_acted(context_, item.instance, job.id);
            if (!acted.ok()) return false;
            if (*acted) {
                finish(item, store::BulkItemStatus::kDone, "");
                return true;
            }
        }
        away = !act(job, item, last_seq(**found));
        if (item.status != store::BulkItemStatus::kStarted) return true;
        in_doubt = true;  // it moved, or its outcome is not known: look again
    }
    if (away) return false;
    finish(item, store::BulkItemStatus::kFailed, "it moved on whenever it was looked at");
    return true;
}

// Leaves the item started when it must be looked at again. False: the server could not act.
bool BulkDesk::act(const store::BulkJob& job, store::BulkItem& item, std::uint64_t seq) {
    Json body = Json::parse(job.arguments);
    body["reason"] = job.reason;
    Request request = action_request(job.action, item.instance, body, "");
    request.headers.push_back({"if-match", '"' + std::to_string(seq) + '"'});
    request.headers.push_back({kBulkHeader, job.id});
    const Response response = handle_(request);
    item.status = store::BulkItemStatus::kStarted;
    if (response.status < 300) {
        finish(item, store::BulkItemStatus::kDone, "");
    } else if (response.status == 500) {
        finish(item, store::BulkItemStatus::kFailed, detail_of(response));
    } else if (response.status < 500 && response.status != 412) {
        finish(item, store::BulkItemStatus::kRefused, detail_of(response));
    }
    return response.status < 500;
}

Response BulkDesk::plan(const std::string& action, const InstanceId& id, const Json& arguments) {
    return handle_(action_request(action, id, arguments, "?plan=true"));
}

}  // namespace sagaflow::api
