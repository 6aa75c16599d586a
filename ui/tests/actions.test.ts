import { expect, test } from "vitest";
import { allowedActions, standing } from "../src/actions/allowed";
import { parseJson } from "../src/json/json";
import { recordedAs } from "./recorded";

const of = (name: string) => allowedActions(recordedAs(name).instance).map(({ action }) => action);

test("each status offers what it allows", () => {
  expect(of("completed")).toEqual([]);
  expect(of("terminated")).toEqual([]);
  expect(of("partly")).toEqual([]);
  expect(of("refused")).toEqual(["retry"]);
  expect(of("stuck")).toEqual(["retry", "resolve", "terminate"]);
  expect(of("paused")).toEqual(["resume", "compensate", "cancel", "terminate"]);
  expect(of("waiting")).toEqual(["pause", "compensate", "cancel", "terminate"]);
  expect(of("retrying")).toEqual(["retry", "skip", "pause", "compensate", "cancel", "terminate"]);
});

test("nothing is undone after the pivot", () => {
  const instance = parseJson('{"status": "parked", "pivotPassed": true, "waitingFor": []}');
  expect(allowedActions(instance).map(({ action }) => action)).toEqual(["retry", "skip", "terminate"]);
});

test("the effects that stand are told in the order of their undo", () => {
  expect(standing(recordedAs("waiting").instance)).toEqual([
    "request_shipment (pending)", "charge_card (pending)", "reserve_stock (pending)",
  ]);
  expect(standing(recordedAs("stuck").instance)).toEqual(["charge_card (failed)", "reserve_stock (pending)"]);
  expect(standing(recordedAs("refused").instance)).toEqual([]);
});
