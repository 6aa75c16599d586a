// Where changes gather and streams read them: places, resuming, filters, and what is forgotten.
#include <gtest/gtest.h>

#include "api/stream/change_document.hpp"
#include "api/stream/event_reader.hpp"
#include "api/stream/instance_stream.hpp"

namespace sagaflow::api {
namespace {

constexpr Timestamp kStart{1'769'846'400'000};

class CountingSource final : public ChangeSource {
public:
    void follow(std::shared_ptr<ChangeFollower> follower) override {
        ++follows;
        last = std::move(follower);
    }
    int follows = 0;
    std::shared_ptr<ChangeFollower> last;
};

class Hub : public ::testing::Test {
protected:
    // `made_ms`: when the instance was started, from the start of the test.
    static InstanceId id(std::uint64_t number, std::int64_t made_ms = 0) {
        return InstanceId::make(kStart + Duration{made_ms}, ShardId{1}, number);
    }
    static InstanceChange change(
        InstanceId of, InstanceStatus status = InstanceStatus::kRunning, std::uint64_t seq = 1
    ) {
        InstanceChange made;
        made.row.id = of;
        made.row.saga = "order";
        made.row.version = 1;
        made.row.key = "K-1";
        made.row.status = status;
        made.row.state = "a,b";
        made.row.waiting_for = R"([{"kind":"retry","lastError":{"body":"long"},"state":"a"}])";
        made.row.seq = seq;
        made.row.started_at = made.row.updated_at = kStart;
        made.why = {"because", kStart, std::nullopt};
        return made;
    }
    bool tell(std::vector<InstanceChange> changes, bool missed = false) {
        now = now + Duration{250};
        for (InstanceChange& told : changes) told.why.at = now;
        return hub->turn(std::move(changes), missed, now);
    }
    void pass(Duration time) {
        for (const Timestamp until = now + time; now < until;) (void)tell({});
    }
    std::shared_ptr<InstanceStream> stream(
        store::InstanceFilter filter = {},
        const std::optional<std::string>& resumes_at = std::nullopt,
        StreamScope scope = StreamScope::kCluster
    ) {
        const auto opened = hub->open(scope, resumes_at);
        EXPECT_TRUE(opened.has_value());
        const bool resumes = resumes_at.has_value();
        return std::make_shared<InstanceStream>(hub, *opened, scope, filter, resumes);
    }
    // "event id-or-nothing" of what the stream gives now.
    std::vector<std::string> read(InstanceStream& from) {
        std::string text;
        EXPECT_TRUE(from.pull(text, SIZE_MAX));
        std::vector<std::string> events;
        StreamEventReader reader;
        EXPECT_TRUE(reader.feed(text, SIZE_MAX, [&](const StreamEventReader::Event& event) {
            const Json data = Json::parse(event.data);
            events.push_back(event.event + " " + data.value("status", ""));
            last_id = event.id;
        }));
        return events;
    }
    using Events = std::vector<std::string>;

