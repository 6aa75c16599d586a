#include "cli/bench/start_load.hpp"

#include <fmt/format.h>

namespace sagaflow::bench {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr milliseconds kAskPause{5};
constexpr std::size_t kStartErrorBytesShown = 300;

Ended ended_of(std::string_view instance) {
    if (const auto at = top_member(instance, "endedAt"); at.empty() || at == "null") {
        return Ended::kUnknown;
    }
    const std::string_view status = top_member(instance, "status");
    if (status == "\"completed\"") return Ended::kCompleted;
    return status == "\"compensated\"" ? Ended::kCompensated : Ended::kOtherwise;
}

// One run from the first request to the last answer.
class StartLoad {
public:
    StartLoad(Stage& stage, const StartPlan& plan)
        : stage_(stage), plan_(plan), meter_(stage.meter()), warm_(stage.io()), end_(stage.io()) {}

    Result<StartOutcome> run() {
        const auto before = stage_.counts(plan_.saga);
        if (!before.ok()) return before.error();
        schedule();
        LoadPlan load;
        load.connections = stage_.options().concurrency;
        load.rate = stage_.options().rate;
        load.next = [this](Job& job) { return next(job); };
        load.answered = [this](const Job& job, const Reply& reply) { return take(job, reply); };
        const Status ran = stage_.run(std::move(load), [this] { return shown(); });
        if (!ran.ok()) return ran.error();
        const auto counts = stage_.settled(plan_.saga, *before);
        if (!counts.ok()) return counts.error();
        outcome_.counts = *counts;
        return std::move(outcome_);
    }

private:
    void schedule() {
        begun_ = steady_clock::now();
        const auto warm = seconds(stage_.options().warm_up_seconds);
        warm_.expires_at(begun_ + warm);
        warm_.async_wait([this](const boost::system::error_code& error) {
            if (!error) begin_counting();
        });
        end_.expires_at(begun_ + warm + seconds(stage_.options().seconds));
        end_.async_wait([this](const boost::system::error_code& error) {
            if (!error) end_counting();
        });
    }

    void begin_counting() {
        disk_before_ = stage_.database_bytes();
        cpu_before_ = meter_.cpu();
        counting_ = true;
    }

    void end_counting() {
        counting_ = false;
        over_ = true;
        const CpuReading now = meter_.cpu();
        outcome_.used = now - cpu_before_;
        outcome_.seconds = std::chrono::duration<double>(now.at - cpu_before_.at).count();
        outcome_.memory = meter_.memory();
        const auto disk = stage_.database_bytes();
        if (disk && disk_before_) {
            outcome_.disk_bytes = *disk - std::min(*disk, *disk_before_);
        }
    }

    int batch() const { return stage_.options().batch; }

    bool next(Job& job) {
        if (over_) return false;
        job.number = jobs_++;
        const auto size = static_cast<std::uint64_t>(batch());
        outcome_.ended.resize(jobs_ * size);
        outcome_.acknowledged.resize(jobs_ * size);
        const std::string path = "/v1/sagas/" + plan_.saga + "/instances";
        if (size == 1) {
            const std::string body = "{\"input\":" + plan_.input(job.number) + "}";
            job.request = post_request(path + "?wait=60s", body);
            return true;
        }
        std::string items;
        for (std::uint64_t i = 0; i < size; ++i) {
            items += items.empty() ? "" : ",";
            items += "{\"input\":" + plan_.input(job.number * size + i) + "}";
        }
        job.request = post_request(path + "/batch", "{\"items\":[" + items + "]}");
        return true;
    }

    std::optional<FollowUp> take(const Job& job, const Reply& reply) {
        if (reply.status != 200 && reply.status != 201 && reply.status != 202) {
            return fail(std::to_string(reply.status) + " " + std::string(reply.body));
        }
        return batch() == 1 || !top_member(reply.body, "id").empty() ? take_instance(job, reply)
                                                                     : take_batch(job, reply);
    }

