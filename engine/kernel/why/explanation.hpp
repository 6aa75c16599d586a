// A participant's own words about an error: one line of the body of its answer, for people who look
// at the instance. Pure. Secrets are not in it: the connector cleans them from answers.
#pragma once

#include <string>

#include "engine/model/outcome.hpp"

namespace sagaflow::kernel {

// Harmless to show, and cut where it is long. Empty: the body says nothing that reads as words.
std::string explanation_of(const StepError& error);
// The error as the API shows it: with the member `explanation` where there is one. What is stored
// and what expressions see does not have it.
Json shown_error(const StepError& error);

}  // namespace sagaflow::kernel
