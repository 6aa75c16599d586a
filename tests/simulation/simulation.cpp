#include "tests/simulation/simulation.hpp"

#include "tests/simulation/oracle/last_judge.hpp"
#include "tests/simulation/world/nemesis.hpp"
#include "tests/simulation/world/recovery.hpp"

namespace sagaflow::simulation {
namespace {

class Run {
public:
    Run(std::uint64_t seed, bool print)
        : plan_(plan_for(seed)),
          trace_(schedule_, print),
          database_(schedule_, plan_.shards),
          chronicle_(database_, plan_, schedule_, trace_, findings_, statistics_),
          judge_(chronicle_, findings_),
          services_(around_, judge_, seed),
          installation_(around_, services_, seed),
          clients_(
              around_, [this] { return installation_.any(); }, seed
          ),
          nemesis_(around_, installation_, seed) {}

    RunResult result() {
        go();
        LastJudge last(around_, services_, clients_);
        if (!findings_.any()) last.judge();
        statistics_.count("runs");
        return {trace_.hash(), findings_.all(), statistics_};
    }

private:
    void go() {
        installation_.deploy_first();
        installation_.start_all();
        installation_.run_until(schedule_.now() + Duration{50});
        clients_.begin();
        nemesis_.begin();
        if (plan_.second_version) {
            schedule_.after(Duration{plan_.load.ms / 2}, [this] { installation_.deploy_second(); });
        }
        installation_.run_until(schedule_.now() + Duration{plan_.load.ms + 3'000});
        nemesis_.end();
        Recovery recovery(around_, installation_, services_, clients_);
        recovery.run();
    }

    const Plan plan_;
    Schedule schedule_;
    Trace trace_;
    Findings findings_;
    Statistics statistics_;
    Weather weather_;
    store::MemoryDatabase database_;
    Chronicle chronicle_;
    Surroundings around_{
        plan_, schedule_, database_, chronicle_, weather_, trace_, findings_, statistics_};
    CallJudge judge_;
    Services services_;
    Installation installation_;
    Clients clients_;
    Nemesis nemesis_;
};

}  // namespace

RunResult simulate(std::uint64_t seed, bool print) { return Run(seed, print).result(); }

}  // namespace sagaflow::simulation
