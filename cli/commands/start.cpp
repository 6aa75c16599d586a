#include "cli/arguments.hpp"
#include "cli/client/follow.hpp"
#include "cli/commands/commands.hpp"
#include "cli/output/instance_view.hpp"
#include "cli/output/waiting.hpp"
#include "cli/usage.hpp"
#include "engine/core/limits.hpp"
#include "engine/core/time.hpp"

namespace sagaflow::cli {
namespace {

struct StartChoices {
    std::string saga;
    std::string input = "{}";
    std::string key;
    int version = 0;
    std::string wait;
    bool wait_given = false;
};

void print(Session& session, const Json& instance) {
    if (session.json)
        session.terminal.line(to_text(instance));
    else
        print_instance(session.terminal, instance);
}

// The server waits for a minute at most; longer waits ask again.
void wait_further(Session& session, const Answer& started, std::int64_t wait_ms) {
    const std::string id = started.body.value("id", "");
    const auto ended = follow_to_end(session, id, wait_ms, [&](const Json& instance) {
        session.terminal.progress(
            id + " " + instance.value("status", "") + " " + shown(waiting_text(instance)),
            has_ended(instance)
        );
    });
    if (!ended) return;
    print(session, ended->body);
    if (has_ended(ended->body)) return;
    session.terminal.note("not ended when the time was up: " + ended->body.value("status", ""));
}

void start(Session& session, const StartChoices& choices) {
    const auto input = argument_json(choices.input);
    if (!input.ok()) {
        session.fail("--input: " + input.error().message, 2);
        return;
    }
    std::int64_t wait_ms = 0;
    if (choices.wait_given) {
        const auto wait = parse_duration(choices.wait.empty() ? "1m" : choices.wait);
        if (!wait.ok()) {
            session.fail("--wait: " + wait.error().message, 2);
            return;
        }
        wait_ms = wait.value().ms;
    }
    Json body = {{"input", input.value()}};
    if (!choices.key.empty()) body["key"] = choices.key;
    if (choices.version > 0) body["version"] = choices.version;
    const std::int64_t asked_ms = std::min(wait_ms, limits::kStartWaitMsMax);
    const std::string path = "/v1/sagas/" + escaped(choices.saga) + "/instances" +
                             (asked_ms > 0 ? "?wait=" + format_duration({asked_ms}) : "");
    if (asked_ms > 0) session.terminal.progress("waiting for " + choices.saga + " ...", false);
    const auto answer = session.client().post(path, to_text(body), {}, asked_ms + 15'000);
    if (asked_ms > 0) session.terminal.progress("", false);
    if (!session.check(answer)) return;
    const Answer& started = answer.value();
    if (started.status == 200 && !session.json) {
        session.terminal.note("the key has this instance already");
    }
    if (started.status == 202 && wait_ms > 0)
        wait_further(session, started, wait_ms - asked_ms);
    else
        print(session, started.body);
}

}  // namespace

void add_start(CLI::App& app, Session& session) {
    auto choices = std::make_shared<StartChoices>();
    CLI::App* command = app.add_subcommand("start", "Start an instance of a saga");
    command->add_option("SAGA", choices->saga, "Name of the saga")->required();
    command->add_option("--input", choices->input, "Input: JSON, @FILE, or - for standard input")
        ->type_name("JSON")
        ->capture_default_str();
    command->add_option("--key", choices->key, "Business key instead of the definition's")
        ->type_name("KEY");
    command->add_option("--version", choices->version, "Version; without it the newest")
        ->type_name("N")
        ->check(positive_integer());
    CLI::Option* wait =
        command
            ->add_option(
                "--wait", choices->wait, "Wait until it has ended, for 1m or the time given"
            )
            ->type_name("[DURATION]")
            ->expected(0, 1);
    command->footer(R"(Examples:
  sagaflow start order --input '{"orderId": "A-17", "amount": 30}'
  sagaflow start order --input @order.json --wait 10s --json)");
    command->callback([&session, choices, wait] {
        choices->wait_given = wait->count() > 0;
        start(session, *choices);
    });
}

}  // namespace sagaflow::cli
