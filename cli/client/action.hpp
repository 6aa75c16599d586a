// An operator's action on an instance, as a command: looks at the instance first, says what it will
// do to it, and acts on exactly what it saw (If-Match). With --plan it only tells what would be
// done; with --plan-hash it acts on exactly that plan.
#pragma once

#include <functional>

#include "cli/session.hpp"

namespace sagaflow::cli {

struct ActionChoices {
    std::string id;
    std::string reason;
    bool plan = false;
    std::string plan_hash;
};

struct ActionCommand {
    std::string name;  // the API's action
    std::string help;
    std::string consequence;  // "stop it without undoing anything"
    std::string footer;
    bool reason_required = false;
};

// Adds ID, --reason, --plan, --plan-hash and the callback. `body` adds the action's own members; an
// error is a usage error.
CLI::App* add_action(
    CLI::App& app,
    Session& session,
    const ActionCommand& action,
    std::function<Status(Json& body)> body = nullptr
);

}  // namespace sagaflow::cli
