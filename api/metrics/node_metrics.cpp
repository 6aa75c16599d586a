#include "api/metrics/node_metrics.hpp"

#include <fmt/format.h>

#include "api/metrics/prometheus_text.hpp"
#include "api/routes/table.hpp"
#include "api/stream/change_hub.hpp"

namespace sagaflow::api {
namespace {

void write_instances(PrometheusText& text, const EngineFigures& figures) {
    text.counter("sagaflow_sagas_started_total", "Instances started.", figures.instances_started);
    text.family(
        "sagaflow_sagas_finished_total", "counter", "Instances ended, by saga and outcome."
    );
    for (const auto& [key, count] : figures.instances_ended) {
        text.sample(count, {{"definition", key.first}, {"outcome", key.second}});
    }
    text.family("sagaflow_steps_attempts_total", "counter", "Calls answered, by kind and outcome.");
    for (const auto& [key, count] : figures.attempts) {
        text.sample(count, {{"kind", key.first}, {"result", key.second}});
    }
    text.gauge(
        "sagaflow_calls_in_flight", "Calls that wait for an answer.", figures.calls_in_flight
    );
}

void write_events(PrometheusText& text, const EngineFigures& figures) {
    text.family("sagaflow_events_received_total", "counter", "Events handed in, by result.");
    text.sample(figures.events_accepted, {{"result", "accepted"}});
    text.sample(figures.events_duplicate, {{"result", "duplicate"}});
    text.counter(
        "sagaflow_events_matched_total",
        "Deliveries of events to instances.",
        figures.events_matched
    );
}

void write_engine(PrometheusText& text, const EngineFigures& figures) {
    text.counter("sagaflow_commits_total", "Transactions committed.", figures.commits);
    text.counter("sagaflow_commits_failed_total", "Transactions refused.", figures.commits_failed);
    text.counter("sagaflow_transitions_total", "History events committed.", figures.transitions);
    text.counter("sagaflow_lease_lost_total", "Shards lost to another node.", figures.leases_lost);
    text.gauge("sagaflow_leases_held", "Shards that this node owns.", figures.shards_owned);
    text.gauge("sagaflow_shards", "Shards of the cluster.", figures.shard_count);
    text.gauge(
        "sagaflow_resident_instances", "Instances kept in memory.", figures.resident_instances
    );
    text.gauge("sagaflow_resident_bytes", "Their estimated size.", figures.resident_bytes);
    text.gauge("sagaflow_mailbox_depth", "Commands waiting in the engine.", figures.mailbox_depth);
    text.gauge(
        "sagaflow_database_available",
        "1 while the database answers.",
        figures.database_available ? 1 : 0
    );
    text.gauge("sagaflow_draining", "1 while the node hands over.", figures.draining ? 1 : 0);
}

void write_live(PrometheusText& text, store::Queries& queries) {
    const auto counts = queries.count_live();
    if (!counts.ok()) return;
    std::uint64_t attention = 0;
    text.family("sagaflow_sagas_in_state", "gauge", "Instances that have not ended, by status.");
    for (const auto& [status, count] : counts.value()) {
        text.sample(count, {{"state", to_string(status)}});
        if (needs_attention(status)) attention += count;
    }
    text.gauge("sagaflow_needs_attention", "Instances that wait for an operator.", attention);
}

void write_effects(PrometheusText& text, store::Queries& queries) {
    const auto counts = queries.count_effects();
    if (!counts.ok()) return;
    text.family(
        "sagaflow_effects_outstanding", "gauge",
        "Effects that are neither committed nor undone and that nobody will settle by itself."
    );
    for (const char* state : {"outstanding", "unknown", "irreversible"}) {
        const auto found = counts->find(state);
        const std::uint64_t count = found == counts->end() ? 0 : found->second;
        text.sample(count, {{"state", state}});
    }
}

void write_histogram(PrometheusText& text, const Route& route, const HttpMetrics::Row& row) {
    std::uint64_t total = 0;
    for (std::size_t i = 0; i <= HttpMetrics::kBucketsUs.size(); ++i) {
        total += row.buckets[i].load(std::memory_order_relaxed);
        const bool last = i == HttpMetrics::kBucketsUs.size();
        const std::string bound =
            last ? "+Inf"
                 : fmt::format("{}", static_cast<double>(HttpMetrics::kBucketsUs[i]) / 1e6);
        text.sample(
            total, {{"route", route.pattern}, {"method", route.method}, {"le", bound}}, "_bucket"
        );
    }
    const double sum = static_cast<double>(row.sum_us.load(std::memory_order_relaxed)) / 1e6;
    text.sample(sum, {{"route", route.pattern}, {"method", route.method}}, "_sum");
    text.sample(total, {{"route", route.pattern}, {"method", route.method}}, "_count");
}

bool is_used(const HttpMetrics::Row& row) {
    for (const auto& count : row.by_status) {
        if (count.load(std::memory_order_relaxed) > 0) return true;
    }
    return false;
}

void write_http(PrometheusText& text, const HttpMetrics& metrics) {
    // Requests that match no route share one row, so that no path becomes a label.
    Route unmatched;
    unmatched.pattern = "unmatched";
    unmatched.method = "any";
    const auto& routes = route_table();
    const auto route_at = [&](std::size_t i) -> const Route& {
        return i < routes.size() ? routes[i] : unmatched;
    };
    text.family("sagaflow_http_requests_total", "counter", "Requests, by route and status.");
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        for (std::size_t at = 0; at < HttpMetrics::kStatuses.size(); ++at) {
            const auto count = metrics.row(i).by_status[at].load(std::memory_order_relaxed);
            if (count == 0) continue;
            const int status = HttpMetrics::kStatuses[at];
            text.sample(
                count,
                {{"route", route_at(i).pattern},
                 {"method", route_at(i).method},
                 {"code", status == 0 ? "other" : std::to_string(status)}}
            );
        }
    }
    text.family("sagaflow_http_request_duration_seconds", "histogram", "Time to answer, by route.");
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        if (is_used(metrics.row(i))) write_histogram(text, route_at(i), metrics.row(i));
    }
}

}  // namespace

std::string node_metrics(Context& context) {
    PrometheusText text;
    text.family("sagaflow_build_info", "gauge", "Always 1; the version is in the label.");
    text.sample(std::uint64_t{1}, {{"version", SAGAFLOW_VERSION}});
    const EngineFigures figures = context.engine.figures();
    write_instances(text, figures);
    write_events(text, figures);
    write_engine(text, figures);
    text.gauge(
        "sagaflow_open_streams",
        "Streams of changes that clients read.",
        context.changes ? context.changes->open_readers() : 0
    );
    write_live(text, context.queries);
    write_effects(text, context.queries);
    write_http(text, context.http_metrics);
    return text.take();
}

}  // namespace sagaflow::api
