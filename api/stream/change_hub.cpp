#include "api/stream/change_hub.hpp"

#include <fmt/format.h>

#include <charconv>

#include "api/stream/change_document.hpp"

namespace sagaflow::api {
namespace {

// Whoever is told to read anew should not be told so again before it has done it.
constexpr Duration kResetPause{1'000};
constexpr Duration kLinger{limits::kStreamLingerMs};
// Clocks of two nodes may differ by so much.
constexpr Duration kSkewMax{2'000};
// Beside the texts, an entry takes about this much.
constexpr std::size_t kEntryBytes = 800;

std::size_t size_of(const Change& change) { return kEntryBytes + 2 * change.data.size(); }

}  // namespace

ChangeHub::ChangeHub(ChangeSource& source, const std::string& node, Timestamp started)
    : source_(source),
      prefix_(fmt::format("{}-{:08x}-", started.ms, stable_hash(node) & 0xffffffff)) {}

std::string ChangeHub::id_of(std::uint64_t number) const {
    return prefix_ + std::to_string(number);
}

std::optional<std::uint64_t> ChangeHub::place_of(const std::string& id) const {
    if (!id.starts_with(prefix_)) return std::nullopt;
    std::uint64_t number = 0;
    const char* end = id.data() + id.size();
    const auto [stop, failure] = std::from_chars(id.data() + prefix_.size(), end, number);
    if (failure != std::errc() || stop != end) return std::nullopt;
    const bool kept = number >= oldest_place() && number < next_number_;
    return kept ? std::optional(number) : std::nullopt;
}

// The smallest place from which every later change is still kept.
std::uint64_t ChangeHub::oldest_place() const {
    return (ring_.empty() ? next_number_ : ring_.front()->number) - 1;
}

std::size_t ChangeHub::readers_of(StreamScope scope) const {
    std::size_t count = 0;
    for (const auto& [number, reader] : readers_) count += reader.scope == scope ? 1 : 0;
    return count;
}

std::optional<ChangeHub::Opened> ChangeHub::open(
    StreamScope scope, const std::optional<std::string>& last_id
) {
    bool call_peers = false;
    Opened opened;
    {
        const std::lock_guard lock(mutex_);
        if (readers_.size() >= limits::kStreamsMax) return std::nullopt;
        if (!following_) {
            following_ = true;
            known_since_.reset();
            source_.follow(shared_from_this());
        }
        settle();
        const auto place = last_id ? place_of(*last_id) : std::nullopt;
        opened = {next_reader_++, place.value_or(next_number_ - 1), place.has_value()};
        readers_[opened.reader] = {scope, nullptr};
        open_readers_ = readers_.size();
        if (scope == StreamScope::kCluster) {
            // The linger starts when it is closed; until the next turn it counts from now.
            peers_used_at_ = now_;
            call_peers = !wants_peers_.exchange(true);
        }
    }
    if (call_peers && peers_wanted_) peers_wanted_();
    return opened;
}

void ChangeHub::on_more(std::uint64_t reader, std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    if (const auto found = readers_.find(reader); found != readers_.end()) {
        found->second.wake = std::move(wake);
    }
}

void ChangeHub::close(std::uint64_t reader) {
    const std::lock_guard lock(mutex_);
    readers_.erase(reader);
    open_readers_ = readers_.size();
}

std::optional<std::vector<ChangePtr>> ChangeHub::after(std::uint64_t place, std::size_t count_max) {
    const std::lock_guard lock(mutex_);
    settle();
    if (place < oldest_place()) return std::nullopt;
    std::vector<ChangePtr> found;
    for (std::size_t at = place - oldest_place(); at < ring_.size() && found.size() < count_max;
         ++at) {
        found.push_back(ring_[at]);
    }
    return found;
}

// Engine thread: notes only; the texts are made by whoever reads.
bool ChangeHub::turn(std::vector<InstanceChange> changes, bool missed, Timestamp now) {
    const std::lock_guard lock(mutex_);
    now_ = now;
    if (!known_since_) known_since_ = now + kSkewMax;
    if (!readers_.empty()) used_at_ = now;
    if (readers_of(StreamScope::kCluster) > 0) peers_used_at_ = now;
    if (now - peers_used_at_ > kLinger) wants_peers_ = false;
    if (readers_.empty() && now - used_at_ > kLinger) {
        stop_following();
        return false;
    }
    missed_here_ = missed_here_ || missed;
    for (InstanceChange& change : changes) inbox_.push_back(std::move(change));
    if (inbox_.size() > limits::kStreamKeptChangesMax) {  // nobody has read for a while
        inbox_.clear();
        missed_here_ = true;
    }
    const bool may_reset = now - reset_at_ >= kResetPause || now < reset_at_;
    if (!inbox_.empty() || ((missed_here_ || missed_there_) && may_reset)) wake_readers();
    return true;
}

void ChangeHub::wake_readers() {
    for (const auto& [number, reader] : readers_) {
        if (reader.wake) reader.wake();
    }
}

// What follows has a gap before it: no place from before it is good for anything.
void ChangeHub::stop_following() {
    following_ = false;
    wants_peers_ = false;
    ring_.clear();
    ring_bytes_ = 0;
    latest_.clear();
    inbox_.clear();
    missed_here_ = missed_there_ = false;
    ++next_number_;
}

void ChangeHub::settle() {
    for (InstanceChange& change : std::exchange(inbox_, {})) {
        Change entry;
        entry.data = to_text(change_document(change));
        entry.told_at = change.why.at;
        entry.row = std::move(change.row);
        append(std::move(entry));
    }
    if (now_ - reset_at_ < kResetPause && now_ >= reset_at_) return;
    if (std::exchange(missed_here_, false)) append_reset(true);
    if (std::exchange(missed_there_, false)) append_reset(false);
}

void ChangeHub::append_reset(bool local) {
    reset_at_ = now_;
    Change entry;
    entry.reset = true;
    entry.local = local;
    entry.told_at = now_;
    entry.data = R"({"reason":"missed"})";
    append(std::move(entry));
}

void ChangeHub::append(Change change) {
    if (!change.reset) {
        const auto latest = latest_.find(change.row.id);
        if (latest != latest_.end()) {
            const ChangePtr& before = latest->second;
            // A shard that changed hands: the former owner's word may come late.
            if (before->row.seq > change.row.seq) return;
            // A copy: a pointer into the entry before would keep all that were ever before it.
            change.before = std::make_shared<const store::InstanceRow>(before->row);
        } else {
            change.newborn = known_since_ && change.row.id.created_at() > *known_since_;
        }
    }
    change.number = next_number_++;
    const auto entry = std::make_shared<const Change>(std::move(change));
    ring_bytes_ += size_of(*entry);
    ring_.push_back(entry);
    if (!entry->reset) latest_[entry->row.id] = entry;
    while (ring_.size() > limits::kStreamKeptChangesMax || ring_bytes_ > limits::kStreamKeptBytesMax
    ) {
        forget_oldest();
    }
}

void ChangeHub::forget_oldest() {
    const ChangePtr oldest = ring_.front();
    ring_.pop_front();
    ring_bytes_ -= size_of(*oldest);
    if (oldest->reset) return;
    const auto latest = latest_.find(oldest->row.id);
    if (latest != latest_.end() && latest->second == oldest) latest_.erase(latest);
    const Timestamp since = oldest->told_at + kSkewMax;
    if (known_since_ && *known_since_ < since) known_since_ = since;
}

bool ChangeHub::peer_changed(const Json& document) {
    auto row = row_of_document(document);
    if (!row) return false;
    Change entry;
    entry.local = false;
    entry.row = std::move(*row);
    entry.data = to_text(document);
    const std::lock_guard lock(mutex_);
    entry.told_at = now_;
    if (!following_) return true;
    settle();  // what came before it stands before it
    append(std::move(entry));
    wake_readers();
    return true;
}

void ChangeHub::peer_missed() {
    const std::lock_guard lock(mutex_);
    missed_there_ = following_;
}

}  // namespace sagaflow::api
