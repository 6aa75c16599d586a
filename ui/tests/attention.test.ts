import { expect, test } from "vitest";
import { parseJson } from "../src/json/json";
import { attentionOf, groupSearch } from "../src/lists/attention";
import { errorText, firstError, presentError } from "../src/lists/error";

test("what needs attention is read in groups, with its totals", () => {
  const attention = attentionOf(parseJson(`{"total": {"parked": 8, "stuck": 23, "none": 0}, "atLeast": false, "moreGroups": 2, "items": [
    {"status": "stuck", "saga": "order", "step": "charge_card", "undo": true, "error": "http.500", "count": 23,
     "oldestAt": "2026-01-31T12:00:00Z", "newestAt": "2026-01-31T13:00:00Z", "example": {"instance": "i", "key": null}}]}`));
  expect(attention).toMatchObject({ sum: 31, totals: [["parked", 8], ["stuck", 23]], moreGroups: 2, atLeast: false });
  expect(attention.groups[0]).toMatchObject({ status: "stuck", undo: true, count: 23, example: { instance: "i", key: "" } });
  expect(groupSearch(attention.groups[0]!)).toBe("status=stuck&saga=order&state=charge_card");
  expect(groupSearch({ ...attention.groups[0]!, step: "" })).toBe("status=stuck&saga=order");
  expect(attentionOf(parseJson("{}"))).toEqual({ groups: [], moreGroups: 0, atLeast: false, totals: [], sum: 0 });
});

const FORWARD = '{"type": "http.409", "message": "no stock", "state": "ship"}';
const UNDO = '{"type": "http.500", "message": "later", "state": "charge", "undo": true}';

test("the error that has to be mended comes before the one that began it", () => {
  const stuck = parseJson(`{"error": ${FORWARD}, "currentError": ${UNDO}}`);
  expect(errorText(presentError(stuck))).toBe("http.500: later");
  expect(errorText(firstError(stuck))).toBe("http.409: no stock");
  const failed = parseJson(`{"error": ${FORWARD}, "currentError": ${FORWARD}}`);
  expect(errorText(presentError(failed))).toBe("http.409: no stock");
  expect(firstError(failed)).toBeNull();
});

test("a server that does not pick has one error", () => {
  const failed = parseJson(`{"error": ${FORWARD}}`);
  expect(errorText(presentError(failed))).toBe("http.409: no stock");
  expect(firstError(failed)).toBeNull();
  expect(presentError(parseJson("{}"))).toBeNull();
});
