// Wrong usage and --help, in our own words: what was not understood, and what was meant perhaps.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/session.hpp"

namespace sagaflow::cli {

// Prints the help that was asked for, or what is wrong with the arguments. Returns the exit code.
int report_usage(const CLI::App& app, const CLI::ParseError& error, Session& session);

// An option that takes whole numbers from 1 on.
CLI::Validator positive_integer();

// An option that takes names of one kind, several with commas.
CLI::Validator names_of(const std::string& kind, std::vector<std::string> known);
// "; did you mean x?", or nothing where none is near.
std::string nearest(const std::string& typed, const std::vector<std::string>& known);

}  // namespace sagaflow::cli
