#include <algorithm>

#include "cli/commands/commands.hpp"

namespace sagaflow::cli {
namespace {

// Made from the command tree itself, so that it can never name what is not there.
std::vector<std::string> long_flags(const CLI::App& app) {
    std::vector<std::string> flags;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
    }
    return flags;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

std::string names_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : commands_of(app)) names.push_back(command->get_name());
    return joined(names);
}

std::string bash_script(const CLI::App& app) {
    std::string script =
        "# sagaflow completion bash > /etc/bash_completion.d/sagaflow\n"
        "_sagaflow() {\n"
        "    local current=\"${COMP_WORDS[COMP_CWORD]}\" command=\"\" word\n"
        "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
        "        case \"$word\" in -*) ;; *) command=\"$word\"; break ;; esac\n"
        "    done\n"
        "    case \"$command\" in\n";
    const std::string global = joined(long_flags(app));
    for (const CLI::App* command : commands_of(app)) {
        script += "        " + command->get_name() + ") COMPREPLY=($(compgen -W \"" +
                  joined(long_flags(*command)) + " " + global + "\" -- \"$current\")) ;;\n";
    }
    return script + "        *) COMPREPLY=($(compgen -W \"" + names_of(app) + " " + global +
           "\" -- \"$current\")) ;;\n"
           "    esac\n"
           "}\n"
           "complete -o default -F _sagaflow sagaflow\n";
}

std::string zsh_quoted(std::string text) {
    std::string quoted;
    for (const char c : text) quoted += c == '\'' ? "'\\''" : c == ':' ? "\\:" : std::string(1, c);
    return quoted;
}

std::string zsh_script(const CLI::App& app) {
    std::string script =
        "#compdef sagaflow\n"
        "# sagaflow completion zsh > \"${fpath[1]}/_sagaflow\"\n"
        "_sagaflow() {\n"
        "    local -a commands\n"
        "    commands=(\n";
    for (const CLI::App* command : commands_of(app)) {
        script += "        '" + command->get_name() + ":" + zsh_quoted(command->get_description()) +
                  "'\n";
    }
    script +=
        "    )\n"
        "    if (( CURRENT == 2 )); then _describe command commands; return; fi\n"
        "    case \"${words[2]}\" in\n";
    for (const CLI::App* command : commands_of(app)) {
        script += "        " + command->get_name() + ") compadd -- " +
                  joined(long_flags(*command)) + " " + joined(long_flags(app)) + "; _files ;;\n";
    }
    return script +
           "    esac\n"
           "}\n"
           "_sagaflow \"$@\"\n";
}

std::string fish_quoted(std::string text) {
    std::string quoted;
    for (const char c : text) quoted += c == '\'' ? "\\'" : std::string(1, c);
    return "'" + quoted + "'";
}

std::string fish_script(const CLI::App& app) {
    std::string script = "# sagaflow completion fish > ~/.config/fish/completions/sagaflow.fish\n";
    for (const CLI::App* command : commands_of(app)) {
        script += "complete -c sagaflow -n __fish_use_subcommand -f -a " + command->get_name() +
                  " -d " + fish_quoted(command->get_description()) + "\n";
        for (const CLI::Option* option : command->get_options()) {
            for (const std::string& name : option->get_lnames()) {
                script += "complete -c sagaflow -n '__fish_seen_subcommand_from " +
                          command->get_name() + "' -l " + name + " -d " +
                          fish_quoted(option->get_description()) + "\n";
            }
        }
    }
    return script;
}

}  // namespace

void add_completion(CLI::App& app, Session& session) {
    auto shell = std::make_shared<std::string>();
    CLI::App* command = app.add_subcommand("completion", "Print a completion script for a shell");
    command->add_option("SHELL", *shell, "bash, zsh or fish")
        ->check(CLI::IsMember({"bash", "zsh", "fish"}))
        ->required();
    command->footer("Example:\n  source <(sagaflow completion bash)");
    command->callback([&app, &session, shell] {
        if (*shell == "bash") session.terminal.line(bash_script(app));
        else if (*shell == "zsh") session.terminal.line(zsh_script(app));
        else session.terminal.line(fish_script(app));
    });
}

}  // namespace sagaflow::cli
