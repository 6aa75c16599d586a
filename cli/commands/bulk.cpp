#include "cli/arguments.hpp"
#include "cli/client/api_client.hpp"
#include "cli/commands/commands.hpp"
#include "cli/output/members.hpp"
#include "cli/usage.hpp"
#include "engine/shard/engine.hpp"

namespace sagaflow::cli {
namespace {

struct BulkChoices {
    std::string action;
    std::vector<std::pair<std::string, std::string>> filter{
        {"saga", ""},
        {"version", ""},
        {"status", ""},
        {"state", ""},
        {"key", ""},
        {"startedAfter", ""},
        {"startedBefore", ""},
        {"error", ""},
        {"waitingFor", ""},
        {"q", ""}};
    std::string arguments;
    std::string reason;
    bool plan = false;
    std::string plan_hash;
    bool even_if_moved = false;

    std::string& at(const std::string& name) {
        for (auto& [known, value] : filter) {
            if (known == name) return value;
        }
        ENSURE(false, "a flag names one of the filters");
        return filter.front().second;
    }
};

struct BulkShow {
    std::string id;
    std::string status;
    std::string cursor;
};

// What such a job has not come to, it never will.
bool is_stopped(const Json& job) { return text_of(job, "status") == "stopped"; }

std::string progress_text(const Json& job) {
    const auto number = [&](const char* name) { return std::to_string(job.value(name, 0)); };
    return number("done") + " done, " + number("refused") + " refused, " + number("failed") +
           " failed, " + number("open") + (is_stopped(job) ? " not done (stopped)" : " open") +
           " of " + number("total");
}

// An action that was taken need not have helped: what became of the instance stands beside it.
std::string result_of(const Json& job, const Json& item) {
    const std::string status = text_of(item, "status");
    if (status == "pending" && is_stopped(job)) return "not done";
    return status == "done" ? "accepted" : status;
}

std::string key_of(const Json& item) {
    const auto now = item.find("now");
    return now != item.end() && now->is_object() ? text_of(*now, "key") : std::string();
}

std::string status_by_now(const Json& item) {
    const auto now = item.find("now");
    return now != item.end() && now->is_object() ? text_of(*now, "status") : "gone";
}

// "480 of 500 possible, 20 refused; it would leave 960 effects of 480 instances"
std::string outlook(const Json& plan) {
    const auto number = [](const Json& object, const char* name) {
        return std::to_string(object.value(name, std::uint64_t{0}));
    };
    const std::uint64_t looked = plan.value("looked", std::uint64_t{0});
    std::string text = "possible for " + number(plan, "possible") + " of ";
    text += looked < plan.value("matching", std::uint64_t{0}) ? "the first " : "";
    text += std::to_string(looked) + ", refused for " + number(plan, "refused");
    const Json left = plan.value("left", Json::object());
    if (left.value("effects", 0) > 0) {
        text += "; it would leave " + number(left, "effects") + " effects of " +
                number(left, "instances") + " instances standing";
    }
    return text;
}

void print_bulk_job(Terminal& terminal, const Json& job) {
    terminal.line(
        shown(text_of(job, "id") + ": " + text_of(job, "action") + ", " + text_of(job, "status"))
    );
    terminal.line("  " + progress_text(job));
    const std::string ended = text_of(job, "endedAt");
    terminal.line(
        shown("  started " + text_of(job, "createdAt") + (ended.empty() ? "" : ", ended " + ended))
    );
    terminal.line(shown("  filter: " + text_of(job, "filter")));
    terminal.line(shown("  reason: " + text_of(job, "reason") + " (" + text_of(job, "actor") + ")")
    );
}

void print_bulk_plan(Terminal& terminal, const Json& plan) {
    const std::size_t matching = plan.value("matching", std::size_t{0});
    terminal.line(shown(
        text_of(plan, "action") + " for " + std::to_string(matching) +
        (matching == 1 ? " instance" : " instances")
    ));
    const Json by_status = plan.value("byStatus", Json::object());
    for (const auto& [status, count] : by_status.items()) {
        terminal.line("  " + shown(status) + ": " + to_text(count));
    }
    const Json sample = plan.value("sample", Json::array());
    for (const Json& item : sample) {
        const std::string refused = text_of(item, "refused");
        const std::string key = key_of(item);
        terminal.line(shown(
            "  " + text_of(item, "instance") + (key.empty() ? "" : " (" + key + ")") + ": " +
            (refused.empty() ? text_of(item, "summary") : "refused: " + refused)
        ));
    }
    if (matching > sample.size()) {
        terminal.line("  and " + std::to_string(matching - sample.size()) + " more");
    }
    if (matching > 0) terminal.line("  " + outlook(plan));
}

void tell_how_to_go_on(Terminal& terminal, const Json& plan) {
    if (plan.value("matching", 0) == 0) {
        terminal.note("no instance matches: there is nothing to do");
        return;
    }
    terminal.note(
        "nothing was done; to do this within the hour, repeat it with --reason and --plan-hash " +
        shown(text_of(plan, "hash")) + " instead of --plan"
    );
}

std::vector<std::string> action_names() {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < kActionCount; ++i) {
        names.emplace_back(to_string(static_cast<Action>(i)));
    }
    return names;
}

std::vector<std::string> status_names() {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < kInstanceStatusCount; ++i) {
        names.emplace_back(to_string(static_cast<InstanceStatus>(i)));
    }
    return names;
}

