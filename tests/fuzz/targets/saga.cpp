#include <algorithm>
#include <array>
#include <deque>

#include "dsl/definition.hpp"
#include "engine/kernel/document.hpp"
#include "engine/kernel/kernel.hpp"
#include "engine/kernel/plan/plan.hpp"
#include "tests/fuzz/targets/promises.hpp"
#include "tests/fuzz/targets/targets.hpp"

namespace sagaflow::fuzz {
namespace {

constexpr Timestamp kStart{1'700'000'000'000};
constexpr std::size_t kInputsMax = 48;
// In the order of OperatorVerb.
constexpr std::array<std::string_view, kernel::kOperatorVerbCount> kVerbNames{
    "retry",
    "skip",
    "compensate",
    "cancel",
    "terminate",
    "pause",
    "resume",
    "resolve",
    "variables",
    "rewind"};
constexpr std::size_t kImageBytesMax = 64 * limits::kKiB;  // larger ones only cost time

const kernel::Environment& sample_environment() {
    static const kernel::Environment environment{
        Json{{"limit", 100}, {"url", "http://localhost"}},
        {{"inventory", {"http", Duration{1'000}, false}},
         {"payments", {"http", std::nullopt, true}}}};
    return environment;
}

kernel::OperatorAsked asked(kernel::OperatorVerb verb, Json arguments = Json::object()) {
    return {verb, "operator", "because", std::move(arguments), ""};
}

// One saga, and the outside as the input tells it: answers, events, time, operators.
class Run {
public:
    explicit Run(dsl::ProgramPtr program) : program_(std::move(program)) {
        state_.id = InstanceId::make(kStart, ShardId{0}, 17);
    }

    void start(const Json& input) {
        const kernel::Context context{now_, 0, sample_environment(), false};
        const auto key = kernel::business_key(*program_, input, std::nullopt, context);
        if (!key.ok()) expect_message(key.error().message);
        kernel::Start start;
        start.input = input;
        if (key.ok()) start.key = *key;
        step(start);
    }

    void act(const Json& answer) {
        if (answer.is_string()) return act(answer.get_ref<const std::string&>(), Json());
        if (!answer.is_object() || answer.empty()) return;
        act(answer.begin().key(), answer.begin().value());
    }

    // The outside is kind from now on: calls succeed, and time passes.
    void let_end() {
        while (inputs_ < kInputsMax && !has_ended(state_.status)) {
            const std::uint64_t seq = state_.seq;
            if (!calls_.empty())
                answer(Outcome::kOk, Json::object());
            else
                let_time_pass();
            if (state_.seq == seq) break;
        }
    }

    void expect_history_gives_the_state() const {
        const InstanceState folded = kernel::fold(state_.id, history_);
        ENSURE(text_of(folded) == text_of(state_), "folding the history gives another state");
        const std::string text = to_text(history_);
        const auto back = history_events_from(text);
        ENSURE(back.ok(), "the history cannot be read back");
        ENSURE(to_text(*back) == text, "the history that is read back is another");
    }

private:
    static std::string text_of(const InstanceState& state) { return to_text(to_json(state)); }

    void act(const std::string& what, const Json& details) {
        using Verb = kernel::OperatorVerb;
        static const std::map<std::string, Verb> verbs{
            {"retry", Verb::kRetry},
            {"skip", Verb::kSkip},
            {"pause", Verb::kPause},
            {"compensate", Verb::kCompensate},
            {"cancel", Verb::kCancel},
            {"terminate", Verb::kTerminate},
            {"resume", Verb::kResume}};
        if (what == "ok") return answer(Outcome::kOk, details);
        if (what == "failed") return answer(Outcome::kFailed, details);
        if (what == "unknown") return answer(Outcome::kUnknown, details);
        if (what == "late" && last_) return step(*last_);
        if (what == "time") return let_time_pass();
        if (what == "recovered") return recover();
        if (what == "event") return send_event(details);
        if (what == "resolve") return resolve(details);
        if (what == "variables") return edit_variables(details);
        if (what == "rewind") return rewind(details);
        if (what == "retryWith") return operate(Verb::kRetry, {{"with", details}});
        const auto verb = verbs.find(what);
        if (verb != verbs.end()) operate(verb->second, {{"output", details}});
    }

    // The oldest call that is out ends like this.
    void answer(Outcome outcome, const Json& body) {
        if (calls_.empty()) return;
        const kernel::CallEffect call = std::move(calls_.front());
        calls_.pop_front();
        kernel::CallReturned returned{call.step, call.kind, call.undo, call.attempt, {}};
        returned.result.outcome = outcome;
        returned.result.result = body;
        returned.result.response = {{"status", 200}, {"headers", Json::object()}, {"body", body}};
        if (outcome != Outcome::kOk) {
            StepError& error = returned.result.error;
            error.type = body.is_string() ? body.get<std::string>() : "http.500";
            error.message = "as the test says";
            error.status = 500;
            error.body = body;
            error.outcome = outcome;
        }
        last_ = returned;
        step(returned);
    }

    void let_time_pass() {
        const auto due = kernel::next_due(state_);
        if (!due) return;
        now_ = std::max(now_, *due);
        step(kernel::TimeCame{});
    }

    void recover() {
        calls_.clear();
        step(kernel::Recovered{});
    }

    void send_event(const Json& details) {
        EventMessage event;
        event.identity = {"shop", std::to_string(inputs_)};
        event.address = {"paid", ""};
        // Half of the events are for what the saga waits for.
        for (const ActiveState& active : state_.active) {
            if (details.is_null() || active.waits.empty()) continue;
            event.address = active.waits[inputs_ % active.waits.size()];
        }
        event.attributes = Json::object();
        event.data = details;
        event.received_at = now_;
        step(kernel::EventArrived{event});
    }

    void resolve(const Json& details) {
        Json arguments{{"resolution", "done"}, {"evidence", "seen"}};
        if (details == "retry" || details == "giveUp") arguments["resolution"] = details;
        if (details.is_object()) arguments = {{"resolution", "retry"}, {"with", details}};
        operate(kernel::OperatorVerb::kResolve, std::move(arguments));
    }

    // Beside texts nothing stands in `unset`: the API refuses it before.
    void edit_variables(const Json& details) {
        Json arguments = Json::object();
        if (details.is_object()) arguments["set"] = details;
        if (details.is_array()) {
            arguments["unset"] = Json::array();
            for (const Json& name : details) {
                if (name.is_string()) arguments["unset"].push_back(name);
            }
        }
        operate(kernel::OperatorVerb::kVariables, std::move(arguments));
    }

    // To the state that is named, or to one that the saga has been in.
    void rewind(const Json& details) {
        Json arguments{{"state", ""}};
        if (details.is_string()) {
            arguments["state"] = details;
        } else if (!state_.steps.empty()) {
            const auto place = static_cast<std::ptrdiff_t>(inputs_ % state_.steps.size());
            arguments["state"] = std::next(state_.steps.begin(), place)->first;
        }
        operate(kernel::OperatorVerb::kRewind, std::move(arguments));
    }

    // A plan is made for exactly what can be done, and can be read.
    void operate(kernel::OperatorVerb verb, Json arguments) {
        if (inputs_ >= kInputsMax) return;
        const kernel::OperatorAsked question = asked(verb, std::move(arguments));
        const kernel::Context context{now_, 0, sample_environment(), false};
        const auto name = kVerbNames.at(static_cast<std::size_t>(verb));
        const auto plan = kernel::plan_action(*program_, state_, question, name, context);
        if (plan.ok()) {
            ENSURE(is_readable(to_text(*plan)), "the plan");
            const Status holds = kernel::check_plan(
                *program_, state_, question, name, context, plan->at("hash").get<std::string>()
            );
            ENSURE(holds.ok(), "a plan does not hold for the state that it was made of");
        }
        refused_ = false;
        step(question);
        ENSURE(
            plan.ok() != refused_, "a plan was made for what is refused, or the other way round"
        );
    }

    void step(const kernel::Input& input) {
        if (inputs_++ >= kInputsMax) return;
        now_.ms += 10;
        const std::uint64_t random = 0x9e3779b97f4a7c15ULL * inputs_;
        const kernel::Context context{now_, random, sample_environment(), inputs_ % 13 == 0};
        const std::uint64_t before = state_.seq;
        kernel::Step done = kernel::step(*program_, state_, input, context);
        ENSURE(state_.seq == before + done.events.size(), "the history has a gap");
        ENSURE(!done.refusal || done.events.empty(), "refused, but something happened");
        if (done.refusal) {
            refused_ = true;
            expect_message(done.refusal->message);
        }
        std::move(done.events.begin(), done.events.end(), std::back_inserter(history_));
        for (kernel::Effect& effect : done.effects) {
            auto* call = std::get_if<kernel::CallEffect>(&effect);
            if (call != nullptr) calls_.push_back(std::move(*call));
        }
        expect_kept_state();
        if (done.more) step(kernel::Continue{});
    }

    void expect_kept_state() {
        const Json image = to_json(state_);
        const std::string text = to_text(image);
        const auto back = instance_state_from(Json::parse(text));
        ENSURE(back.ok(), "the image cannot be read back");
        ENSURE(text_of(*back) == text, "the image that is read back is another");
        ENSURE(is_readable(to_text(kernel::instance_document(state_))), "the API's document");
        if (text.size() > kImageBytesMax) inputs_ = kInputsMax;
    }

    dsl::ProgramPtr program_;
    InstanceState state_;
    Timestamp now_ = kStart;
    std::size_t inputs_ = 0;
    bool refused_ = false;  // the last thing that an operator asked for
    std::vector<HistoryEvent> history_;
    std::deque<kernel::CallEffect> calls_;
    std::optional<kernel::CallReturned> last_;
};

}  // namespace

void fuzz_saga(std::string_view bytes) {
    const Result<Json> root = parse_json(bytes, limits::kRequestBytesMax);
    if (!root.ok() || !root->is_object()) return;
    const auto checked = dsl::check_definition(to_text(root->value("definition", Json())));
    if (!checked.ok() || !checked->program) return;
    Run run(checked->program);
    run.start(root->value("input", Json()));
    const Json answers = root->value("answers", Json());
    if (answers.is_array()) {
        for (const Json& answer : answers) run.act(answer);
    }
    run.let_end();
    run.expect_history_gives_the_state();
}

}  // namespace sagaflow::fuzz
