// The words that sentences about an instance are made of. For this folder and the ledger. Pure.
//
// What comes from users (keys, reasons, messages of errors) may hold anything: here it becomes one
// short line without control characters, without marks that turn the direction of the text, and in
// quotes that it cannot close.
#pragma once

#include <string>
#include <string_view>

#include "engine/core/time.hpp"
#include "engine/model/outcome.hpp"

namespace sagaflow::kernel {

// A name of the definition, harmless wherever it is shown.
std::string name_words(std::string_view name);
// One line without white space around it, of at most so many bytes with the mark of the cut.
std::string line_words(std::string_view text, std::size_t bytes_max);
// "text", cut where it is long.
std::string quote_words(std::string_view text);
// One unit is enough for a glance: 12 s, 3 min, 5 h, 2 d. Never negative.
std::string span_words(Duration span);
// "now", "in 12 s": rounded up, so that a countdown does not end early.
std::string until_words(Timestamp at, Timestamp now);
// 503, timeout, out_of_stock ("…").
std::string error_words(const StepError& error);
// "3 of 5", or "3" where there is no bound, or the bound was passed by hand.
std::string count_words(int count, int max);

}  // namespace sagaflow::kernel
