#include "api/metrics/http_metrics.hpp"

#include <algorithm>

namespace sagaflow::api {

HttpMetrics::HttpMetrics(std::size_t routes) {
    for (std::size_t i = 0; i <= routes; ++i) rows_.push_back(std::make_unique<Row>());
}

void HttpMetrics::record(std::size_t route, int status, std::int64_t duration_us) {
    Row& row = *rows_[std::min(route, rows_.size() - 1)];
    std::size_t at = 0;
    while (at + 1 < kStatuses.size() && kStatuses[at] != status) ++at;
    row.by_status[at].fetch_add(1, std::memory_order_relaxed);
    std::size_t bucket = 0;
    while (bucket < kBucketsUs.size() && duration_us > kBucketsUs[bucket]) ++bucket;
    row.buckets[bucket].fetch_add(1, std::memory_order_relaxed);
    row.sum_us.fetch_add(
        static_cast<std::uint64_t>(std::max<std::int64_t>(duration_us, 0)),
        std::memory_order_relaxed
    );
}

}  // namespace sagaflow::api
