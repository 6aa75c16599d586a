#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "cli/arguments.hpp"
#include "cli/client/api_client.hpp"
#include "cli/commands/commands.hpp"
#include "cli/output/members.hpp"
#include "cli/usage.hpp"

namespace sagaflow::cli {
namespace {

struct SendChoices {
    std::string event;
    std::string type;
    std::string key;
    std::string source = "sagaflow-cli";
    std::string id;
    std::string data;
};

std::string random_id() {
    std::random_device device;
    return fmt::format("{:08x}{:08x}{:08x}{:08x}", device(), device(), device(), device());
}

Result<Json> event_of(const SendChoices& choices) {
    if (!choices.event.empty()) return argument_json(choices.event);
    Json event = {
        {"specversion", "1.0"},
        {"type", choices.type},
        {"source", choices.source},
        {"id", choices.id.empty() ? random_id() : choices.id}};
    if (!choices.key.empty()) event["key"] = choices.key;
    if (!choices.data.empty()) {
        auto data = argument_json(choices.data);
        if (!data.ok()) return Error{data.error().code, "--data: " + data.error().message};
        event["data"] = std::move(*data);
    }
    return event;
}

void print_one(Session& session, const Json& accepted) {
    const bool duplicate = accepted.value("duplicate", false);
    const auto matched = accepted.value("matched", std::int64_t{0});
    std::string line = shown(accepted.value("id", "")) + "  ";
    if (duplicate)
        line += "known already; nothing changed";
    else if (matched == 0)
        line += "stored; nobody waits for it yet";
    else
        line += "taken by " + std::to_string(matched) + (matched == 1 ? " instance" : " instances");
    session.terminal.line(line);
}

// Types of events that instances wait for, of the newest ones.
std::vector<std::string> awaited_types(Session& session) {
    std::vector<std::string> types;
    const auto answer = session.client().get("/v1/instances?waitingFor=event&limit=200");
    if (!answer.ok() || answer.value().status != 200) return types;
    for (const Json& item : answer.value().body.value("items", Json::array())) {
        for (const Json& wait : item.value("waitingFor", Json::array())) {
            if (const std::string type = text_of(wait, "event"); !type.empty())
                types.push_back(type);
        }
    }
    return types;
}

// An event that nobody took may have been meant for somebody.
void tell_what_was_meant(Session& session, const std::string& type, const Json& accepted) {
    const bool taken =
        accepted.value("duplicate", false) || accepted.value("matched", std::int64_t{0}) > 0;
    if (taken || type.empty()) return;
    const auto types = awaited_types(session);
    if (std::find(types.begin(), types.end(), type) != types.end()) {
        session.terminal.note("instances wait for " + shown(type) + ", but with other keys");
        return;
    }
    const std::string meant = nearest(type, types);
    if (!meant.empty()) session.terminal.note("nobody waits for " + shown(type) + shown(meant));
}

void send(Session& session, const SendChoices& choices) {
    if (choices.event.empty() == choices.type.empty()) {
        session.fail("expected either an EVENT or --type with its fields", 2);
        return;
    }
    const auto event = event_of(choices);
    if (!event.ok()) {
        session.fail(event.error().message, 2);
        return;
    }
    const char* type = event.value().is_array() ? "Content-Type: application/cloudevents-batch+json"
                                                : "Content-Type: application/cloudevents+json";
    const auto answer = session.client().post("/v1/events", to_text(event.value()), {type});
    if (!session.check(answer)) return;
    const Json& accepted = answer.value().body;
    if (session.json) {
        session.terminal.line(to_text(accepted));
    } else if (accepted.contains("items")) {
        for (const Json& item : accepted["items"]) print_one(session, item);
    } else {
        print_one(session, accepted);
        if (choices.event.empty() && choices.data.empty()) {
            session.terminal.note("sent without --data: its data is null");
        }
        tell_what_was_meant(session, text_of(event.value(), "type"), accepted);
    }
}

}  // namespace

void add_send(CLI::App& app, Session& session) {
    auto choices = std::make_shared<SendChoices>();
    CLI::App* command = app.add_subcommand("send", "Send a CloudEvent, or a batch");
    command->add_option("EVENT", choices->event, "The event: JSON, @FILE, or - for standard input");
    command->add_option("--type", choices->type, "Type of the event");
    command->add_option("--key", choices->key, "Correlation key");
    command->add_option("--source", choices->source, "Source")->capture_default_str();
    command->add_option("--id", choices->id, "Id; without it a new one");
    command->add_option("--data", choices->data, "Payload: JSON, @FILE, or -")->type_name("JSON");
    command->footer(R"(Examples:
  sagaflow send --type shipment.shipped --key A-17 --data '{"tracking": "X1"}'
  sagaflow send @event.json

An event with the source and id of an earlier one is a duplicate and changes nothing.)");
    command->callback([&session, choices] { send(session, *choices); });
}

}  // namespace sagaflow::cli
