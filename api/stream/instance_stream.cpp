#include "api/stream/instance_stream.hpp"

namespace sagaflow::api {
namespace {

constexpr std::size_t kChangesOfTurn = 64;
// How long a browser waits before it connects again.
constexpr int kRetryMs = 2'000;

void write_event(
    std::string& to, const std::string& id, std::string_view event, std::string_view data
) {
    to += "id: ";
    to += id;
    to += "\nevent: ";
    to += event;
    to += "\ndata: ";
    to += data;
    to += "\n\n";
}

store::InstanceFilter lasting_part(store::InstanceFilter filter) {
    filter.statuses.clear();
    filter.state.reset();
    filter.error.reset();
    filter.waiting_for.reset();
    filter.text.reset();
    return filter;
}

std::string left_data(const Change& change) {
    return to_text(
        {{"id", change.row.id.text()},
         {"seq", change.row.seq},
         {"status", to_string(change.row.status)}}
    );
}

}  // namespace

InstanceStream::InstanceStream(
    std::shared_ptr<ChangeHub> hub,
    ChangeHub::Opened opened,
    StreamScope scope,
    store::InstanceFilter filter,
    bool wanted_to_resume
)
    : hub_(std::move(hub)),
      reader_(opened.reader),
      place_(opened.place),
      scope_(scope),
      filter_(std::move(filter)),
      lasting_(lasting_part(filter_)) {
    greeting_ = "retry: " + std::to_string(kRetryMs) + "\n\n";
    const std::string id = hub_->id_of(place_);
    write_event(
        greeting_, id, "ready", opened.resumed ? R"({"resumed":true})" : R"({"resumed":false})"
    );
    if (wanted_to_resume && !opened.resumed) {
        write_event(greeting_, id, "reset", R"({"reason":"too long ago"})");
    }
}

InstanceStream::~InstanceStream() { hub_->close(reader_); }

void InstanceStream::on_more(std::function<void()> wake) {
    hub_->on_more(reader_, std::move(wake));
}

bool InstanceStream::pull(std::string& to, std::size_t bytes_max) {
    to += std::exchange(greeting_, {});
    while (to.size() < bytes_max) {
        const auto changes = hub_->after(place_, kChangesOfTurn);
        if (!changes) return false;
        if (changes->empty()) return true;
        for (const ChangePtr& change : *changes) {
            write(to, *change);
            place_ = change->number;
            if (to.size() >= bytes_max) break;
        }
    }
    return true;
}

// An id without data: the client remembers the place, and nothing is dispatched.
void InstanceStream::keep_alive(std::string& to) {
    to += "id: " + hub_->id_of(place_) + "\n: still here\n\n";
}

void InstanceStream::write(std::string& to, const Change& change) const {
    if (scope_ == StreamScope::kNode && !change.local) return;
    const auto tell = [&](std::string_view event, std::string_view data) {
        write_event(to, hub_->id_of(change.number), event, data);
    };
    if (change.reset) return tell("reset", change.data);
    if (store::matches(change.row, filter_)) return tell("instance", change.data);
    if (may_have_matched(change)) tell("left", left_data(change));
}

bool InstanceStream::may_have_matched(const Change& change) const {
    if (change.before) return store::matches(*change.before, filter_);
    return !change.newborn && store::matches(change.row, lasting_);
}

}  // namespace sagaflow::api
