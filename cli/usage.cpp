#include "cli/usage.hpp"

#include <algorithm>
#include <charconv>

#include "dsl/validate/did_you_mean.hpp"

namespace sagaflow::cli {
namespace {

constexpr int kUsage = 2;

// The deepest command that was named: its help is the one that is wanted.
const CLI::App& chosen(const CLI::App& app) {
    const auto subcommands = app.get_subcommands();
    return subcommands.empty() ? app : chosen(*subcommands.front());
}

// "bulk run": as it is typed after `sagaflow`.
std::string path_of(const CLI::App& command) {
    const CLI::App* parent = command.get_parent();
    if (parent == nullptr) return {};
    const std::string above = path_of(*parent);
    return (above.empty() ? "" : above + " ") + command.get_name();
}

std::vector<std::string> flags_of(const CLI::App& app) {
    std::vector<std::string> flags;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
    }
    return flags;
}

std::string suggestion(const std::string& typed, const std::vector<std::string>& known) {
    std::size_t best = std::max<std::size_t>(1, typed.size() / 3) + 1;
    std::string found;
    for (const std::string& name : known) {
        const std::size_t distance = dsl::edit_distance(typed, name, best);
        if (distance >= best) continue;
        best = distance;
        found = name;
    }
    return found.empty() ? "" : "; did you mean " + found + "?";
}

std::string unknown_option(const CLI::App& app, const CLI::App& command, const std::string& typed) {
    auto known = flags_of(command);
    const auto global = flags_of(app);
    known.insert(known.end(), global.begin(), global.end());
    const std::string name = typed.substr(0, typed.find('='));
    const std::string where = &app == &command ? "" : " of " + path_of(command);
    return "unknown option " + name + where + suggestion(name, known);
}

std::string unknown_command(const CLI::App& app, const std::string& typed) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(command->get_name());
    }
    return "unknown command " + typed + suggestion(typed, names);
}

// What the parser says is about its own first trouble; an argument that nobody knows explains more.
std::string message_of(const CLI::App& app, const CLI::ParseError& error) {
    const CLI::App& command = chosen(app);
    const std::vector<std::string> unknown = app.remaining(true);
    const auto option = std::find_if(unknown.begin(), unknown.end(), [](const std::string& word) {
        return word.size() > 1 && word.front() == '-';
    });
    if (option != unknown.end()) return unknown_option(app, command, *option);
    if (&command == &app && !unknown.empty()) return unknown_command(app, unknown.front());
    if (&command == &app) return "expected a command, such as serve, deploy, start or show";
    if (!unknown.empty() && command.get_require_subcommand_min() > 0) {
        return unknown_command(command, unknown.front());
    }
    if (!unknown.empty()) return path_of(command) + " takes no argument " + unknown.front();
    return error.what();
}

// What the parser puts before the command's own name in its help.
std::string above(const CLI::App& command) {
    if (command.get_parent() == nullptr) return {};
    const std::string path = path_of(*command.get_parent());
    return path.empty() ? "sagaflow" : "sagaflow " + path;
}

// The names between the commas, empty ones too.
std::vector<std::string> parts_of(const std::string& text) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == ',')
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

}  // namespace

std::string nearest(const std::string& typed, const std::vector<std::string>& known) {
    return suggestion(typed, known);
}

CLI::Validator names_of(const std::string& kind, std::vector<std::string> known) {
    return {
        [kind, known = std::move(known)](std::string& text) {
            for (const std::string& name : parts_of(text)) {
                if (std::find(known.begin(), known.end(), name) != known.end()) continue;
                return "unknown " + kind + " \"" + name + "\"" + suggestion(name, known);
            }
            return std::string();
        },
        "",
        kind};
}

int report_usage(const CLI::App& app, const CLI::ParseError& error, Session& session) {
    const CLI::App& command = chosen(app);
    const bool global = &command == &app;
    if (error.get_exit_code() == 0) {
        const auto* version = dynamic_cast<const CLI::CallForVersion*>(&error);
        std::string text = version != nullptr ? version->what() : command.help(above(command));
        while (!text.empty() && text.back() == '\n') text.pop_back();
        session.terminal.line(text);
        if (!global && version == nullptr) {
            session.terminal.line("\nEvery command takes --server URL and --json.");
        }
        return 0;
    }
    session.terminal.failure(shown(message_of(app, error)));
    session.terminal.error_line(
        "`sagaflow " + (global ? std::string() : path_of(command) + " ") + "--help` says more."
    );
    return kUsage;
}

CLI::Validator positive_integer() {
    return {
        [](std::string& text) {
            int number = 0;
            const char* end = text.data() + text.size();
            const auto [stop, failure] = std::from_chars(text.data(), end, number);
            if (failure == std::errc() && stop == end && number > 0) return std::string();
            return "expected a whole number from 1 on, but got \"" + text + "\"";
        },
        "",
        "positive"};
}

}  // namespace sagaflow::cli
