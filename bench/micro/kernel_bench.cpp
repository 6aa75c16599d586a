// The kernel alone: what a saga costs before anything is stored or sent.
#include <benchmark/benchmark.h>

#include "bench/micro/sample_saga.hpp"
#include "dsl/definition.hpp"

namespace sagaflow::bench {
namespace {

void tell(benchmark::State& state, std::size_t sagas, std::size_t steps) {
    state.SetItemsProcessed(static_cast<std::int64_t>(sagas));
    state.counters["steps/s"] =
        benchmark::Counter(static_cast<double>(steps), benchmark::Counter::kIsRate);
}

void KernelStartAndThreeSteps(benchmark::State& state) {
    const auto program = sample_program();
    std::size_t sagas = 0;
    std::size_t steps = 0;
    for (auto turn : state) {
        KernelRun run(program);
        run.start();
        run.run_to_end();
        ENSURE(run.state().status == InstanceStatus::kCompleted, "three steps that succeed");
        ++sagas;
        steps += run.steps();
    }
    tell(state, sagas, steps);
}
BENCHMARK(KernelStartAndThreeSteps);

void KernelFailureAndTwoUndos(benchmark::State& state) {
    const auto program = sample_program();
    std::size_t sagas = 0;
    std::size_t steps = 0;
    for (auto turn : state) {
        KernelRun run(program);
        run.start();
        run.run_to_end("ship");
        ENSURE(run.state().status == InstanceStatus::kCompensated, "two steps that are undone");
        ++sagas;
        steps += run.steps();
    }
    tell(state, sagas, steps);
}
BENCHMARK(KernelFailureAndTwoUndos);

void KernelReplayOfAHistory(benchmark::State& state) {
    KernelRun run(sample_program());
    run.start();
    run.run_to_end("ship");
    std::size_t events = 0;
    for (auto turn : state) {
        const InstanceState folded = kernel::fold(run.state().id, run.history());
        ENSURE(folded.seq == run.state().seq, "the whole history");
        events += run.history().size();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(events));
}
BENCHMARK(KernelReplayOfAHistory);

void KernelHistoryFromItsText(benchmark::State& state) {
    KernelRun run(sample_program());
    run.start();
    run.run_to_end("ship");
    const std::string text = to_text(run.history());
    std::size_t events = 0;
    for (auto turn : state) {
        const auto history = history_events_from(text);
        ENSURE(history.ok(), "a history that was written by us");
        events += history->size();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(events));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(KernelHistoryFromItsText);

void DefinitionCheckAndCompile(benchmark::State& state) {
    const std::string text = to_text(sample_program()->source);
    for (auto turn : state) {
        const auto checked = dsl::check_definition(text);
        ENSURE(checked.ok() && checked->program, "a definition without problems");
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(DefinitionCheckAndCompile);

}  // namespace
}  // namespace sagaflow::bench
