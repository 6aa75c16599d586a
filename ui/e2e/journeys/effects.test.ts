// What is left over: found over all instances, told for one, gone once it is settled.
import { expect } from "vitest";
import { seeded, server, test } from "../rig/page";
import { refused } from "../rig/seed";

test("an effect is listed while its undo is stuck, and leaves the list when it is settled", async ({ page }) => {
  const id = await refused(server(), "order-quick", "effects-1");
  await server().ends(id, "stuck");
  await page.goto("effects?saga=order-quick");
  const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: "effects-1", exact: true }) });
  await row.filter({ hasText: "charge_card" }).getByText("outstanding").waitFor();
  await row.filter({ hasText: "charge_card" }).getByRole("link", { name: "effects-1", exact: true }).click();
  const ledger = page.getByRole("region", { name: "Effects of this instance" });
  await ledger.getByRole("row").filter({ hasText: "request_shipment" }).getByText("undone").first().waitFor();
  await server().act(id, "resolve", { step: "charge_card", resolution: "done", evidence: "refund 1", reason: "by hand" });
  await ledger.getByRole("row").filter({ hasText: "charge_card" }).getByText("undone").first().waitFor();
  await page.goBack();
  await page.getByRole("region", { name: /^Effects/ }).waitFor();
  await row.waitFor({ state: "detached" });
});

test("filters stand in the URL; what the server does not understand is told in its words", async ({ page }) => {
  await page.goto("effects");
  await page.locator(`main a[href*="${seeded().terminated}"]`).first().waitFor();
  await page.getByLabel("Older than").fill("7d");
  await page.keyboard.press("Enter");
  await page.waitForURL("**olderThan=7d");
  await page.getByText("Nothing matches").waitFor();
  await page.reload();
  await page.getByText("Nothing matches").waitFor();
  await page.goto("effects?olderThan=soon");
  const told = page.getByRole("alert").filter({ hasText: "olderThan" });
  await told.waitFor();
  const words = (await told.innerText()).split("\n").filter((line) => line !== "" && line !== "Try again");
  expect(new Set(words).size, words.join(" | ")).toBe(words.length); // nothing is said twice
  await page.goto("effects?state=lost");
  await page.getByRole("alert").getByText("state=lost").waitFor();
  expect(await page.locator(`main a[href*="${seeded().terminated}"]`).count()).toBeGreaterThan(0);
});
