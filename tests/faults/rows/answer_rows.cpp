// P3 to P7: participants that answer wrongly, late, or with a wish.
#include <algorithm>
#include <fstream>

#include "tests/faults/load/sagas.hpp"
#include "tests/faults/rows/outside_saga.hpp"
#include "tests/http_connector/scripted_server.hpp"

namespace sagaflow::faults {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::Peer;
using testing::ScriptedServer;
using testing::SeenRequest;

constexpr std::size_t kOrders = 5;
constexpr long kMemoryGrowthMaxKb = 96 * 1024;
// Where the participant answers, the engine must have the time to read it.
constexpr const char* kAmple = "20s";

json connection_to(const ScriptedServer& server) {
    return {{"type", "http"}, {"baseUrl", server.url()}};
}

void note(Stage& stage, const std::string& fault, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        stage.injected(fault, "request " + std::to_string(i));
    }
}

long resident_kb(const EngineProcess& engine, pid_t pid) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
    }
    throw std::runtime_error("no memory of " + engine.name());
}

void stream_for_ever(Peer& peer) {
    peer.write(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    );
    const std::string chunk = "10000\r\n" + std::string(0x10000, '1') + "\r\n";
    while (!peer.dropped() && !peer.stopping()) peer.write(chunk);
}

void answer_with_headers(Peer& peer, int count) {
    peer.write("HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < count && !peer.dropped(); ++i) {
        peer.write("X-Header-" + std::to_string(i) + ": value\r\n");
    }
    peer.write("Content-Length: 2\r\n\r\n{}");
}

// A gzip member of zeros says nothing to a client that asked for no compression.
constexpr const char* kGzipHeaders = "Content-Type: application/json\r\nContent-Encoding: gzip\r\n";

