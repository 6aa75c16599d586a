// The fuzz targets: each takes any bytes, feeds them to one door of the product and holds what
// comes out to its promises. It returns when they hold and aborts the process (ENSURE) when one is
// broken.
//
// Pure and without state between calls, so that the same bytes always end the same way. libFuzzer
// drives them (libfuzzer/entry.cpp), and `make test` replays the kept inputs (replay/main.cpp).
#pragma once

#include <string_view>

namespace sagaflow::fuzz {

// engine/core/json: what is read is written and read again as the same value; what is refused is no
// JSON, or is named as one of ours; a refusal names a place inside the text.
void fuzz_json(std::string_view bytes);

// dsl/cel: compile and evaluate in a scope with values. The same result each time, also in
// parentheses and with a smaller budget; results can be kept as JSON; JSON is an expression.
void fuzz_cel(std::string_view bytes);

// dsl: a definition. A program or problems, each at a place inside the text; white space and the
// order of members change nothing; an accepted definition compiles again from its own source.
void fuzz_dsl(std::string_view bytes);

// dsl/parse and dsl/program: any JSON as a template, rendered in a scope with values.
void fuzz_template(std::string_view bytes);

// dsl/program: {"schema": …, "input": …} as a JSON Schema and what is held against it.
void fuzz_input_schema(std::string_view bytes);

// engine/kernel: {"definition": …, "input": …, "answers": […]}: a saga run step by step. Folding
// the history gives the state, and both come back from their stored text.
void fuzz_saga(std::string_view bytes);

// api: a whole HTTP request that publishes events: its head, then CloudEvents in their three forms.
void fuzz_event_request(std::string_view bytes);

// The small readers of core and api: durations, times, ids, base64, cursors, escapes, traces. What
// is read and written again is the same.
void fuzz_scalars(std::string_view bytes);

}  // namespace sagaflow::fuzz