    Timestamp now = kStart;
    CountingSource source;
    std::shared_ptr<ChangeHub> hub = std::make_shared<ChangeHub>(source, "node-1", kStart);
    std::string last_id;
};

TEST_F(Hub, FollowsTheEngineWhileSomebodyReadsAndAMinuteLonger) {
    EXPECT_EQ(source.follows, 0);
    auto one = stream();
    auto two = stream();
    EXPECT_EQ(source.follows, 1);
    EXPECT_EQ(hub->open_readers(), 2u);
    pass(Duration{2 * limits::kStreamLingerMs});
    one.reset();
    two.reset();
    EXPECT_EQ(hub->open_readers(), 0u);
    pass(Duration{limits::kStreamLingerMs - 1'000});
    EXPECT_TRUE(tell({}));
    pass(Duration{2'000});
    EXPECT_FALSE(tell({}));
    const auto three = stream();
    EXPECT_EQ(source.follows, 2);
}

TEST_F(Hub, GivesEveryStreamItsOwnPlace) {
    const auto one = stream();
    EXPECT_EQ(read(*one), (Events{"ready "}));
    (void)tell({change(id(1))});
    const auto two = stream();
    (void)tell({change(id(2), InstanceStatus::kParked)});
    EXPECT_EQ(read(*one), (Events{"instance running", "instance parked"}));
    EXPECT_EQ(read(*two), (Events{"ready ", "instance parked"}));
    EXPECT_EQ(read(*one), (Events{}));
}

TEST_F(Hub, ResumesWhereTheClientWas) {
    auto first = stream();
    (void)tell({change(id(1))});
    (void)read(*first);
    const std::string seen = last_id;
    first.reset();
    (void)tell({change(id(2), InstanceStatus::kStuck)});
    const auto second = stream({}, seen);
    std::string text;
    ASSERT_TRUE(second->pull(text, SIZE_MAX));
    EXPECT_NE(text.find(R"(data: {"resumed":true})"), std::string::npos);
    EXPECT_NE(text.find("event: instance"), std::string::npos);
    EXPECT_EQ(text.find("event: reset"), std::string::npos);
}

TEST_F(Hub, TellsWhoCannotResumeToReadAnew) {
    const auto first = stream();
    (void)tell({change(id(1))});
    (void)read(*first);
    for (const std::string& unknown :
         {std::string("nonsense"), last_id + "7", last_id + "x", std::string("1-2-3")}) {
        const auto second = stream({}, unknown);
        EXPECT_EQ(read(*second), (Events{"ready ", "reset "})) << unknown;
    }
    const auto other = std::make_shared<ChangeHub>(source, "node-2", kStart);
    EXPECT_FALSE(other->open(StreamScope::kCluster, last_id)->resumed) << "of another node";
}

TEST_F(Hub, AGapInWhichNobodyReadCannotBeResumedOver) {
    auto first = stream();
    (void)read(*first);
    const std::string seen = last_id;
    first.reset();
    pass(Duration{limits::kStreamLingerMs + 1'000});
    EXPECT_FALSE(hub->open(StreamScope::kCluster, seen)->resumed);
}

TEST_F(Hub, EndsAStreamThatFellBehindWhatIsKept) {
    const auto slow = stream();
    const auto quick = stream();
    for (std::size_t told = 0; told <= limits::kStreamKeptChangesMax; told += 100) {
        std::vector<InstanceChange> changes;
        for (std::uint64_t i = 0; i < 100; ++i) changes.push_back(change(id(told + i)));
        (void)tell(std::move(changes));
        EXPECT_EQ(read(*quick).size(), told == 0 ? 101u : 100u);
    }
    std::string text;
    EXPECT_FALSE(slow->pull(text, SIZE_MAX));
    EXPECT_TRUE(quick->pull(text, SIZE_MAX));
}

TEST_F(Hub, ForgetsWhatNobodyReads) {
    const auto sleeping = stream();
    for (std::size_t told = 0; told <= 2 * limits::kStreamKeptChangesMax; told += 100) {
        std::vector<InstanceChange> changes;
        for (std::uint64_t i = 0; i < 100; ++i) changes.push_back(change(id(told + i)));
        EXPECT_TRUE(tell(std::move(changes)));
    }
    std::string text;
    while (sleeping->pull(text, text.size() + 1) && text.size() < 20 * limits::kMiB) {
        if (text.find("event: reset") != std::string::npos) break;
    }
    EXPECT_NE(text.find("event: reset"), std::string::npos);
}

TEST_F(Hub, ResetsAreRare) {
    const auto one = stream();
    (void)read(*one);
    pass(Duration{2'000});
    for (int i = 0; i < 4; ++i) (void)tell({}, true);
    EXPECT_EQ(read(*one), (Events{"reset "}));
    for (int i = 0; i < 2; ++i) (void)tell({}, true);
    EXPECT_EQ(read(*one), (Events{})) << "too soon";
    pass(Duration{1'000});
    EXPECT_EQ(read(*one), (Events{"reset "})) << "and not forgotten";
}

TEST_F(Hub, FiltersTellWhatIsInAndWhatLeft) {
    store::InstanceFilter running;
    running.statuses = {InstanceStatus::kRunning};
    const auto one = stream(running);
    (void)read(*one);
    (void)tell({});
    const InstanceId fresh = id(1, 60'000);
    (void)tell({change(fresh, InstanceStatus::kParked, 1)});
    EXPECT_EQ(read(*one), (Events{})) << "it is new, and was never in";
    (void)tell({change(fresh, InstanceStatus::kRunning, 2)});
    EXPECT_EQ(read(*one), (Events{"instance running"}));
    (void)tell({change(fresh, InstanceStatus::kCompleted, 3)});
    EXPECT_EQ(read(*one), (Events{"left completed"}));
    (void)tell({change(fresh, InstanceStatus::kCompleted, 4)});
    EXPECT_EQ(read(*one), (Events{})) << "it has left already";
    (void)tell({change(id(2), InstanceStatus::kStuck)});
    EXPECT_EQ(read(*one), (Events{"left stuck"})) << "it is old, and may have been in";
}

TEST_F(Hub, FiltersByWhatNeverChangesAreSilentAboutOthers) {
    store::InstanceFilter other;
    other.saga = "refund";
    other.statuses = {InstanceStatus::kRunning};
    const auto one = stream(other);
    (void)read(*one);
    (void)tell({change(id(1)), change(id(2), InstanceStatus::kStuck)});
    EXPECT_EQ(read(*one), (Events{}));
}

TEST_F(Hub, KeepsTheWordOfAFormerOwnerOut) {
    const auto one = stream();
    (void)read(*one);
    (void)tell({change(id(1), InstanceStatus::kParked, 9)});
    EXPECT_TRUE(hub->peer_changed(change_document(change(id(1), InstanceStatus::kRunning, 8))));
    EXPECT_EQ(read(*one), (Events{"instance parked"}));
}

TEST_F(Hub, TellsOfOtherNodesToStreamsOfTheClusterAlone) {
    const auto cluster = stream();
    const auto node = stream({}, std::nullopt, StreamScope::kNode);
    (void)read(*cluster);
    (void)read(*node);
    EXPECT_TRUE(hub->peer_changed(change_document(change(id(1), InstanceStatus::kStuck))));
    hub->peer_missed();
    (void)tell({change(id(2))});
    EXPECT_EQ(read(*cluster), (Events{"instance stuck", "instance running", "reset "}));
    EXPECT_EQ(read(*node), (Events{"instance running"}));
    for (const char* text : {"{}", "7", R"({"id": "x"})", "null"}) {
        EXPECT_FALSE(hub->peer_changed(Json::parse(text))) << text;
    }
}

TEST_F(Hub, WantsTheOtherNodesForStreamsOfTheClusterAlone) {
    int calls = 0;
    hub->on_peers_wanted([&] { ++calls; });
    const auto node = stream({}, std::nullopt, StreamScope::kNode);
    (void)tell({});
    EXPECT_FALSE(hub->wants_peers());
    auto cluster = stream();
    EXPECT_TRUE(hub->wants_peers());
    EXPECT_EQ(calls, 1);
    (void)tell({});
    cluster.reset();
    pass(Duration{limits::kStreamLingerMs + 1'000});
    EXPECT_FALSE(hub->wants_peers()) << "the reader of the node does not keep them";
    EXPECT_TRUE(tell({}));
}

TEST_F(Hub, BoundsTheStreams) {
    for (std::size_t i = 0; i < limits::kStreamsMax; ++i) {
        ASSERT_TRUE(hub->open(StreamScope::kCluster, std::nullopt));
    }
    EXPECT_FALSE(hub->open(StreamScope::kCluster, std::nullopt));
    hub->close(1);
    EXPECT_TRUE(hub->open(StreamScope::kCluster, std::nullopt));
}

TEST_F(Hub, ChangesComeThroughAsDocumentsAndBack) {
    const InstanceChange told = change(id(1), InstanceStatus::kParked, 7);
    const Json document = change_document(told);
    EXPECT_EQ(document["why"], "because");
    EXPECT_EQ(document["seq"], 7);
    EXPECT_EQ(document["states"], Json({"a", "b"}));
    EXPECT_FALSE(document["waitingFor"][0]["lastError"].contains("body"));
    const auto row = row_of_document(document);
    ASSERT_TRUE(row);
    store::InstanceFilter filter;
    filter.saga = "order";
    filter.state = "b";
    filter.key = "K-1";
    filter.waiting_for = "retry";
    filter.statuses = {InstanceStatus::kParked};
    EXPECT_TRUE(store::matches(*row, filter));
    filter.waiting_for = "timer";
    EXPECT_FALSE(store::matches(*row, filter));
}

TEST(EventReader, TakesEventsApartHoweverTheyAreCut) {
    const std::string text =
        "retry: 5\r\n\r\nid: 1\nevent: a\ndata: x\ndata:y\n\n: comment\n\nid: 2\n\ndata: z\n\n";
    for (std::size_t cut = 1; cut < text.size(); ++cut) {
        StreamEventReader reader;
        std::vector<std::string> seen;
        const auto take = [&](const StreamEventReader::Event& event) {
            seen.push_back(event.id + event.event + event.data);
        };
        for (std::size_t at = 0; at < text.size(); at += cut) {
            EXPECT_TRUE(reader.feed(std::string_view(text).substr(at, cut), 100, take));
        }
        EXPECT_EQ(seen, (std::vector<std::string>{"1ax\ny", "2messagez"})) << cut;
    }
    StreamEventReader reader;
    EXPECT_FALSE(reader.feed("data: " + std::string(200, 'x'), 100, [](const auto&) {}));
}

}  // namespace
}  // namespace sagaflow::api
