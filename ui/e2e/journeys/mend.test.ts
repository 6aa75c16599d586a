// Operators mend an instance: other input, other variables, back to an earlier state.
import { expect } from "vitest";
import { axe } from "../rig/axe";
import { server, test } from "../rig/page";

const done = { type: "succeed", output: "${vars}" };
const undoable = (next: string) => ({ type: "task", call: "noop", compensate: { call: "noop" }, next });

test("a parked step is tried again with other input, made from the present one", async ({ page }) => {
  await server().deploy({ saga: "mend-input", start: "try", states: {
    try: { type: "task", call: "noop", with: { fail: "http.409" }, effect: "none", onExhausted: "park", next: "done" }, done,
  } });
  const id = await server().start("mend-input", {});
  await server().ends(id, "parked");
  await page.goto(`instances/${id}`);
  await page.getByRole("button", { name: "Retry", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("With other input").click();
  await dialog.getByRole("button", { name: "Start from the present input" }).click();
  const input = dialog.getByLabel(/^Other input/);
  expect(JSON.parse(await input.inputValue())).toEqual({ fail: "http.409" });
  const act = dialog.getByRole("button", { name: "Retry", exact: true });
  await dialog.getByLabel(/^Reason/).fill("a typing error");
  await input.fill('{"result": 1');
  await dialog.getByText("The JSON cannot be read").waitFor();
  expect(await act.isDisabled()).toBe(true);
  expect(await dialog.getByRole("region", { name: "What will happen" }).count()).toBe(0); // the old plan is of something else
  await input.press("End");
  await input.pressSequentially("}"); // the focus stays in the field
  await dialog.getByRole("region", { name: "What will happen" }).getByText('"result"').first().waitFor({ state: "attached" });
  await act.click();
  await page.getByRole("heading", { level: 1 }).getByText("completed").waitFor();
});

test("variables are edited and an instance is sent back, each by its plan", async ({ page }) => {
  await server().deploy({ saga: "mend-parcel", start: "prepare", states: {
    prepare: { type: "set", assign: { box: "small", note: "old" }, next: "pick" },
    pick: undoable("pack"), pack: undoable("rest"), rest: { type: "wait", for: "1h", next: "done" }, done,
  } });
  const id = await server().start("mend-parcel", {});
  await server().waits(id, "timer");
  await page.goto(`instances/${id}?tab=data`);
  await page.getByRole("button", { name: "Edit variables…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Say what to set or to remove").waitFor();
  expect(await dialog.getByRole("alert").count()).toBe(0);
  expect(await dialog.getByRole("button", { name: "Edit variables" }).isDisabled()).toBe(true);
  await dialog.getByLabel(/^Set/).fill("{box: 1}");
  await dialog.getByLabel(/^Remove/).fill("note");
  await dialog.getByLabel(/^Reason/).fill("it did not fit");
  await dialog.getByText("The JSON cannot be read").waitFor();
  await dialog.getByLabel(/^Set/).fill('{"box": "large"}');
  await dialog.getByLabel(/^Reason/).focus();
  await dialog.getByLabel("before and after").getByText("large").waitFor();
  expect(await axe(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Edit variables" }).click();
  await page.getByLabel("variables", { exact: true }).getByText("large").waitFor();
  expect((await server().get(id))["vars"]).toEqual({ box: "large" });

  await page.getByRole("button", { name: "Send it back…" }).click();
  await dialog.getByLabel("Back to").selectOption("pack");
  await dialog.getByLabel(/^Reason/).fill("the wrong parcel");
  await dialog.getByRole("heading", { name: "Undone, in this order" }).waitFor();
  expect(await dialog.locator(".plan ol").last().locator("b").allInnerTexts()).toEqual(["pack"]);
  await dialog.getByRole("button", { name: "Send it back" }).click();
  await dialog.waitFor({ state: "detached" });
  await server().until(id, (document) => (document["steps"] as Record<string, { visit: number }>)["rest"]?.visit === 2);
  await page.goto(`instances/${id}?tab=history`);
  await page.getByRole("cell", { name: "InstanceRewound" }).waitFor();
  await page.getByLabel("Kind").selectOption("data");
  const edited = page.getByRole("row").filter({ hasText: "VariablesEdited" });
  await edited.getByRole("button").click();
  const opened = page.getByRole("region", { name: /^Event \d+$/ });
  await opened.getByRole("row", { name: 'variable box "small" "large"' }).waitFor();
  await opened.getByRole("row", { name: 'variable note "old" –' }).waitFor();
  await page.goto(`instances/${id}?tab=timeline`);
  await page.getByText(/^is sent back/).first().waitFor({ state: "attached" });
});
