#include "cli/bench/waiting_sagas.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/limits.hpp"

namespace sagaflow::bench {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kRetryPause{5};
constexpr std::size_t kEventErrorBytesShown = 300;
// What is on its way at once: the engine's mailbox refuses what is beyond its limit, and reading
// requests again and again would take the processors from the engine.
constexpr std::size_t kItemsOnTheWayMax = limits::kMailboxCommandsMax / 5;

// A fixed list of requests.
struct Jobs {
    std::string what;  // for the progress line
    std::size_t count = 0;
    std::size_t items = 1;  // starts or events in one
    double rate = 0;
    std::function<std::string(std::size_t)> request;
    // Empty: as it should be; else what is wrong.
    std::function<std::string(const Reply&)> check;
};

Result<JobsOutcome> run_jobs(Stage& stage, const Jobs& jobs) {
    JobsOutcome outcome;
    std::size_t sent = 0;
    const auto begun = steady_clock::now();
    auto last = begun;
    LoadPlan load;
    load.connections = std::clamp<int>(
        static_cast<int>(kItemsOnTheWayMax / jobs.items), 1, stage.options().concurrency
    );
    load.rate = jobs.rate;
    load.next = [&](Job& job) {
        if (sent == jobs.count) return false;
        job.number = sent;
        job.request = jobs.request(sent++);
        return true;
    };
    load.answered = [&](const Job& job, const Reply& reply) -> std::optional<FollowUp> {
        if (reply.status == 503) {
            ++outcome.retried;
            return FollowUp{job.request, kRetryPause};
        }
        last = steady_clock::now();
        outcome.latencies.add(last - job.due);
        const std::string wrong = jobs.check(reply);
        if (!wrong.empty() && outcome.errors++ == 0) {
            outcome.first_error = wrong.substr(0, kEventErrorBytesShown);
        }
        return std::nullopt;
    };
    const Status ran = stage.run(std::move(load), [&] {
        return fmt::format("{}: {} of {} requests", jobs.what, sent, jobs.count);
    });
    if (!ran.ok()) return ran.error();
    outcome.seconds = std::chrono::duration<double>(last - begun).count();
    return outcome;
}

std::string joined(
    const std::vector<std::string>& all,
    std::size_t from,
    std::size_t count,
    const std::function<std::string(const std::string&)>& item
) {
    std::string text;
    for (std::size_t i = from; i < std::min(from + count, all.size()); ++i) {
        text += text.empty() ? "" : ",";
        text += item(all[i]);
    }
    return text;
}

std::string start_item(const std::string& input) { return "{\"input\":" + input + "}"; }

// The id is made from the key: sending again after a refusal is the same event.
std::string event_of(const std::string& key) {
    return R"({"specversion":"1.0","source":"bench","type":"bench.go","id":")" + key +
           R"(","key":")" + key + R"(","data":{"ok":true}})";
}

std::string as_text(const Reply& reply) {
    return std::to_string(reply.status) + " " + std::string(reply.body);
}

std::string check_started(const Reply& reply, bool batch) {
    if (!batch) return reply.status == 201 ? "" : as_text(reply);
    if (reply.status != 200) return as_text(reply);
    const Json answer = Json::parse(reply.body, nullptr, false);
    if (!answer.is_object()) return "an answer without items";
    for (const Json& item : answer.at("items")) {
        if (item.value("status", 0) != 201) return to_text(item);
    }
    return "";
}

// A retried event may be a duplicate of its first try; somebody must have taken it all the same.
std::string check_taken(const Reply& reply, bool batch) {
    if (reply.status != 202) return as_text(reply);
    if (!batch) return top_member(reply.body, "matched") == "1" ? "" : as_text(reply);
    const Json answer = Json::parse(reply.body, nullptr, false);
    if (!answer.is_object()) return "an answer without items";
    for (const Json& item : answer.at("items")) {
        if (item.value("matched", 0) != 1) return to_text(item);
    }
    return "";
}

std::size_t requests_for(std::size_t items, std::size_t batch) {
    return (items + batch - 1) / batch;
}

}  // namespace

void JobsOutcome::add(JobsOutcome other) {
    seconds += other.seconds;
    latencies.add(other.latencies);
    retried += other.retried;
    if (errors == 0) first_error = std::move(other.first_error);
    errors += other.errors;
}

std::string receiving_saga(const std::string& name) {
    return R"({"saga": ")" + name + R"(", "start": "waiting", "states": {
        "waiting": {"type": "receive", "timeout": "never", "on": [
            {"event": "bench.go", "key": "${input.key}", "next": "done"}]},
        "done": {"type": "succeed"}}})";
}

Result<JobsOutcome> start_all(
    Stage& stage,
    const std::string& saga,
    const std::vector<std::string>& inputs,
    int batch,
    double rate
) {
    const auto size = static_cast<std::size_t>(batch);
    const std::string path = "/v1/sagas/" + saga + "/instances";
    Jobs jobs;
    jobs.what = "starting " + saga;
    jobs.count = requests_for(inputs.size(), size);
    jobs.items = size;
    jobs.rate = rate;
    jobs.request = [&](std::size_t i) {
        if (size == 1) return post_request(path, start_item(inputs[i]));
        const std::string items = joined(inputs, i * size, size, start_item);
        return post_request(path + "/batch", "{\"items\":[" + items + "]}");
    };
    jobs.check = [&](const Reply& reply) { return check_started(reply, size > 1); };
    return run_jobs(stage, jobs);
}

Result<JobsOutcome> send_events(
    Stage& stage, const std::vector<std::string>& keys, int batch, double rate
) {
    const auto size = static_cast<std::size_t>(batch);
    Jobs jobs;
    jobs.what = "sending events";
    jobs.count = requests_for(keys.size(), size);
    jobs.items = size;
    jobs.rate = rate;
    jobs.request = [&](std::size_t i) {
        if (size == 1) {
            return post_request("/v1/events", event_of(keys[i]), "application/cloudevents+json");
        }
        const std::string events = "[" + joined(keys, i * size, size, event_of) + "]";
        return post_request("/v1/events", events, "application/cloudevents-batch+json");
    };
    jobs.check = [&](const Reply& reply) { return check_taken(reply, size > 1); };
    return run_jobs(stage, jobs);
}

std::vector<std::string> keys_of(const Stage& stage, const std::string& name, int count) {
    std::vector<std::string> keys;
    keys.reserve(static_cast<std::size_t>(count));
    const std::string prefix = name + "-" + stage.run_name() + "-";
    for (int i = 0; i < count; ++i) keys.push_back(prefix + std::to_string(i));
    return keys;
}

std::vector<std::string> key_inputs(const std::vector<std::string>& keys) {
    std::vector<std::string> inputs;
    inputs.reserve(keys.size());
    for (const std::string& key : keys) inputs.push_back(R"({"key":")" + key + R"("})");
    return inputs;
}

}  // namespace sagaflow::bench
