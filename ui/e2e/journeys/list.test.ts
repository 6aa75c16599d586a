// Finding instances among ten thousand, and a list that lives without moving under the cursor.
import { expect } from "vitest";
import { seeded, server, test } from "../rig/page";
import { definition } from "../rig/server";

test("ten thousand instances: more of them on demand, few rows in the page", async ({ page }) => {
  await page.goto("instances?saga=crowd");
  const more = page.getByRole("button", { name: /^Load 100 more/ });
  const table = page.getByRole("region", { name: /^Instances/ });
  for (let rows = 100; rows < 600; rows += 100) {
    await page.getByText(`${rows}+ instances`).waitFor();
    await more.click();
  }
  await page.getByText("600+ instances").waitFor();
  const top = page.getByRole("link", { name: (await table.locator("tbody a").first().innerText()).trim(), exact: true });
  await table.evaluate((region) => region.scrollTo(0, region.scrollHeight));
  await top.waitFor({ state: "detached" });
  await page.getByRole("link", { name: /^crowd-/ }).last().waitFor();
  expect(await table.locator("tbody tr").count()).toBeLessThan(60);
});

test("filters are found, kept in the URL, and told when they are wrong", async ({ page }) => {
  // The newest of those that need somebody, whatever other journeys have left.
  await server().deploy({ saga: "list-parker", key: "${input.key}", start: "try", states: {
    try: { type: "task", call: "noop", with: { fail: "http.409" }, effect: "none", onExhausted: "park", next: "done" }, done: { type: "succeed" },
  } });
  await server().ends(await server().start("list-parker", { key: "list-parked" }), "parked");
  await page.goto("instances");
  await page.getByRole("link", { name: "Needs attention" }).click();
  await page.waitForURL("**status=parked%2Cstuck");
  await page.getByRole("link", { name: "list-parked", exact: true }).waitFor();
  expect(await page.locator("tbody .is-completed, tbody .is-running").count()).toBe(0);
  await page.getByLabel("Search key, id or error").fill("crowd-4711");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.getByText("Nothing matches").waitFor();
  await page.getByRole("link", { name: "Show all instances" }).click();
  await page.getByLabel("Search key, id or error").fill("crowd-4711");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "crowd-4711", exact: true }).waitFor();
  await page.reload();
  await page.getByRole("link", { name: "crowd-4711", exact: true }).waitFor();
  await page.goto("instances?status=runing&cols=key");
  await page.getByRole("alert").getByText("status=runing").waitFor();
});

test("what comes new is announced, what left the filter is marked, and nothing moves", async ({ page }) => {
  // A saga of its own: what other journeys start, end or cancel meanwhile is not in this list.
  await server().deploy({ ...definition("order"), saga: "list-news" });
  const gone = await server().order("list-news", "list-1");
  await server().waits(gone, "event");
  await page.goto("instances?saga=list-news&status=running");
  await page.getByRole("link", { name: "list-1", exact: true }).waitFor();
  const first = await page.locator("tbody a").first().innerText();
  await server().order("list-news", "list-2");
  await page.getByRole("button", { name: "Show 1 newer" }).waitFor();
  expect(await page.locator("tbody a").first().innerText()).toBe(first);
  await page.getByRole("button", { name: "Show 1 newer" }).click();
  await page.getByRole("link", { name: "list-2", exact: true }).waitFor();
  await server().act(gone, "cancel", { reason: "a test" });
  await page.getByText("no longer matches").waitFor();
  await page.getByRole("button", { name: /^Remove 1/ }).click();
  await page.getByRole("link", { name: "list-1", exact: true }).waitFor({ state: "detached" });
});

test("every status has its rows", async ({ page }) => {
  for (const status of ["paused", "parked", "compensating", "stuck", "compensated", "partially_compensated", "failed", "terminated"]) {
    await page.goto(`instances?status=${status}&cols=status,id`);
    await page.locator(`tbody .is-${status}`).first().waitFor();
  }
  expect(Object.values(seeded())).toHaveLength(18);
});
