// P1, P2: participants that cannot be reached, and participants that are reached and do not answer.
#include <httplib.h>

#include <algorithm>
#include <future>
#include <set>
#include <thread>

#include "server/embedded_postgres/child_process.hpp"
#include "tests/faults/rows/outside_saga.hpp"
#include "tests/http_connector/scripted_server.hpp"

namespace sagaflow::faults {
namespace {

using nlohmann::json;
using testing::ClosedPort;
using testing::Peer;
using testing::ScriptedServer;
using testing::SeenRequest;

constexpr std::size_t kUnreachableOrders = 5;

json connection_to(const std::string& url) { return {{"type", "http"}, {"baseUrl", url}}; }

// An HTTPS server whose certificate was over long ago.
class ExpiredServer {
public:
    explicit ExpiredServer(Stage& stage) {
        const auto key = stage.directory() / "expired.key";
        const auto certificate = stage.directory() / "expired.pem";
        server::Command make{
            .program = "/usr/bin/faketime",
            .arguments = {
                "2020-01-01 00:00:00",
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "1",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-keyout",
                key.string(),
                "-out",
                certificate.string()}};
        const auto made = server::run_to_end(std::move(make), std::chrono::seconds(30));
        if (!made.ok() || made->exit_status != 0) {
            throw std::runtime_error("Expected faketime and openssl to make a certificate");
        }
        server_ = std::make_unique<httplib::SSLServer>(certificate.c_str(), key.c_str());
        server_->Post(".*", [](const httplib::Request&, httplib::Response& response) {
            response.set_content("{}", "application/json");
        });
        port_ = server_->bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_->listen_after_bind(); });
    }
    ~ExpiredServer() {
        server_->stop();
        thread_.join();
    }
    ExpiredServer(const ExpiredServer&) = delete;
    ExpiredServer& operator=(const ExpiredServer&) = delete;

    std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }

private:
    std::unique_ptr<httplib::SSLServer> server_;
    std::thread thread_;
    int port_ = 0;
};

// Full jitter: the delays differ, and none is longer than the policy allows.
void check_delays(Stage& stage, const std::vector<json>& documents, std::int64_t longest_ms) {
    std::set<std::int64_t> delays;
    for (const json& document : documents) {
        for (const json& event : stage.history(document.at("id"))) {
            if (event.at("type") != "RetryScheduled") continue;
            const auto at = parse_timestamp(event.at("at").get<std::string>());
            const auto until = parse_timestamp(event.at("until").get<std::string>());
            delays.insert(until->ms - at->ms);
        }
    }
    stage.expect(delays.size() > 1, "the delays have no jitter");
    stage.expect(
        !delays.empty() && *delays.rbegin() <= longest_ms, "a delay is longer than the policy's max"
    );
}

void hang_by_path(const SeenRequest& request, Peer& peer) {
    if (request.target == "/before") return peer.hang();
    peer.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"a"
    );
    if (request.target == "/middle") return peer.hang();
    for (const char byte : std::string("\":\"b\"}")) {  // one byte a second
        if (!peer.pause(1000)) break;
        peer.write(std::string(1, byte));
    }
}

int ended_of(Sql& sql) {
    return std::stoi(sql.value(
        "SELECT count(*) FROM sagaflow.instance WHERE ended_at IS NOT NULL AND saga = 'plain'"
    ));
}

// Waits until `more` sagas beside the hanging ones have ended.
bool others_end(Stage& stage, Sql& sql, int more) {
    const int before = ended_of(sql);
    const Micros give_up = monotonic_us() + 60'000'000;
    while (ended_of(sql) < before + more) {
        if (monotonic_us() > give_up) return false;
        stage.load_for(0.2);
    }
    return true;
}

// Sagas that end in a second, while the load goes on.
double throughput(Stage& stage, Sql& sql) {
    const int before = ended_of(sql);
    const Micros since = monotonic_us();
    stage.load_for(1.5);
    return static_cast<double>(ended_of(sql) - before) * 1e6 /
           static_cast<double>(monotonic_us() - since);
}

}  // namespace

void unreachable_participants(Stage& stage) {
    const ScriptedServer plain_http({}, "HTTP/1.1 400 Bad Request\r\n\r\n");
    const ExpiredServer expired(stage);
    const ClosedPort nobody;
    // No name has a part that long, so no server of names is asked, which may think for seconds.
    const std::map<std::string, std::string> urls{
        {"refused", nobody.url()},
        {"unknown-host", "http://" + std::string(64, 'x') + ".invalid"},
        {"no-tls", "https://127.0.0.1:" + std::to_string(plain_http.port())},
        {"expired", expired.url()}};
    std::map<std::string, int> planned;
    for (const auto& [name, url] : urls) {
        stage.add_connection(name, connection_to(url));
        planned[name] = static_cast<int>(kUnreachableOrders);
    }
    stage.add_engine();
    stage.plan(planned, kUnreachableOrders * urls.size());
    for (const auto& [name, url] : urls) {
        const OutsideStep step{
            .saga = "p1-" + name, .connection = name, .timeout = "15s", .longest = "150ms"};
        const auto documents = run_outside(
            stage, step, kUnreachableOrders, {"compensated", "connection", step.attempts}
        );
        for (const json& document : documents) {
            stage.injected(name, document.at("error").value("message", ""));
        }
        check_delays(stage, documents, 150);
    }
}

void hanging_participants(Stage& stage) {
    const ScriptedServer server(hang_by_path);
    json connection = connection_to(server.url());
    connection["limits"] = {{"concurrency", 4}};
    stage.add_connection("hanging", connection);
    stage.add_engine();
    stage.deploy_load();
    stage.plan({{"hang", 6}}, 60);
    CrowdPlan plan;
    plan.rate = 60;
    plan.sagas = {"plain"};
    stage.start_load(plan);
    stage.load_for(0.5);
    Sql sql(stage.conninfo());
    // What was late at the beginning makes more of them end than were asked for.
    const double alone = std::min(throughput(stage, sql), plan.rate);
    for (const std::string path : {"before", "middle", "trickle"}) {
        stage.deploy(outside_definition(
            {.saga = "p2-" + path, .connection = "hanging", .path = "/" + path, .attempts = 2}
        ));
    }
    std::vector<std::future<std::vector<json>>> hanging;
    for (const std::string path : {"before", "middle", "trickle"}) {
        hanging.push_back(std::async(std::launch::async, [&stage, path] {
            return stage.run_orders("p2-" + path, "p2-" + path, 8, "compensated");
        }));
    }
    const double beside = throughput(stage, sql);
    stage.expect(
        beside >= 0.8 * alone || !stage.is_timed(),
        "others fell from " + std::to_string(alone) + " to " + std::to_string(beside) + " sagas/s"
    );
    stage.expect(others_end(stage, sql, 20), "others do not end while participants hang");
    for (auto& each : hanging) {
        for (const json& document : each.get()) {
            stage.expect(
                document.at("error").value("type", "") == "timeout",
                "expected a timeout, but the error is " + document.at("error").dump()
            );
        }
    }
    for (std::size_t i = 0; i < server.request_count(); ++i) {
        stage.injected("hang", "request " + std::to_string(i));
    }
    // The server still counts those that the engine has just given up.
    stage.expect(
        server.most_at_once() <= 8,
        "4 calls at once are allowed, but there were " + std::to_string(server.most_at_once())
    );
}

}  // namespace sagaflow::faults
