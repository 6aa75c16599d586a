// Where there is little room: a phone, and a laptop of 1366 pixels.
import { expect } from "vitest";
import { openPage, seeded, test } from "../rig/page";

const WIDER = (region: Element) => region.scrollWidth - region.clientWidth;

test("on a phone the list of instances is read without scrolling sideways, and every page is in sight", async () => {
  for (const width of [360, 390]) {
    await openPage({ viewport: { width, height: 844 } }, async (page) => {
      await page.goto("instances?cols=status,key,saga,states,waiting,why,error,started");
      const region = page.getByRole("region", { name: /^Instances/ });
      await region.getByRole("row").nth(3).waitFor();
      expect(await region.evaluate(WIDER)).toBeLessThanOrEqual(0);
      for (const link of await page.getByRole("navigation", { name: "Pages" }).getByRole("link").all()) {
        const { x, width: wide } = (await link.boundingBox())!;
        expect(x + wide, await link.innerText()).toBeLessThanOrEqual(width);
      }
      const rows = await region.locator("tbody tr:not([aria-hidden])").evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
      expect(new Set(rows)).toEqual(new Set([96])); // what the window of rows counts with
    });
  }
});

test("at 1366 pixels the history has its details in sight", async () => {
  await openPage({ viewport: { width: 1366, height: 768 } }, async (page) => {
    await page.goto(`instances/${seeded().partly}?tab=history`);
    const region = page.getByRole("region", { name: /^Events, newest/ });
    const row = region.getByRole("row").filter({ hasText: "UndoResolved" });
    await row.waitFor();
    expect(await region.evaluate(WIDER)).toBeLessThanOrEqual(0);
    await row.getByRole("button").click();
    const opened = page.getByRole("region", { name: /^Event \d+$/ });
    await opened.getByRole("row", { name: /^undo of the step failed/ }).waitFor();
    expect((await opened.boundingBox())!.x).toBeLessThan(1366 - 200); // beside the list
  });
});
