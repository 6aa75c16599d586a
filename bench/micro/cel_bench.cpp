// Expressions: compiled once for a definition, evaluated in every step.
#include <benchmark/benchmark.h>

#include "bench/micro/sample_saga.hpp"
#include "dsl/program/scope.hpp"

namespace sagaflow::bench {
namespace {

struct Sample {
    const char* name;
    const char* text;
};

constexpr std::array<Sample, 6> kSamples{{
    {"path", "input.orderId"},
    {"compare", "input.amount > 100 && size(input.items) > 0"},
    {"optional", "has(steps.charge.ref) ? steps.charge.ref : 'none'"},
    {"text", "'order ' + input.orderId + ' for ' + string(input.amount)"},
    {"map", "{'order': input.orderId, 'total': input.amount * 2, 'items': input.items}"},
    {"macro", "input.items.filter(item, item.count > 1).map(item, item.sku)"},
}};

std::shared_ptr<const cel::Expression> compiled(const char* text) {
    auto made = cel::Expression::compile(text, dsl::environment());
    ENSURE(made.expression != nullptr, text);
    return made.expression;
}

void CelCompile(benchmark::State& state, const Sample& sample) {
    for (auto turn : state) {
        auto made = cel::Expression::compile(sample.text, dsl::environment());
        benchmark::DoNotOptimize(made);
    }
    state.SetItemsProcessed(state.iterations());
}

void CelEvaluate(benchmark::State& state, const Sample& sample) {
    const Json input = sample_input();
    const Json steps = {{"charge", {{"ref", "ch_1"}}}};
    dsl::Scope scope;
    scope.bind(dsl::Slot::kInput, input).bind(dsl::Slot::kSteps, steps);
    const auto expression = compiled(sample.text);
    for (auto turn : state) {
        const cel::Value value = expression->evaluate(scope);
        ENSURE(!value.is_error(), value.error_message());
    }
    state.SetItemsProcessed(state.iterations());
}

// With the conversion into JSON, as a template needs it.
void CelEvaluateToJson(benchmark::State& state, const Sample& sample) {
    const Json input = sample_input();
    const Json steps = {{"charge", {{"ref", "ch_1"}}}};
    dsl::Scope scope;
    scope.bind(dsl::Slot::kInput, input).bind(dsl::Slot::kSteps, steps);
    const auto expression = compiled(sample.text);
    for (auto turn : state) {
        const Result<Json> json = expression->evaluate(scope).to_json();
        ENSURE(json.ok(), sample.text);
    }
    state.SetItemsProcessed(state.iterations());
}

using Measure = void (*)(benchmark::State&, const Sample&);

const bool registered = [] {
    constexpr std::array<std::pair<const char*, Measure>, 3> kMeasures{
        {{"CelCompile/", CelCompile},
         {"CelEvaluate/", CelEvaluate},
         {"CelEvaluateToJson/", CelEvaluateToJson}}};
    for (const auto& [name, measure] : kMeasures) {
        for (const Sample& sample : kSamples) {
            benchmark::RegisterBenchmark(
                (std::string(name) + sample.name).c_str(), measure, sample
            );
        }
    }
    return true;
}();

}  // namespace
}  // namespace sagaflow::bench
