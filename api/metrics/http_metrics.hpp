// Counts requests and their durations by route and status class, without locks: a fixed table of
// atomics. No path, id or key ever becomes a label.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace sagaflow::api {

class HttpMetrics {
public:
    // Upper bounds of the histogram's buckets, in microseconds.
    static constexpr std::array<std::int64_t, 12> kBucketsUs{
        500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 1'000'000, 5'000'000,
        30'000'000};
    static constexpr std::array<int, 20> kStatuses{
        200, 201, 202, 204, 304, 400, 403, 404, 405, 409, 412, 413, 415, 422, 428, 500, 501, 503,
        504, 0};  // 0: any other

    // One row for each route, and one for requests that match none.
    explicit HttpMetrics(std::size_t routes);

    void record(std::size_t route, int status, std::int64_t duration_us);

    struct Row {
        std::array<std::atomic<std::uint64_t>, kStatuses.size()> by_status{};
        std::array<std::atomic<std::uint64_t>, kBucketsUs.size() + 1> buckets{};
        std::atomic<std::uint64_t> sum_us{0};
    };
    const Row& row(std::size_t route) const { return *rows_.at(route); }
    std::size_t size() const { return rows_.size(); }

private:
    std::vector<std::unique_ptr<Row>> rows_;  // atomics do not move
};

}  // namespace sagaflow::api
