#include "engine/kernel/why/attempts.hpp"

#include <algorithm>

#include "engine/kernel/why/words.hpp"

namespace sagaflow::kernel {
namespace {

int max_of(const Attempts& attempts) {
    return attempts.policy == nullptr ? 0 : attempts.policy->max_attempts;
}

int counted(const Attempts& attempts) { return attempts.all - attempts.uncounted; }

std::string times(const Attempts& attempts) {
    if (attempts.all <= 0) return {};
    const int max = max_of(attempts);
    if (attempts.uncounted == 0 && max > 0 && attempts.all == max) {
        return " " + count_words(attempts.all, max);
    }
    if (attempts.uncounted == 0 && max > 0 && attempts.all > max) {
        return " after " + std::to_string(attempts.all) + " attempts";
    }
    const std::string text = " at attempt " + attempt_words(attempts);
    return attempts.uncounted == 0 ? text : text + ",";
}

// More attempts were allowed, and none followed: the error, or the time.
std::string why_no_more(const Attempts& attempts, const StepError& error) {
    if (attempts.policy == nullptr || counted(attempts) <= 0) return {};
    const int max = max_of(attempts);
    if (max > 0 && counted(attempts) >= max) return {};
    const auto& on = attempts.policy->on;
    const bool retried = std::any_of(on.begin(), on.end(), [&](const std::string& pattern) {
        return error_matches(pattern, error.type);
    });
    if (!retried) return ", which is not retried";
    return attempts.policy->budget ? ", and the time for attempts was over" : "";
}

}  // namespace

std::string attempt_words(const Attempts& attempts) {
    const int max = max_of(attempts);
    if (attempts.uncounted == 0) return count_words(attempts.all, max);
    std::string text = std::to_string(attempts.all);
    const bool bounded = max > 0 && counted(attempts) > 0 && counted(attempts) <= max;
    return bounded ? text + ", " + count_words(counted(attempts), max) + " that count" : text;
}

std::string failure_words(
    const std::string& what, const Attempts& attempts, const StepError& error
) {
    return what + " failed" + times(attempts) + " with " + error_words(error) +
           why_no_more(attempts, error);
}

}  // namespace sagaflow::kernel
