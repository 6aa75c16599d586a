// What the routes work with: the ports of the node, and a few settings. Made once by the
// composition root; every reference outlives the server; all of it is safe from many threads at
// once.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "api/admission.hpp"
#include "api/deadlines.hpp"
#include "api/forwarder.hpp"
#include "api/metrics/http_metrics.hpp"
#include "api/ui/asset.hpp"
#include "dsl/definition.hpp"
#include "engine/core/log.hpp"
#include "engine/shard/catalog.hpp"
#include "engine/shard/engine.hpp"
#include "engine/store/queries.hpp"

namespace sagaflow::api {

class BulkDesk;
class ChangeHub;

// Reads a stored instance into the API's document (engine/shard/document.hpp's document_of).
using DocumentReader =
    std::function<Result<Json>(const store::StoredInstance&, const Catalog&, Timestamp now)>;

// The longest bodies, in bytes. An operator may lower them; what is built on them (events, images,
// commits) rules out more.
struct BodyLimits {
    std::size_t request = limits::kRequestBytesMax;
    std::size_t batch = limits::kBatchBytesMax;  // events, too
    std::size_t definition = limits::kDefinitionBytesMax;
};

// What an action would do to a stored instance (engine/shard/action_plan.hpp's plan_of_stored).
using StoredPlanner =
    std::function<Result<Json>(const store::StoredInstance&, const ActOnInstance&, Timestamp now)>;

struct Settings {
    std::string node;
    std::int64_t request_deadline_ms = limits::kRequestDeadlineMs;
    Duration event_dedup_window{7LL * 24 * 3'600'000};
    BodyLimits bodies;
    Timestamp started_at;     // of this process
    ui::Assets ui;            // empty: without the web UI
    dsl::CheckOptions check;  // what the server's configuration knows of
};

struct Context {
    Engine& engine;
    Catalog& catalog;
    store::Queries& queries;
    const Clock& clock;
    Logger& logger;
    DocumentReader read_document;
    Forwarder* forwarder = nullptr;  // null: a single node
    Settings settings;
    HttpMetrics http_metrics;
    std::atomic<std::size_t> waits{0};         // requests inside ?wait=
    std::atomic<std::size_t> thread_waits{0};  // those of them that keep a thread
    ReadingPlaces reading_places{};
    Deadlines deadlines{};                 // of answers that no thread waits for
    std::shared_ptr<ChangeHub> changes{};  // null: no stream of changes
    StoredPlanner plan_stored{};           // null: bulk jobs act whatever has changed
    BulkDesk* bulk = nullptr;              // null: no bulk jobs
};

}  // namespace sagaflow::api
