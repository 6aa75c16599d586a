import { expect, test } from "vitest";
import { matchingSamples, samplesOf } from "../src/system/metrics";

const TEXT = `# HELP saga_up Whether it is up.
# TYPE saga_up gauge
saga_up 1
# HELP saga_ms How long.
# TYPE saga_ms histogram
saga_ms_bucket{route="/a",le="+Inf"} 3
saga_ms_sum{route="/a {x}"} 0.25
saga_ms_count{route="/a"} 3
`;

test("samples carry their help, and buckets are left out", () => {
  expect(samplesOf(TEXT)).toEqual([
    { name: "saga_up", help: "Whether it is up.", labels: "", value: "1" },
    { name: "saga_ms_sum", help: "How long.", labels: 'route="/a {x}"', value: "0.25" },
    { name: "saga_ms_count", help: "How long.", labels: 'route="/a"', value: "3" },
  ]);
  expect(samplesOf("")).toEqual([]);
});

test("all words have to be found", () => {
  expect(matchingSamples(samplesOf(TEXT), "MS {x}")).toHaveLength(1);
  expect(matchingSamples(samplesOf(TEXT), "")).toHaveLength(3);
});