    std::optional<FollowUp> take_instance(const Job& job, const Reply& reply) {
        const Ended ended = ended_of(reply.body);
        if (batch() == 1) acknowledge(job.number);
        if (ended == Ended::kUnknown) {
            ++outcome_.asked_after;
            const std::string_view id = top_member(reply.body, "id");
            return ask_after(id.size() > 2 ? id.substr(1, id.size() - 2) : id);
        }
        if (batch() == 1) outcome_.ended[job.number] = ended;
        finish(job, static_cast<std::uint64_t>(batch()));
        return std::nullopt;
    }

    // The last of a batch stands for all of it: they were started in one go.
    std::optional<FollowUp> take_batch(const Job& job, const Reply& reply) {
        const Json answer = Json::parse(reply.body, nullptr, false);
        if (!answer.is_object()) return fail("an answer without items");
        std::string last;
        std::uint64_t index = job.number * static_cast<std::uint64_t>(batch());
        for (const Json& item : answer.at("items")) {
            if (item.value("status", 0) == 201) {
                acknowledge(index);
                last = item.at("instance").value("id", "");
            } else {
                static_cast<void>(fail(to_text(item)));
            }
            ++index;
        }
        if (last.empty()) return std::nullopt;
        return ask_after(last);
    }

    FollowUp ask_after(std::string_view id) const {
        return {get_request("/v1/instances/" + std::string(id)), kAskPause};
    }

    std::optional<FollowUp> fail(const std::string& error) {
        if (outcome_.errors++ == 0) outcome_.first_error = error.substr(0, kStartErrorBytesShown);
        return std::nullopt;
    }

    void acknowledge(std::uint64_t number) {
        if (outcome_.acknowledged[number]) return;
        outcome_.acknowledged[number] = true;
        ++outcome_.started;
    }

    void finish(const Job& job, std::uint64_t sagas) {
        if (!counting_) return;
        outcome_.counted += sagas;
        outcome_.latencies.add(steady_clock::now() - job.due);
    }

    std::string shown() const {
        const auto since = std::chrono::duration_cast<seconds>(steady_clock::now() - begun_);
        return fmt::format(
            "{}: {} sagas, {} s of {}{}",
            to_string(stage_.options().workload),
            outcome_.started,
            since.count(),
            stage_.options().warm_up_seconds + stage_.options().seconds,
            counting_ ? "" : " (not counted)"
        );
    }

    Stage& stage_;
    const StartPlan& plan_;
    ProcessMeter meter_;
    boost::asio::steady_timer warm_;
    boost::asio::steady_timer end_;
    SteadyTime begun_;
    CpuReading cpu_before_;
    std::optional<std::uint64_t> disk_before_;
    bool counting_ = false;
    bool over_ = false;
    std::uint64_t jobs_ = 0;
    StartOutcome outcome_;
};

}  // namespace

Result<StartOutcome> run_starts(Stage& stage, const StartPlan& plan) {
    return StartLoad(stage, plan).run();
}

Figures start_figures(const Stage& stage, const StartOutcome& outcome) {
    Figures figures = first_figures(stage.options(), outcome.seconds);
    figures["sagas"] = outcome.counted;
    figures["sagas_per_second"] =
        rounded(static_cast<double>(outcome.counted) / std::max(outcome.seconds, 1e-9));
    add_percentiles(figures, outcome.latencies);
    add_cpu(figures, outcome.used, outcome.counted);
    add_memory(figures, outcome.memory);
    add_disk(figures, outcome.disk_bytes, outcome.counted);
    figures["foreign_cores"] = foreign_cores(outcome.used, outcome.seconds);
    figures["asked_after"] = outcome.asked_after;
    figures["errors"] = outcome.errors;
    if (outcome.errors > 0) figures["first_error"] = outcome.first_error;
    return figures;
}

}  // namespace sagaflow::bench
