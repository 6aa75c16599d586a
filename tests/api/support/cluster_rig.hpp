// Nodes as they ship, in one process and over one database in memory, each with its own threads and
// socket: for what the nodes tell one another. And a client that reads server-sent events.
#pragma once

#include "api/server/peer_streams.hpp"
#include "api/stream/change_hub.hpp"
#include "api/stream/event_reader.hpp"
#include "tests/api/support/whole_server.hpp"

namespace sagaflow::api {

class ServedNode {
public:
    ServedNode(
        std::shared_ptr<store::MemoryDatabase> database, std::string name, ServerOptions options
    );
    ~ServedNode();

    std::uint16_t port() const { return server_->port(); }
    HttpServer& server() { return *server_; }
    ChangeHub& hub() { return *context_->changes; }
    std::size_t shards_owned() const { return ownership_.owned_count(); }
    void deploy(const std::string& definition);
    RawAnswer call(
        const std::string& method, const std::string& target, const std::string& body = ""
    );
    // Starts an instance; its id.
    std::string start(const std::string& saga);
    // What a shutdown of the program does to its edges.
    void stop_serving();

private:
    static dsl::ProgramPtr compile(const store::DefinitionRow& row);

    SystemClock clock_;
    NullLogger logger_;
    std::string name_;
    Catalog catalog_;
    Ownership ownership_;
    store::MemoryQueries queries_;
    ThreadLoop loop_;
    store::MemoryStore store_;
    NoopConnector noop_;
    kernel::Environment environment_;
    Node node_;
    std::unique_ptr<Context> context_;
    std::unique_ptr<Api> api_;
    std::unique_ptr<PeerStreams> peers_;
    std::unique_ptr<HttpServer> server_;
    std::unique_ptr<cluster::Membership> membership_;
};

class EventClient {
public:
    // Connects, and takes the head of the answer in.
    EventClient(std::uint16_t port, const std::string& target, const std::string& last_id = "");

    const RawAnswer& head() const { return head_; }
    // The next event; none when nothing comes in time.
    std::optional<StreamEventReader::Event> next(int ms = 10'000);
    // Reads on until an event of this name and, where given, of this instance; none: in vain.
    std::optional<Json> until(const std::string& event, const std::string& id = "");
    const std::string& last_id() const { return reader_.last_id(); }
    // As it comes.
    std::string receive_some(int ms = 10'000) { return client_.receive_some(ms); }
    bool closed() { return client_.closed(10'000); }

private:
    RawClient client_;
    RawAnswer head_;
    StreamEventReader reader_;
    std::deque<StreamEventReader::Event> events_;
};

class Cluster : public ::testing::Test {
protected:
    Cluster();
    // Waits until it serves.
    ServedNode& add_node(const std::string& name);
    // Waits until every node owns a shard.
    void wait_until_shared();

    SystemClock clock;
    ServerOptions options;
    std::shared_ptr<store::MemoryDatabase> database;
    std::vector<std::unique_ptr<ServedNode>> nodes;
};

}  // namespace sagaflow::api
