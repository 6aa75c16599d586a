// JSON: the instance's image, written with nearly every commit, and what comes in from outside.
#include <benchmark/benchmark.h>

#include "bench/micro/sample_saga.hpp"
#include "engine/kernel/document.hpp"

namespace sagaflow::bench {
namespace {

// Two of three steps done, the third one under way.
InstanceState sample_state() {
    KernelRun run(sample_program());
    run.start();
    run.run_to_end("ship");
    return run.state();
}

void ImageToText(benchmark::State& state) {
    const InstanceState image = sample_state();
    std::size_t bytes = 0;
    for (auto turn : state) bytes += to_text(to_json(image)).size();
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ImageToText);

void ImageFromText(benchmark::State& state) {
    const std::string text = to_text(to_json(sample_state()));
    for (auto turn : state) {
        const auto image = instance_state_from(Json::parse(text, nullptr, false));
        ENSURE(image.ok(), "an image that was written by us");
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ImageFromText);

void DocumentOfTheApi(benchmark::State& state) {
    const InstanceState image = sample_state();
    std::size_t bytes = 0;
    for (auto turn : state) bytes += to_text(kernel::instance_document(image)).size();
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(DocumentOfTheApi);

// The strict reader of everything that comes in, over a body of about this many bytes.
void ParseJson(benchmark::State& state) {
    const std::string order = to_text(sample_input());
    std::string text = "[" + order;
    while (text.size() < static_cast<std::size_t>(state.range(0))) text += "," + order;
    text += "]";
    for (auto turn : state) {
        const Result<Json> value = parse_json(text, text.size());
        ENSURE(value.ok(), "JSON that was written by us");
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(ParseJson)->Arg(100)->Arg(10'000)->Arg(1'000'000);

}  // namespace
}  // namespace sagaflow::bench
