// Judges each call to a participant at the moment when it leaves its process: begun in a commit,
// not over in another one, under the step's one key, with the step's one input, and no undo before
// its turn (I3, I4, I6).
//
// Belongs to one run; one thread.
#pragma once

#include <map>
#include <set>
#include <string>

#include "connectors/connector.hpp"
#include "tests/simulation/oracle/chronicle.hpp"

namespace sagaflow::simulation {

class CallJudge {
public:
    CallJudge(const Chronicle& chronicle, Findings& findings)
        : chronicle_(chronicle), findings_(findings) {}

    // `caller` is the incarnation of the process.
    void judge(const std::string& caller, const CallRequest& request);

private:
    void check_key(const CallRequest& request);
    void check_turn(const Biography& life, const CallRequest& request, int visit);
    void broken(const char* invariant, const CallRequest& request, const std::string& text);

    const Chronicle& chronicle_;
    Findings& findings_;
    std::set<std::pair<std::string, int>> sent_;  // key, attempt
    std::map<std::string, std::string> inputs_;   // by key
};

// The visit that the key tells: INSTANCE/STATE/VISIT/KIND; 0 when it is another text.
int visit_in(const std::string& key);

}  // namespace sagaflow::simulation
