#include "engine/store/bulk_jobs.hpp"

#include <array>

namespace sagaflow::store {
namespace {

constexpr std::array<std::string_view, 4> kBulkStatuses{"planned", "running", "stopped", "done"};
constexpr std::array<std::string_view, 5> kBulkItemStatuses{
    "pending", "started", "done", "refused", "failed"};

template <typename Enum, std::size_t N>
std::optional<Enum> named(const std::array<std::string_view, N>& names, std::string_view text) {
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == text) return static_cast<Enum>(i);
    }
    return std::nullopt;
}

}  // namespace

std::string_view to_string(BulkStatus status) {
    return kBulkStatuses[static_cast<std::size_t>(status)];
}
std::optional<BulkStatus> bulk_status_from(std::string_view text) {
    return named<BulkStatus>(kBulkStatuses, text);
}

std::string_view to_string(BulkItemStatus status) {
    return kBulkItemStatuses[static_cast<std::size_t>(status)];
}
std::optional<BulkItemStatus> bulk_item_status_from(std::string_view text) {
    return named<BulkItemStatus>(kBulkItemStatuses, text);
}

}  // namespace sagaflow::store
