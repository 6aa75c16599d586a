#include "tests/api/support/cluster_rig.hpp"

#include "api/routes/table.hpp"
#include "dsl/definition.hpp"
#include "engine/shard/document.hpp"

namespace sagaflow::api {
namespace {

constexpr std::size_t kRigShards = 8;
constexpr auto kPatience = std::chrono::seconds(20);

}  // namespace

ServedNode::ServedNode(
    std::shared_ptr<store::MemoryDatabase> database, std::string name, ServerOptions options
)
    : name_(std::move(name)),
      ownership_(kRigShards),
      queries_(database),
      loop_(clock_),
      store_(database, [this](std::function<void()> task) { loop_.post(std::move(task)); }),
      node_(loop_, store_, catalog_, ownership_, {{"noop", &noop_}}, environment_, logger_) {
    Settings settings;
    settings.node = name_;
    context_.reset(new Context{
        node_,
        catalog_,
        queries_,
        clock_,
        logger_,
        &document_of,
        nullptr,
        std::move(settings),
        HttpMetrics(route_table().size())});
    context_->changes = std::make_shared<ChangeHub>(node_.changes(), name_, clock_.now());
    const auto others = [this] {
        std::map<std::string, std::string> found;
        const auto rows = queries_.nodes();
        for (const store::NodeRow& row : rows.value()) {
            if (!row.expired && row.name != name_) found[row.name] = row.address;
        }
        return std::optional(found);
    };
    peers_ =
        std::make_unique<PeerStreams>(*context_->changes, others, PeerStreamsOptions{100, 50, 200});
    context_->changes->on_peers_wanted([this] { peers_->wake(); });
    api_ = std::make_unique<Api>(*context_);
    server_ = std::make_unique<HttpServer>(
        std::move(options),
        [this](const Request& request) { return api_->handle(request); },
        [this](std::string_view method, std::string_view path) {
            return api_->body_bytes_max(method, path);
        },
        logger_,
        [this](std::shared_ptr<const Request> request, std::shared_ptr<AnswerSink> sink) {
            return api_->try_async(std::move(request), std::move(sink));
        }
    );
    EXPECT_TRUE(server_->start().ok());
    cluster::MembershipOptions membership;
    membership.node = name_;
    membership.incarnation = name_ + "-1";
    membership.address = server_->base_url();
    membership.heartbeat = Duration{50};
    membership_ = std::make_unique<cluster::Membership>(
        std::move(membership),
        loop_,
        store_,
        node_,
        ownership_,
        catalog_,
        &ServedNode::compile,
        logger_
    );
    loop_.post([this] {
        membership_->start([](const Error& error) { ADD_FAILURE() << error.message; });
    });
    loop_.start();
}

ServedNode::~ServedNode() {
    stop_serving();
    loop_.stop();
}

void ServedNode::stop_serving() {
    server_->stop();
    peers_->stop();
}

dsl::ProgramPtr ServedNode::compile(const store::DefinitionRow& row) {
    auto checked = dsl::check_definition(row.source);
    EXPECT_TRUE(checked.ok() && checked->program != nullptr);
    auto program = std::make_shared<dsl::Program>(*checked->program);
    program->version = row.version;
    return program;
}

RawAnswer ServedNode::call(
    const std::string& method, const std::string& target, const std::string& body
) {
    RawClient client(port());
    return client.ask(
        method + " " + target + " HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n" +
        "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body
    );
}

void ServedNode::deploy(const std::string& definition) {
    const RawAnswer answer = call("POST", "/v1/sagas", definition);
    EXPECT_TRUE(answer.status == 201 || answer.status == 200) << answer.body;
}

std::string ServedNode::start(const std::string& saga) {
    const RawAnswer answer = call("POST", "/v1/sagas/" + saga + "/instances", R"({"input": {}})");
    EXPECT_EQ(answer.status, 201) << answer.body;
    return Json::parse(answer.body).value("id", "");
}

EventClient::EventClient(std::uint16_t port, const std::string& target, const std::string& last_id)
    : client_(port) {
    std::string text = "GET " + target + " HTTP/1.1\r\nHost: h\r\nAccept: text/event-stream\r\n";
    if (!last_id.empty()) text += "Last-Event-ID: " + last_id + "\r\n";
    head_ = client_.ask(text + "\r\n");
}

std::optional<StreamEventReader::Event> EventClient::next(int ms) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
    while (events_.empty()) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            give_up - std::chrono::steady_clock::now()
        );
        if (left.count() <= 0) return std::nullopt;
        const std::string bytes = client_.receive_some(static_cast<int>(left.count()));
        if (bytes.empty()) return std::nullopt;
        EXPECT_TRUE(reader_.feed(bytes, SIZE_MAX, [&](const StreamEventReader::Event& event) {
            events_.push_back(event);
        }));
    }
    auto event = std::move(events_.front());
    events_.pop_front();
    return event;
}

std::optional<Json> EventClient::until(const std::string& event, const std::string& id) {
    while (const auto came = next()) {
        if (came->event != event) continue;
        Json data = Json::parse(came->data);
        if (id.empty() || data.value("id", "") == id) return data;
    }
    ADD_FAILURE() << "no event " << event << " " << id;
    return std::nullopt;
}

Cluster::Cluster() : database(std::make_shared<store::MemoryDatabase>(clock, kRigShards)) {
    options.listen.port = 0;
    options.threads = 4;
}

ServedNode& Cluster::add_node(const std::string& name) {
    nodes.push_back(std::make_unique<ServedNode>(database, name, options));
    ServedNode& node = *nodes.back();
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (node.call("GET", "/readyz").status != 200) {
        if (std::chrono::steady_clock::now() > give_up) {
            ADD_FAILURE() << name << " is not ready";
            break;
        }
    }
    return node;
}

void Cluster::wait_until_shared() {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    for (const auto& node : nodes) {
        while (node->shards_owned() == 0 && std::chrono::steady_clock::now() < give_up) {
            (void)node->call("GET", "/readyz");
        }
        EXPECT_GT(node->shards_owned(), 0u);
    }
}

}  // namespace sagaflow::api