void malformed_by_path(const SeenRequest& request, Peer& peer) {
    constexpr const char* kJson = "Content-Type: application/json\r\n";
    if (request.target == "/no-json") return peer.answer(200, "<html>", kJson);
    if (request.target == "/twice") return peer.answer(200, R"({"a":1,"a":2})", kJson);
    if (request.target == "/deep") return peer.answer(200, std::string(100'000, '['), kJson);
    if (request.target == "/gzip") return peer.answer(200, std::string(64, '\x1f'), kGzipHeaders);
    if (request.target == "/headers") return answer_with_headers(peer, 100'000);
    if (request.target == "/endless") return stream_for_ever(peer);
    if (request.target == "/cut") {
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":");
        return peer.drop();
    }
    if (request.target == "/reset") return peer.reset();
    peer.write("\r\n\r\n\x01\x02 nothing like HTTP\r\n\r\n");
    peer.drop();
}

// Millisecond gaps between the attempts of one order's step.
std::vector<std::int64_t> gaps(const std::vector<std::int64_t>& times) {
    std::vector<std::int64_t> between;
    for (std::size_t i = 1; i < times.size(); ++i) between.push_back(times[i] - times[i - 1]);
    return between;
}

// The first answer to each key is a refusal with a wish; then all is well.
class Wishing {
public:
    explicit Wishing(std::string headers, int status)
        : headers_(std::move(headers)), status_(status) {}

    void serve(const SeenRequest& request, Peer& peer) {
        bool first = false;
        {
            const std::scoped_lock lock(mutex_);
            auto& times = times_[request.header("Idempotency-Key")];
            times.push_back(monotonic_us() / 1000);
            first = times.size() == 1;
        }
        if (first) return peer.answer(status_, "{}", headers_);
        peer.answer_json("{}");
    }

    std::vector<std::int64_t> waits() const {
        const std::scoped_lock lock(mutex_);
        std::vector<std::int64_t> all;
        for (const auto& [key, times] : times_) {
            for (const auto gap : gaps(times)) all.push_back(gap);
        }
        return all;
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::vector<std::int64_t>> times_;
    const std::string headers_;
    const int status_;
};

struct Wish {
    std::string name;
    int status;
    std::string headers;
    std::int64_t least_ms;
    std::int64_t most_ms;
};

// `longest` of the policy in use, and time for a busy machine.
constexpr std::int64_t kWishMaxMs = 1200;
constexpr std::int64_t kSlackMs = 20'000;

// An engine whose clock makes a change good runs a hundredth faster meanwhile (smooth_clock.hpp),
// and clocks count whole milliseconds.
constexpr std::int64_t least_seen_ms(std::int64_t asked_ms) {
    return std::max<std::int64_t>(asked_ms * 99 / 100 - 2, 0);
}

const std::vector<Wish>& wishes() {
    static const std::vector<Wish> all{
        {"429-seconds", 429, "Retry-After: 1\r\n", 1000, kWishMaxMs + kSlackMs},
        {"503-seconds", 503, "Retry-After: 1\r\n", 1000, kWishMaxMs + kSlackMs},
        {"503-absurd", 503, "Retry-After: 999999999999\r\n", kWishMaxMs, kWishMaxMs + kSlackMs},
        {"503-far-date",
         503,
         "Retry-After: Fri, 31 Dec 2060 23:59:59 GMT\r\n",
         kWishMaxMs,
         kWishMaxMs + kSlackMs},
        {"408", 408, "", 0, kSlackMs},
        {"425", 425, "", 0, kSlackMs},
    };
    return all;
}

void check_wish(Stage& stage, const Wish& wish, const Wishing& server) {
    const auto waits = server.waits();
    note(stage, wish.name, waits.size());
    for (const std::int64_t wait : waits) {
        stage.expect(
            wait >= least_seen_ms(wish.least_ms) && wait <= wish.most_ms,
            wish.name + ": the next attempt came after " + std::to_string(wait) + " ms"
        );
    }
}

}  // namespace

// Every first attempt is applied and never answered; the next one carries the same key.
void applied_without_answer(Stage& stage) {
    stage.add_engine();
    stage.deploy_load();
    stage.plan({{"silence", 30}}, 40);
    stage.participant().conduct([&stage](const LedgerEntry& entry) {
        const bool silent = entry.kind != CallKind::kProbe && entry.attempt == 1;
        if (silent) stage.injected("silence", entry.key);
        return silent ? Treatment::kApplyInSilence : Treatment::kAnswer;
    });
    CrowdPlan plan;
    plan.rate = 40;
    stage.start_load(plan);
    while (stage.time_left()) stage.load_for(0.5);
    stage.finish();
    std::map<std::string, int> calls;
    std::size_t silent = 0;
    for (const LedgerEntry& call : stage.evidence().ledger) {
        if (call.kind != CallKind::kProbe) ++calls[call.key];
        if (call.answer == 0) ++silent;
    }
    // A participant that does not look at the key would have done this much twice.
    std::size_t doubled = 0;
    for (const auto& [key, count] : calls) doubled += count > 1;
    stage.expect(silent >= 30, "only " + std::to_string(silent) + " calls met silence");
    stage.expect(doubled > 0, "no call was repeated");
}

void malformed_answers(Stage& stage) {
    const ScriptedServer server(malformed_by_path);
    stage.add_connection("odd", connection_to(server));
    EngineProcess& engine = stage.add_engine();
    const std::map<std::string, std::string> errors{
        {"no-json", "response"},
        {"twice", "response"},
        {"deep", "response"},
        {"gzip", "response"},
        {"headers", "limit"},
        {"endless", "limit"},
        {"cut", "connection"},
        {"reset", "connection"},
        {"noise", "connection"}};
    std::map<std::string, int> planned;
    for (const auto& [path, error] : errors) planned[path] = static_cast<int>(kOrders);
    stage.plan(planned, kOrders * errors.size());
    const pid_t pid = engine.process().pid();
    const long before = resident_kb(engine, pid);
    for (const auto& [path, error] : errors) {
        const std::size_t seen = server.request_count();
        run_outside(
            stage,
            {.saga = "p4-" + path,
             .connection = "odd",
             .path = "/" + path,
             .attempts = 1,
             .timeout = kAmple},
            kOrders,
            {"compensated", error, 1}
        );
        note(stage, path, server.request_count() - seen);
    }
    const long growth = resident_kb(engine, pid) - before;
    stage.expect(growth < kMemoryGrowthMaxKb, "memory grew by " + std::to_string(growth) + " kB");
}

void wishes_and_redirects(Stage& stage) {
    std::map<std::string, std::unique_ptr<Wishing>> scripts;
    std::vector<std::unique_ptr<ScriptedServer>> servers;
    const ScriptedServer elsewhere;
    std::map<std::string, int> planned{{"redirect", static_cast<int>(kOrders)}};
    for (const Wish& wish : wishes()) {
        Wishing* script =
            (scripts[wish.name] = std::make_unique<Wishing>(wish.headers, wish.status)).get();
        servers.push_back(std::make_unique<ScriptedServer>(
            [script](const SeenRequest& request, Peer& peer) { script->serve(request, peer); }
        ));
        stage.add_connection("c-" + wish.name, connection_to(*servers.back()));
        planned[wish.name] = static_cast<int>(kOrders);
    }
    const ScriptedServer redirecting([&](const SeenRequest&, Peer& peer) {
        peer.answer(302, "", "Location: " + elsewhere.url() + "/charge\r\n");
    });
    json with_credentials = connection_to(redirecting);
    with_credentials["auth"] = {{"basic", {{"user", "u"}, {"password", "p"}}}};
    stage.add_connection("redirecting", with_credentials);
    stage.add_engine();
    stage.plan(planned, kOrders);
    stage.log().write({{"op", "unledgered"}, {"step", "charge"}});
    for (const Wish& wish : wishes()) {
        run_outside(
            stage,
            {.saga = "p5-" + wish.name,
             .connection = "c-" + wish.name,
             .timeout = kAmple,
             .longest = std::to_string(kWishMaxMs) + "ms"},
            kOrders,
            {"completed", "", 2}
        );
        check_wish(stage, wish, *scripts[wish.name]);
    }
    run_outside(
        stage,
        {.saga = "p5-redirect", .connection = "redirecting", .timeout = kAmple},
        kOrders,
        {"compensated", "http.302", 1}
    );
    note(stage, "redirect", redirecting.request_count());
    stage.expect(elsewhere.request_count() == 0, "a redirect was followed, with credentials");
}

void plain_refusals(Stage& stage) {
    const ScriptedServer server([](const SeenRequest& request, Peer& peer) {
        peer.answer(
            std::stoi(request.target.substr(1)),
            R"({"why": "no"})",
            "Content-Type: application/json\r\n"
        );
    });
    stage.add_connection("refusing", connection_to(server));
    stage.add_engine();
    std::map<std::string, int> planned;
    const std::vector<std::string> statuses{"400", "401", "403", "404", "409", "410", "422"};
    for (const std::string& status : statuses) planned[status] = static_cast<int>(kOrders);
    stage.plan(planned, kOrders * statuses.size());
    for (const std::string& status : statuses) {
        const std::size_t seen = server.request_count();
        run_outside(
            stage,
            {.saga = "p6-" + status,
             .connection = "refusing",
             .path = "/" + status,
             .timeout = kAmple},
            kOrders,
            {"compensated", "http." + status, 1}
        );
        note(stage, status, server.request_count() - seen);
    }
}

// The call is held until its saga has been undone, and takes effect only then: too late.
void effect_after_compensation(Stage& stage) {
    const char* fault = "effect after its undo";
    stage.participant().conduct([](const LedgerEntry& entry) {
        const bool held = entry.kind == CallKind::kDo && entry.step == "charge";
        return held ? Treatment::kHold : Treatment::kAnswer;
    });
    stage.add_engine();
    stage.plan({{fault, 10}}, 10);
    OutsideStep step{.saga = "p7", .connection = "shop", .path = "/do/charge", .attempts = 2};
    step.timeout = "300ms";
    run_outside(stage, step, 10, {"compensated", "timeout", 2});
    const std::size_t held = stage.participant().held();
    stage.participant().release();
    stage.participant().conduct(nullptr);
    note(stage, fault, held);
    stage.deploy(ping_definition());
    stage.recovered(monotonic_us());
    stage.finish();
    std::size_t late = 0;
    for (const LedgerEntry& entry : stage.evidence().ledger) late += entry.late;
    stage.expect(late == held, "the held calls did not take their turn");
}

}  // namespace sagaflow::faults
