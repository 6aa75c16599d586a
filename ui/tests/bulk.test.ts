import { expect, test } from "vitest";
import { bulkBody, type BulkPlan, bulkPlanOf, concerned, filterText, isImpossible, leftText, possibleText, presentOf, resultName, searchOf, settledOf } from "../src/bulk/order";
import { member } from "../src/json/members";
import { parseJson } from "../src/json/json";

test("an order has the list's filter, and survives the way to the server and back", () => {
  const search = new URLSearchParams("status=parked,stuck&saga=order&q=a%26b");
  const body = parseJson(bulkBody("retry", search, new Map(), "payments are back"));
  expect(searchOf(member(body, "filter")).toString()).toBe(search.toString());
  expect(member(body, "reason")).toBe("payments are back");
  expect(bulkBody("retry", search, new Map(), "")).not.toContain("reason");
  expect(bulkBody("retry", search, new Map(), "back")).toContain("reason");
  expect(bulkBody("retry", search, new Map(), "back")).not.toContain("evenIfMoved");
  expect(member(parseJson(bulkBody("retry", search, new Map(), "back", true)), "evenIfMoved")).toBe(true);
});

test("filters that other clients wrote are read too", () => {
  const search = searchOf(parseJson('{"status": ["parked", "stuck"], "version": 3}'));
  expect(search.toString()).toBe("status=parked%2Cstuck&version=3");
  expect(filterText(search)).toBe("status parked or stuck, version 3");
});

test("a plan of many is read with its totals", () => {
  const plan = bulkPlanOf(parseJson(`{"hash": "3-ff", "matching": 3, "byStatus": {"parked": 2, "stuck": 1}, "looked": 3, "possible": 2, "refused": 1,
    "left": {"effects": 4, "instances": 2},
    "sample": [{"instance": "i", "status": "parked", "now": {"saga": "order", "key": "A-17", "status": "stuck"}, "summary": null, "refused": "Expected"}]}`));
  expect(plan).toEqual({
    hash: "3-ff", matching: 3, looked: 3, possible: 2, refused: 1, left: { effects: 4, instances: 2 }, byStatus: [["parked", 2], ["stuck", 1]],
    sample: [{ instance: "i", status: "parked", now: { saga: "order", key: "A-17", status: "stuck" }, summary: "", refused: "Expected" }],
  });
  expect(bulkPlanOf(parseJson("{}"))).toEqual({ ...NOTHING });
});

const NOTHING: BulkPlan = { hash: "", matching: 0, looked: 0, possible: 0, refused: 0, left: { effects: 0, instances: 0 }, byStatus: [], sample: [] };
const planned = (matching: number, looked: number, possible: number): BulkPlan => ({ ...NOTHING, matching, looked, possible, refused: looked - possible });

test("a plan says for how many it is possible, and nothing begins where it is for none", () => {
  expect(possibleText(planned(7, 7, 0))).toBe("It is possible for 0 of 7; 7 would be refused.");
  expect(possibleText(planned(7, 7, 7))).toBe("It is possible for 7 of 7.");
  expect(possibleText(planned(10_000, 500, 480))).toBe("Of the first 500 it is possible for 480; 20 would be refused.");
  expect(possibleText(planned(7, 0, 0))).toBe(""); // a node that does not count
  expect(concerned(planned(7, 7, 5))).toBe("5 of 7 instances");
  expect(concerned(planned(1, 1, 1))).toBe("1 instance");
  expect(concerned(planned(10_000, 500, 480))).toBe("10,000 instances");
  expect([planned(7, 7, 0), planned(0, 0, 0)].map(isImpossible)).toEqual([true, true]);
  expect([planned(7, 7, 1), planned(10_000, 500, 0), planned(7, 0, 0)].map(isImpossible)).toEqual([false, false, false]);
});

test("what would be left outside is summed", () => {
  expect(leftText(planned(7, 7, 7))).toBe("");
  expect(leftText({ ...planned(1, 1, 1), left: { effects: 1, instances: 1 } })).toMatch(/^1 effect of 1 instance would stay .* undo them\.$/);
  expect(leftText({ ...planned(900, 500, 500), left: { effects: 960, instances: 480 } })).toMatch(/^960 effects of 480 instances .* first 500 alone\.$/);
});

test("a result tells what the action became, and beside it what the instance is now", () => {
  expect(presentOf(parseJson('{"status": "done", "now": {"saga": "order", "key": null, "status": "stuck"}}'))).toEqual({ saga: "order", key: "", status: "stuck" });
  expect(presentOf(parseJson('{"now": null}'))).toEqual({ saga: "", key: "", status: "" });
  expect(["done", "pending", "refused", "stopped"].map(resultName)).toEqual(["accepted", "open", "refused", "stopped"]);
});

test("what is settled is all but what is open", () => {
  expect(settledOf(parseJson('{"total": 10, "open": 3}'))).toBe(7);
});
