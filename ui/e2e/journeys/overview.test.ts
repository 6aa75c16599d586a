// What the overview tells: all that waits for somebody, by its cause, however much came later.
import { expect } from "vitest";
import { openPage, server, test } from "../rig/page";

test("many that wait for the same are one line, with their number, and lead to the list", async ({ page }) => {
  await server().deploy({ saga: "overview-parker", key: "${input.key}", start: "ask_shop", states: {
    ask_shop: { type: "task", call: "noop", with: { fail: "http.409" }, effect: "none", onExhausted: "park", next: "done" }, done: { type: "succeed" },
  } });
  const ids: string[] = [];
  for (let number = 1; number <= 9; number += 1) ids.push(await server().start("overview-parker", { key: `overview-${number}` }));
  for (const id of ids) await server().ends(id, "parked");
  await page.goto("overview");
  const row = page.getByRole("region", { name: "Needs attention, by cause" }).getByRole("row").filter({ hasText: "overview-parker" });
  await row.getByRole("link", { name: "overview-1", exact: true }).waitFor(); // the oldest
  await row.getByText("http.409").waitFor();
  await row.getByRole("link", { name: /^9/ }).click();
  await page.waitForURL("**status=parked&saga=overview-parker&state=ask_shop");
  await page.getByText("9 instances", { exact: true }).waitFor();
});

test("before anything has come, nothing is told to be old", async () => {
  await openPage({}, async (page) => {
    await page.route(/\/v1\//, (route) => route.abort());
    await page.goto("instances");
    const told = page.getByRole("alert").filter({ hasText: "The page comes back by itself" });
    await told.waitFor();
    expect(await told.innerText()).not.toContain("old");
    await page.getByRole("button", { name: "Away" }).waitFor();
    await page.unroute(/\/v1\//);
    await page.getByRole("region", { name: /^Instances/ }).waitFor();
    await told.waitFor({ state: "detached" });
  });
});
