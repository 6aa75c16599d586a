// Definitions to lay out: all examples of the project, and random ones from seeds.
import { readdirSync, readFileSync } from "node:fs";
import { type Json, parseJson } from "../src/json/json";
import { random } from "./random";

const EXAMPLES = new URL("../../examples/", import.meta.url);

export function exampleDefinitions(): { file: string; definition: Json }[] {
  return readdirSync(EXAMPLES, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".saga.json"))
    .sort()
    .map((file) => ({ file, definition: parseJson(readFileSync(new URL(file, EXAMPLES), "utf8")) }));
}

// Sagas as people write them, and worse: jumps ahead, loops back, loops to the same state, states
// that nothing leads to.
export function randomDefinition(seed: number): Json {
  const next = random(seed);
  const size = 1 + next(seed % 10 === 0 ? 60 : 14);
  const names = Array.from({ length: size }, (_, at) => `s${at}`);
  const any = () => names[next(size)]!;
  const ahead = (at: number) => (next(5) === 0 ? any() : names[Math.min(size - 1, at + 1 + next(3))]!);
  const state = (at: number): object => {
    if (at === size - 1 || next(9) === 0) {
      return next(2) === 0 ? { type: "succeed" } : { type: "fail", error: "Broken" };
    }
    const to = ahead(at);
    switch (next(7)) {
      case 0: {
        const choices = Array.from({ length: next(4) }, () => ({ when: "vars.a > 1", next: ahead(at) }));
        return { type: "choice", choices, otherwise: to };
      }
      case 1:
        return { type: "wait", for: "1s", next: to };
      case 2: {
        const on = [{ event: "a", key: "k", next: to }, { event: "b", key: "k", error: "No" }];
        return { type: "receive", on, timeout: { after: "1d", next: ahead(at) } };
      }
      case 3:
        return { type: "set", assign: {}, next: to };
      default: {
        const caught = next(3) === 0 ? { catch: [{ errors: ["http.409"], next: ahead(at) }] } : {};
        const effect = next(3) === 0 ? { effect: "retriable" } : { compensate: { call: "http", with: {} } };
        return { type: "task", call: "http", ...caught, ...effect, next: to };
      }
    }
  };
  const states = Object.fromEntries(names.map((name, at) => [name, state(at)]));
  return parseJson(JSON.stringify({ saga: "random", start: names[0], states }));
}
