import { expect, test } from "vitest";
import { bulkBody, bulkPlanOf, filterText, searchOf, settledOf } from "../src/bulk/order";
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
  const plan = bulkPlanOf(parseJson(`{"hash": "3-ff", "matching": 3, "byStatus": {"parked": 2, "stuck": 1}, "sampleRefused": 1,
    "sample": [{"instance": "i", "status": "parked", "summary": null, "refused": "Expected"}]}`));
  expect(plan).toEqual({
    hash: "3-ff", matching: 3, refused: 1, byStatus: [["parked", 2], ["stuck", 1]],
    sample: [{ instance: "i", status: "parked", summary: "", refused: "Expected" }],
  });
  expect(bulkPlanOf(parseJson("{}"))).toEqual({ hash: "", matching: 0, refused: 0, byStatus: [], sample: [] });
});

test("what is settled is all but what is open", () => {
  expect(settledOf(parseJson('{"total": 10, "open": 3}'))).toBe(7);
});
