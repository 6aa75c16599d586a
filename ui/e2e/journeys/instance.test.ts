// One instance: watched while it works, looked at as it was, its history filtered.
import { expect } from "vitest";
import { seeded, server, test } from "../rig/page";
import { PRECISE } from "../rig/seed";

test("watch a saga to its end without a reload", async ({ page }) => {
  const id = await server().order("order", "watch-1");
  await server().waits(id, "event");
  await page.goto(`instances/${id}`);
  await page.evaluate("window.same = true");
  const diagram = page.getByRole("group", { name: "Diagram of the states" });
  await diagram.getByRole("button", { name: /^await_shipment running/ }).waitFor();
  await diagram.getByRole("button", { name: /^charge_card ok/ }).waitFor();
  await server().event("shipment.shipped", "watch-1", { tracking: "T" });
  await page.getByRole("heading", { level: 1 }).getByText("completed").waitFor();
  await diagram.getByRole("button", { name: /^await_shipment ok/ }).waitFor();
  expect(await page.evaluate("window.same")).toBe(true);
});

test("time travel shows what was", async ({ page }) => {
  await page.goto(`instances/${seeded().stuck}`);
  const slider = page.getByLabel("State at event");
  await page.getByRole("button", { name: /^Undo of charge_card/ }).waitFor();
  await page.getByRole("button", { name: /^await_shipment failed, receive/ }).waitFor();
  const last = Number(await slider.getAttribute("max"));
  await slider.fill("3");
  await page.waitForURL("**at=3");
  await page.getByText(`3 of ${last}`).waitFor();
  await page.getByRole("button", { name: /^await_shipment receive$/ }).waitFor();
  await page.reload();
  await page.getByText(`3 of ${last}`).waitFor();
  await page.getByRole("button", { name: "Back to now" }).click();
  await page.getByRole("button", { name: /^await_shipment failed, receive/ }).waitFor();
});

test("the history is filtered by state, kind and trouble", async ({ page }) => {
  await page.goto(`instances/${seeded().partly}?tab=history`);
  const rows = page.locator("table.events tbody tr");
  await rows.first().waitFor();
  const all = await rows.count();
  await page.getByLabel("Trouble only").check();
  await page.waitForURL("**trouble=1");
  expect(await rows.count()).toBeLessThan(all);
  await page.getByLabel("Trouble only").uncheck();
  await page.getByLabel("Kind").selectOption("manual");
  await page.getByRole("cell", { name: "UndoResolved" }).waitFor();
  await page.getByRole("combobox", { name: /^State/ }).selectOption("request_shipment");
  await page.getByText("No event matches").waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  await page.waitForFunction((count) => document.querySelectorAll("table.events tbody tr").length === count, all);
});

test("a step tells its input, its key and its undo", async ({ page }) => {
  await page.goto(`instances/${seeded().stuck}?step=charge_card`);
  const panel = page.getByRole("region", { name: "State charge_card" });
  await panel.getByText(`${seeded().stuck}/charge_card/1/do`).first().waitFor();
  await panel.getByRole("heading", { name: /^Undo/ }).waitFor();
  await panel.getByText("http.500").first().waitFor();
});

test("a history of twenty thousand events is there, and few of its rows in the page", async ({ page }) => {
  await page.goto(`instances/${seeded().long}?tab=history`);
  await page.getByText(/^20,?\d{3} of 20,?\d{3} events/).waitFor({ timeout: 120_000 });
  const region = page.getByRole("region", { name: /^Events/ });
  expect(await region.locator("tbody tr").count()).toBeLessThan(60);
  await region.evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
  await region.getByRole("cell", { name: "InstanceStarted" }).waitFor();
});

test("five megabytes: a preview, exact numbers, and all of it to keep", async ({ page }) => {
  await page.goto(`instances/${seeded().heavy}?tab=data`);
  await page.getByText("The first 16 kB of").first().waitFor();
  expect((await page.locator("pre").allInnerTexts()).join("").length).toBeLessThan(60_000);
  await page.getByLabel("output").getByText(PRECISE).waitFor();
  await page.getByRole("link", { name: "raw", exact: true }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export the history" }).click()]);
  let bytes = 0;
  for await (const part of await file.createReadStream()) bytes += (part as Buffer).length;
  expect(bytes).toBeGreaterThan(3_800_000);
});

test("wrong addresses say what is wrong", async ({ page }) => {
  await page.goto("instances/01a20a0f-209a-703b-a321-000000000000");
  await page.getByText("No such instance is stored").waitFor();
  await page.goto("no/such/page/%zz");
  await page.getByRole("heading", { name: "No such page" }).waitFor();
  await page.goto("definitions/nothing");
  await page.getByRole("alert").waitFor();
});
