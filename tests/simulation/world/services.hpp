// The participants and the network to them: idempotent services that may refuse, fail, answer late
// or not at all, get a request twice or long after its caller gave up; and the ledger of what they
// really did, which no engine sees.
//
// What becomes of a call hangs on the seed, its key and its number alone. Belongs to one run; one
// thread.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "connectors/connector.hpp"
#include "tests/simulation/oracle/call_judge.hpp"
#include "tests/simulation/world/database_link.hpp"

namespace sagaflow::simulation {

// What one service did for one visit of a step.
struct Effect {
    InstanceId instance;
    std::string saga;
    std::string state;
    int visit = 0;
    bool dedup = false;  // gives its first answer again
    int do_calls = 0;    // sent by engines
    int applied = 0;     // times that the effect happened: a service dedups, so once
    int undone = 0;
    std::uint64_t applied_at = 0;  // order in the ledger
    std::uint64_t undone_at = 0;
    bool undo_asked = false;      // a request that comes later does nothing any more
    bool late = false;            // applied after its caller had given the attempt up
    bool by_deposed = false;      // applied for a process that no longer owned the saga
    std::optional<bool> refused;  // dedup: the answer was no
    // A service that told a probe "no" drops the requests that were sent before.
    std::uint64_t no_before = 0;
};

// A success that a living owner was told of.
struct Told {
    InstanceId instance;
    std::string state;
    int visit = 0;
    int attempt = 0;
    std::string process;
    Epoch epoch;
};

class Services {
public:
    Services(Surroundings& around, CallJudge& judge, std::uint64_t seed)
        : around_(around), judge_(judge), seed_(seed) {}

    void call(
        const std::string& caller,
        const std::shared_ptr<Life>& life,
        const CallRequest& request,
        const Connector::Done& done
    );
    // From now on everything that is asked is done at the first attempt.
    void heal() { healed_ = true; }
    // By INSTANCE/STATE/VISIT.
    const std::map<std::string, Effect>& ledger() const { return ledger_; }
    const std::vector<Told>& told() const { return told_; }

private:
    // Drawn for each call.
    struct Fortune {
        bool reaches = true;  // the request arrives
        bool answers = true;  // the answer comes back
        bool does = true;     // the service carries it out, when nothing is against it
        std::string error;    // what it answers instead of ok
        Duration out;         // until it arrives
        Duration back;
        bool twice = false;     // the network delivers it twice
        bool sluggish = false;  // the connector itself answers long after the timeout
        bool not_sent = false;  // nothing was sent: refused connection
    };
    struct Flight;

    Fortune fortune_of(const CallRequest& request) const;
    void trouble(Fortune& fortune, Random& random, const CallRequest& request) const;
    CallResult serve(Flight& flight);
    CallResult serve_do(Effect& effect, Flight& flight);
    CallResult serve_undo(Effect& effect, const Flight& flight);
    CallResult serve_probe(Effect& effect, const Flight& flight);
    void finish(const std::shared_ptr<Flight>& flight, CallResult result);
    void note_told(const Flight& flight);
    Effect& effect_of(const CallRequest& request);

    Surroundings& around_;
    CallJudge& judge_;
    std::uint64_t seed_;
    bool healed_ = false;
    std::uint64_t order_ = 0;
    std::map<std::string, Effect> ledger_;
    std::vector<Told> told_;
};

// One process's connector.
class ServiceLine final : public Connector {
public:
    ServiceLine(Services& services, std::string incarnation, std::shared_ptr<Life> life)
        : services_(services), incarnation_(std::move(incarnation)), life_(std::move(life)) {}
    void call(CallRequest request, Done done) override {
        services_.call(incarnation_, life_, request, done);
    }

private:
    Services& services_;
    std::string incarnation_;
    std::shared_ptr<Life> life_;
};

}  // namespace sagaflow::simulation
