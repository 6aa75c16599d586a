// The outside world of a test: participants that answer as a script says and keep a ledger of what
// was really applied and undone, as idempotent services do.
//
// An answer is a JSON object with one of: `ok` (the body), `failed` (an error type such as
// http.409), `unknown` (an error type; with `"applied": true` the effect is there all the same),
// `hang` (no answer until the attempt's timeout; `applied` as above), `hold` (a name: the call
// waits for release()). Beside it: `body` (of an error), `after` (a duration: the answer takes that
// long), `retryAfter`, `always` (the answer of all later calls as well). Without a script a call
// succeeds; a probe tells what the ledger says as
// {"applied": …, "output": …, "items": […]}.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "connectors/connector.hpp"
#include "tests/engine_rig/virtual_time.hpp"

namespace sagaflow::testing {

class Participants {
public:
    explicit Participants(const VirtualClock& clock) : clock_(clock) {}

    // Answers of one kind of call, in order: "charge" (do), "charge undo", "charge probe".
    void script(const std::string& which, std::deque<Json> answers);
    // The held call, or the one that will be held under this name, gets this answer.
    void release(const std::string& name, Json answer);

    // Inputs with this member are refused before they are sent, when a connector is asked.
    void object_to(std::string member, std::string why) {
        disliked_ = std::pair(std::move(member), std::move(why));
    }
    std::string objection(const Json& with) const {
        const bool disliked = disliked_ && with.is_object() && with.contains(disliked_->first);
        return disliked ? disliked_->second : std::string();
    }
    // Called before each call is answered: a place to check what must hold by then.
    void on_call(std::function<void(const CallRequest&)> check) { check_ = std::move(check); }
    void call(std::size_t line, CallRequest request, Connector::Done done);
    // The caller died: its calls are as if they had never arrived.
    void hang_up(std::size_t line);
    // As idempotent services do, a request that is repeated because its answer was lost with the
    // caller gets the same answer again. `kept` tells which answers the caller wrote down.
    void repeat_lost_answers(const std::function<bool(const CallRequest&)>& kept);
    std::optional<Timestamp> next_due() const;
    // Gives the answers whose time has come; false: there were none.
    bool answer_due();

    struct Call {
        std::string which;
        int attempt = 0;
        std::string key;
        Json with;
        Timestamp at;
    };
    const std::vector<Call>& calls() const { return calls_; }

    struct Effect {
        std::string state;
        bool applied = false;
        bool undone = false;
        std::size_t applied_order = 0;
        std::size_t undone_order = 0;
        Json body;
    };
    // By INSTANCE/STATE[/ITEM]/VISIT.
    const std::map<std::string, Effect>& ledger() const { return ledger_; }

private:
    struct Pending {
        std::size_t line = 0;
        CallRequest request;
        Connector::Done done;
        Json answer;
        std::string held;  // the name that it waits for; empty: for its time
        Timestamp at;
    };

    Json next_answer(const CallRequest& request);
    Json unscripted(const CallRequest& request);
    void give(const CallRequest& request, const Json& answer, const Connector::Done& done);
    void note_effect(const CallRequest& request, const Json& answer);
    Effect& effect_of(const CallRequest& request);

    const VirtualClock& clock_;
    std::map<std::string, std::deque<Json>> scripts_;
    std::map<std::string, Json> released_;
    std::function<void(const CallRequest&)> check_;
    std::optional<std::pair<std::string, std::string>> disliked_;
    std::vector<Pending> pending_;
    std::vector<std::pair<CallRequest, Json>> given_;
    std::vector<Call> calls_;
    std::map<std::string, Effect> ledger_;
    std::size_t order_ = 0;
};

// How a call is named in scripts and in the list of calls.
std::string which_call(const CallRequest& request);

// One node's way to the participants.
class Line final : public Connector {
public:
    Line(Participants& participants, std::size_t number)
        : participants_(participants), number_(number) {}
    ~Line() override { participants_.hang_up(number_); }
    void call(CallRequest request, Done done) override {
        participants_.call(number_, std::move(request), std::move(done));
    }
    std::string objection(const CallRequest& request) const override {
        return participants_.objection(request.with);
    }

private:
    Participants& participants_;
    std::size_t number_;
};

}  // namespace sagaflow::testing
