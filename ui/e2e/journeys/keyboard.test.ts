// The whole way without a pointer.
import { type Page } from "playwright-core";
import { expect } from "vitest";
import { server, test } from "../rig/page";

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? "");

async function tabTo(page: Page, text: string): Promise<void> {
  for (let steps = 0; steps < 80; steps += 1) {
    await page.keyboard.press("Tab");
    if ((await focused(page)).trim() === text) return;
  }
  throw new Error(`no way to ${text} by Tab`);
}

test("find, look and cancel by keyboard alone", async ({ page }) => {
  const id = await server().order("order", "keys-1");
  await server().waits(id, "event");
  await page.goto("instances");
  await page.getByRole("region", { name: /^Instances/ }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.waitForURL("**status=parked%2Cstuck");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("keys-1");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "keys-1", exact: true }).waitFor();
  await tabTo(page, "keys-1");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/instances/${id}`);
  const box = page.getByRole("button", { name: /^charge_card/ });
  await box.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "State charge_card" }).waitFor();
  await page.waitForFunction(() => document.activeElement?.querySelector("title")?.textContent?.startsWith("charge_card") === true);
  await page.keyboard.press("Control+Home");
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await tabTo(page, "Cancel the saga…");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("region", { name: "What will happen" }).waitFor(); // its button is off until then
  while ((await page.evaluate(() => document.activeElement?.tagName)) !== "TEXTAREA") await page.keyboard.press("Tab");
  await page.keyboard.type("by keyboard");
  await tabTo(page, "Cancel the saga");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1 }).getByText("compensated").waitFor();
});

test("the help and the palette open, and Escape brings the focus back", async ({ page }) => {
  await page.goto("definitions");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByRole("heading", { name: "Keyboard" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const search = page.getByRole("button", { name: "Commands" });
  await search.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("combobox").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("combobox").waitFor({ state: "detached" });
  expect(await focused(page)).toBe("Commands");
});
