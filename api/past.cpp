#include "api/past.hpp"

#include "engine/model/history_event.hpp"

namespace sagaflow::api {
namespace {

constexpr std::size_t kRowsOfPage = 1'000;

Status read_from_the_start(
    store::StoredInstance& stored, std::uint64_t at, store::Queries& queries
) {
    stored.row.image_seq = 0;
    stored.row.image.clear();
    stored.tail.clear();
    std::uint64_t read = 0;
    while (read < at) {
        auto page = queries.history(stored.row.id, read, kRowsOfPage);
        if (!page.ok()) return page.error();
        if (page->empty()) {
            return Error{
                ErrorCode::kInternal,
                "Expected event " + std::to_string(at) + " of " + stored.row.id.text() +
                    " in its history, but it ends before"};
        }
        read = page->back().last_seq;
        for (store::HistoryRow& row : *page) stored.tail.push_back(std::move(row));
    }
    return ok_status();
}

}  // namespace

Result<Timestamp> roll_back(
    store::StoredInstance& stored, std::uint64_t at, store::Queries& queries
) {
    // An image has no time of its own: the event that it was made after tells it.
    if (stored.row.image_seq >= at) {
        if (const Status read = read_from_the_start(stored, at, queries); !read.ok()) {
            return read.error();
        }
    }
    while (!stored.tail.empty() && stored.tail.back().first_seq > at) stored.tail.pop_back();
    if (stored.tail.empty()) {
        return Error{
            ErrorCode::kInternal,
            "Expected a history of " + stored.row.id.text() + ", but it has none"};
    }
    // A row holds the events of one commit: `at` may lie inside.
    store::HistoryRow& last = stored.tail.back();
    auto events = history_events_from(last.events);
    if (!events.ok()) return events.error();
    std::erase_if(*events, [&](const HistoryEvent& event) { return event.seq > at; });
    if (events->empty() || events->back().seq != at) {
        return Error{
            ErrorCode::kInternal,
            "Expected event " + std::to_string(at) + " of " + stored.row.id.text() +
                ", but the history has a gap"};
    }
    last.last_seq = at;
    last.events = to_text(*events);
    return events->back().at;
}

}  // namespace sagaflow::api
