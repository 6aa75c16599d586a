// Where changes of instances come together, from this node's engine and from the other nodes, and
// where every open stream reads them at its own pace.
//
// Thread-safe. The last changes are kept in a ring, in the order of their numbers: a stream is a
// place in the ring, so one that is slow costs nothing, and one that comes back with the number
// that it saw last goes on there. It follows the engine only while a stream is open, and for a
// minute after the last one, so that a page that is loaded anew goes on without a gap.
#pragma once

#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <unordered_map>

#include "engine/shard/changes.hpp"
#include "engine/store/queries.hpp"

namespace sagaflow::api {

// What one stream is told of: what the whole cluster commits, or this node alone.
enum class StreamScope { kCluster, kNode };

struct Change {
    std::uint64_t number = 0;
    bool local = true;   // this node committed it
    bool reset = false;  // no instance: something was missed, whoever looks on must read anew
    store::InstanceRow row;
    std::string data;  // JSON on one line
    Timestamp told_at;
    // The change of the instance before this one, while it is kept.
    std::shared_ptr<const store::InstanceRow> before;
    bool newborn = false;  // with no `before`: there was none
};
using ChangePtr = std::shared_ptr<const Change>;

class ChangeHub final : public ChangeFollower, public std::enable_shared_from_this<ChangeHub> {
public:
    // `node` and `started` make the ids of two processes differ.
    ChangeHub(ChangeSource& source, const std::string& node, Timestamp started);

    // --- readers
    struct Opened {
        std::uint64_t reader = 0;
        std::uint64_t place = 0;  // changes above this number come next
        bool resumed = false;
    };
    // Nullopt: as many as there may be are open. `last_id`: what the client saw last; a reader that
    // cannot go on there starts at the end.
    std::optional<Opened> open(StreamScope scope, const std::optional<std::string>& last_id);
    void on_more(std::uint64_t reader, std::function<void()> wake);
    void close(std::uint64_t reader);
    // At most `count_max` changes after the place; nullopt: they are not kept any more.
    std::optional<std::vector<ChangePtr>> after(std::uint64_t place, std::size_t count_max);
    std::string id_of(std::uint64_t number) const;
    std::size_t open_readers() const { return open_readers_; }

    // --- the engine
    bool turn(std::vector<InstanceChange> changes, bool missed, Timestamp now) override;

    // --- the other nodes
    bool wants_peers() const { return wants_peers_; }
    // Called whenever they come to be wanted; set before the first reader.
    void on_peers_wanted(std::function<void()> call) { peers_wanted_ = std::move(call); }
    // A change that another node told of; false: it is none.
    bool peer_changed(const Json& document);
    void peer_missed();

private:
    struct Reader {
        StreamScope scope;
        std::function<void()> wake;
    };

    // All of these with the mutex held.
    void settle();
    void append(Change change);
    void append_reset(bool local);
    void forget_oldest();
    void stop_following();
    std::uint64_t oldest_place() const;
    std::optional<std::uint64_t> place_of(const std::string& id) const;
    std::size_t readers_of(StreamScope scope) const;
    void wake_readers();

    ChangeSource& source_;
    const std::string prefix_;  // of ids
    std::function<void()> peers_wanted_;
    std::atomic<bool> wants_peers_{false};
    std::atomic<std::size_t> open_readers_{0};

    std::mutex mutex_;
    std::map<std::uint64_t, Reader> readers_;
    std::uint64_t next_reader_ = 1;
    bool following_ = false;
    Timestamp now_;            // of the last turn
    Timestamp used_at_;        // the last turn with a reader
    Timestamp peers_used_at_;  // the last turn with a reader of the cluster
    // Of an instance that was made after this, every change is known.
    std::optional<Timestamp> known_since_;

    // What came and is not in the ring yet: it is written out by the readers' thread, not by the
    // engine's.
    std::vector<InstanceChange> inbox_;
    bool missed_here_ = false;
    bool missed_there_ = false;
    Timestamp reset_at_;

    std::deque<ChangePtr> ring_;
    std::size_t ring_bytes_ = 0;
    std::uint64_t next_number_ = 1;
    std::unordered_map<InstanceId, ChangePtr> latest_;
};

}  // namespace sagaflow::api
