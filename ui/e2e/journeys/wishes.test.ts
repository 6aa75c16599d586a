// What people ask of their browser: forced colours, larger text, less motion, paper.
import { type Page } from "playwright-core";
import { join } from "node:path";
import { expect } from "vitest";
import { axe } from "../rig/axe";
import { openPage, seeded, test } from "../rig/page";
import { shots } from "../rig/processes";

const places = (): Record<string, string> => {
  const { stuck, partly, retried } = seeded();
  return {
    overview: "overview", instances: "instances?status=parked,stuck", stuck: `instances/${stuck}?step=charge_card`, timeline: `instances/${retried}?tab=timeline`,
    history: `instances/${partly}?tab=history`, definition: "definitions/order", system: "system", effects: "effects",
  };
};

async function visit(page: Page, place: string): Promise<void> {
  await page.goto(place);
  await page.locator("main h1").first().waitFor();
  await page.waitForFunction(() => document.querySelector("main .loading") === null);
}
const wide = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

test("at 200 % and at 400 % everything is there and nothing has to be scrolled sideways", async () => {
  for (const zoom of [2, 4]) {
    await openPage({ viewport: { width: 1280 / zoom, height: 800 / zoom }, deviceScaleFactor: zoom }, async (page) => {
      for (const [name, place] of Object.entries(places())) {
        await visit(page, place);
        expect(await wide(page), `${name} at ${zoom}`).toBeLessThanOrEqual(0);
        expect(await page.getByRole("navigation", { name: "Pages" }).getByRole("link").count()).toBe(7);
        if (zoom === 2) await page.screenshot({ path: join(shots(), `${name}-zoomed.png`) });
      }
    });
  }
});

test("forced colours keep every state apart, and axe finds nothing", async () => {
  await openPage({ forcedColors: "active", colorScheme: "dark" }, async (page) => {
    for (const [name, place] of Object.entries(places())) {
      await visit(page, place);
      expect(await axe(page), name).toEqual([]);
      await page.screenshot({ path: join(shots(), `${name}-forced.png`) });
    }
    await visit(page, places()["stuck"]!);
    const drawn = await page.evaluate(() => [...document.querySelectorAll("svg .node")].map((node) => getComputedStyle(node.querySelector("rect")!).stroke));
    expect(drawn.every((stroke) => stroke !== "none")).toBe(true);
  });
});

test("who wants less motion gets none", async () => {
  const moving = (page: Page) => page.evaluate(() => [...document.querySelectorAll("*")].filter((part) => {
    const { transitionDuration, animationName } = getComputedStyle(part);
    return animationName !== "none" || transitionDuration.split(", ").some((time) => time !== "0s");
  }).length);
  const counts: number[] = [];
  for (const reducedMotion of ["reduce", "no-preference"] as const) {
    await openPage({ reducedMotion }, async (page) => {
      await visit(page, `instances/${seeded().stuck}`);
      await page.locator("svg .node").first().waitFor();
      counts.push(await moving(page));
    });
  }
  expect(counts[0]).toBe(0);
  expect(counts[1]).toBeGreaterThan(0); // so the count can see motion
});

test("on paper there is everything of an instance and nothing to press", async () => {
  await openPage({ colorScheme: "dark" }, async (page) => {
    for (const [name, place] of Object.entries(places())) {
      await visit(page, place);
      await page.emulateMedia({ media: "print" });
      expect(await page.locator("header.top").isVisible(), name).toBe(false);
      expect(await page.evaluate(() => getComputedStyle(document.querySelector("h1")!).color), name).toBe("rgb(26, 29, 35)");
      expect(await page.evaluate(() => [...document.querySelectorAll(".scroller, pre")].filter((part) => part.scrollHeight > part.clientHeight + 2).length), name).toBe(0);
      await page.setViewportSize({ width: 720, height: 1000 }); // A4 between its margins
      expect(await wide(page), name).toBeLessThanOrEqual(0);
      await page.screenshot({ path: join(shots(), `${name}-print.png`), fullPage: true });
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.emulateMedia({ media: null });
    }
    await visit(page, `instances/${seeded().long}?tab=history`);
    await page.emulateMedia({ media: "print" });
    await page.waitForFunction(() => document.querySelectorAll("table.events tbody tr").length >= 1000);
    expect((await page.pdf({ format: "A4" })).subarray(0, 4).toString()).toBe("%PDF");
  });
});
