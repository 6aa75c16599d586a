import { expect, test } from "vitest";
import { readViews, withoutView, withView } from "../src/lists/views";

test("what is stored comes back, and what is no view does not", () => {
  const views = [{ name: "mine", search: "status=stuck" }];
  expect(readViews(JSON.stringify(views))).toEqual(views);
  expect(readViews('[{"name":""},{"name":"a"},null,7,{"name":"b","search":"","more":1}]')).toEqual([{ name: "b", search: "" }]);
  for (const broken of [null, "", "{", '{"name":"a"}', "null"]) expect(readViews(broken)).toEqual([]);
});

test("a name is one view, and there are not too many", () => {
  const first = withView([], { name: "a", search: "1" });
  const second = withView(withView(first, { name: "b", search: "2" }), { name: "a", search: "3" });
  expect(second).toEqual([{ name: "a", search: "3" }, { name: "b", search: "2" }]);
  expect(withoutView(second, "b")).toEqual([{ name: "a", search: "3" }]);
  let many = second;
  for (let at = 0; at < 50; at += 1) many = withView(many, { name: String(at), search: "" });
  expect(many).toHaveLength(30);
});