// Nullopt: a usage error, already said.
std::optional<Json> bulk_body(Session& session, const BulkChoices& choices) {
    Json filter = Json::object();
    for (const auto& [name, value] : choices.filter) {
        if (!value.empty()) filter[name] = value;
    }
    if (filter.empty()) {
        session.fail("bulk needs at least one filter, such as --status stuck", 2);
        return std::nullopt;
    }
    Json body{{"action", choices.action}, {"filter", std::move(filter)}};
    if (!choices.reason.empty()) body["reason"] = choices.reason;
    if (choices.even_if_moved) body["evenIfMoved"] = true;
    if (choices.arguments.empty()) return body;
    auto arguments = argument_json(choices.arguments);
    if (!arguments.ok()) {
        session.fail("--arguments: " + arguments.error().message, 2);
        return std::nullopt;
    }
    body["arguments"] = std::move(*arguments);
    return body;
}

void run_bulk(Session& session, const BulkChoices& choices) {
    if (!choices.plan && (choices.reason.empty() || choices.plan_hash.empty())) {
        session.fail("bulk needs --plan, or --reason with the --plan-hash of a plan", 2);
        return;
    }
    const auto body = bulk_body(session, choices);
    if (!body) return;
    const std::string path = choices.plan ? "/v1/bulk?plan=true" : "/v1/bulk";
    HeaderLines headers;
    if (!choices.plan) headers.push_back("Plan-Hash: " + choices.plan_hash);
    const auto answer = session.client().post(path, to_text(*body), headers);
    if (!session.check(answer)) return;
    const Json& document = answer.value().body;
    if (session.json) {
        session.terminal.line(to_text(document));
    } else if (choices.plan) {
        print_bulk_plan(session.terminal, document);
        tell_how_to_go_on(session.terminal, document);
    } else {
        print_bulk_job(session.terminal, document);
        session.terminal.note(
            "it goes on by itself; sagaflow bulk show " + shown(text_of(document, "id")) +
            " tells how far it is"
        );
    }
}

