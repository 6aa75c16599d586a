// A definition with a mistake is deployed, mended where the page points at, deployed, and started.
import { expect } from "vitest";
import { test } from "../rig/page";

const BROKEN = `{
  "saga": "mended",
  "input": {"type": "object", "required": ["count"], "properties": {"count": {"type": "integer"}}},
  "start": "add",
  "states": {
    "add": {"type": "set", "assign": {"sum": "\${input.count + 1}"}, "next": "dnoe"},
    "done": {"type": "succeed", "output": "\${vars.sum}"}
  }
}`;

test("deploy a broken definition, mend it, start it", async ({ page }) => {
  await page.setViewportSize({ width: 1366, height: 850 });
  await page.goto("deploy");
  const text = page.getByLabel("Definition (JSON)");
  await text.fill('{"saga": }');
  await page.getByRole("button", { name: "Check" }).click();
  await page.getByRole("button", { name: /^line 1, column/ }).waitFor();
  expect((await page.locator("#outcome").innerText()).match(/line 1, column/g)).toHaveLength(1);
  await text.fill(BROKEN);
  await page.getByRole("button", { name: "Deploy" }).click();
  const place = page.getByRole("button", { name: /^line 6, column/ }).first();
  await place.waitFor();
  const { y, height } = (await place.boundingBox())!;
  expect(y + height).toBeLessThan(850); // in sight, without scrolling
  expect(await page.getByText("The text was changed since").count()).toBe(0);
  await place.click();
  const marked = await text.evaluate((area: HTMLTextAreaElement) => area.value.slice(0, area.selectionStart).split("\n").length);
  expect(marked).toBe(6);
  await text.fill(BROKEN.replace("dnoe", "done"));
  await page.getByText("The text was changed since").waitFor();
  await page.getByRole("button", { name: "Check" }).click();
  await page.getByText("It has no errors").waitFor();
  await page.getByRole("button", { name: "Deploy" }).click();
  await page.waitForURL("**/definitions/mended?version=1");
  await page.getByRole("link", { name: "Start an instance" }).click();
  await page.getByLabel("count").fill("one");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("count").fill("9007199254740993");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByRole("heading", { level: 1 }).getByText("completed").waitFor();
  await page.getByRole("link", { name: "data", exact: true }).click();
  await page.getByText("9007199254740994").first().waitFor();
});