void show_bulk(Session& session, const BulkShow& choices) {
    const std::string path = "/v1/bulk" + (choices.id.empty() ? "" : "/" + escaped(choices.id)) +
                             query_of({{"status", choices.status}, {"cursor", choices.cursor}});
    const auto answer = session.client().get(path);
    if (!session.check(answer)) return;
    const Json& document = answer.value().body;
    if (session.json) return session.terminal.line(to_text(document));
    const Json items = document.value("items", Json::array());
    if (choices.id.empty()) {
        if (items.empty()) session.terminal.note("no bulk jobs");
        for (const Json& job : items) print_bulk_job(session.terminal, job);
    } else {
        print_bulk_job(session.terminal, document);
        Table table({"INSTANCE", "KEY", "RESULT", "NOW", "AT", "WHY"});
        for (const Json& item : items) {
            const std::string by_now = status_by_now(item);
            table.row(
                {text_of(item, "instance"),
                 key_of(item),
                 result_of(document, item),
                 by_now,
                 text_of(item, "at"),
                 text_of(item, "detail")},
                {Colour::kNone, Colour::kNone, Colour::kNone, colour_of_status(by_now)}
            );
        }
        if (!table.empty()) table.print(session.terminal);
    }
    const Json next = document.value("next", Json());
    if (next.is_string()) {
        session.terminal.note("there are more: --cursor " + next.get<std::string>());
    }
}

void stop_bulk(Session& session, const std::string& id) {
    const auto answer = session.client().post("/v1/bulk/" + escaped(id) + "/stop", "{}");
    if (!session.check(answer)) return;
    if (session.json)
        session.terminal.line(to_text(answer.value().body));
    else
        print_bulk_job(session.terminal, answer.value().body);
}

void add_bulk_run(CLI::App& bulk, Session& session) {
    auto choices = std::make_shared<BulkChoices>();
    CLI::App* run = bulk.add_subcommand("run", "One action for every instance that matches");
    run->add_option("ACTION", choices->action, "retry, cancel, terminate, …")
        ->required()
        ->check(names_of("action", action_names()));
    const auto filter = [&](const char* flag, const char* name, const char* help) {
        return run->add_option(flag, choices->at(name), help);
    };
    filter("--saga", "saga", "Name of the saga");
    filter("--version", "version", "Version of the saga");
    filter("--status", "status", "Several with commas")->check(names_of("status", status_names()));
    filter("--state", "state", "Name of an active state");
    filter("--key", "key", "Business key, exact");
    filter("--started-after", "startedAfter", "RFC 3339 time, exclusive");
    filter("--started-before", "startedBefore", "RFC 3339 time, exclusive");
    filter("--error", "error", "Type of the error, such as http.409");
    filter("--waiting-for", "waitingFor", "task, retry, timer, event or operator");
    filter("--search,-q", "q", "Part of the key, start of the id, or part of the error");
    run->add_option("--arguments", choices->arguments, "The action's own members: JSON, @FILE, -");
    run->add_option("--reason", choices->reason, "Why; goes into every history");
    CLI::Option* plan = run->add_flag("--plan", choices->plan, "Tell what would be done");
    run->add_option("--plan-hash", choices->plan_hash, "Do it only if the plan still holds")
        ->excludes(plan);
    run->add_flag(
        "--even-if-moved",
        choices->even_if_moved,
        "Act on instances, too, for which it would do other things by now than when counted"
    );
    run->footer("Example:\n  sagaflow bulk run retry --saga order --status parked --plan");
    run->callback([&session, choices] { run_bulk(session, *choices); });
}

}  // namespace

void add_bulk(CLI::App& app, Session& session) {
    CLI::App* bulk = app.add_subcommand("bulk", "One action for many instances");
    bulk->require_subcommand(1);
    bulk->footer("");
    add_bulk_run(*bulk, session);
    auto shown_job = std::make_shared<BulkShow>();
    CLI::App* show = bulk->add_subcommand("show", "All jobs, or one with its results");
    show->add_option("ID", shown_job->id, "Id of a job");
    show->add_option("--status", shown_job->status, "pending, started, done, refused or failed");
    show->add_option("--cursor", shown_job->cursor, "Where to go on, as printed before");
    show->footer("");
    show->callback([&session, shown_job] { show_bulk(session, *shown_job); });
    auto id = std::make_shared<std::string>();
    CLI::App* stop = bulk->add_subcommand("stop", "Stop a job");
    stop->add_option("ID", *id, "Id of the job")->required();
    stop->footer("");
    stop->callback([&session, id] { stop_bulk(session, *id); });
}

}  // namespace sagaflow::cli
