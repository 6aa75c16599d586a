// Every page in both themes: nothing that axe finds, nothing wider than the window, and pictures of
// it on a phone, a laptop and a wall. Those of the documentation are kept apart, smaller.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Page } from "playwright-core";
import { expect } from "vitest";
import { axe } from "./axe";
import { openPage, seeded, test } from "./page";
import { shots } from "./processes";

const SIZES = [[1280, 800], [390, 844], [3840, 2160]] as const;
const THEMES = ["light", "dark"] as const;

const places = (): Record<string, string> => {
  const { stuck, completed, partly, retried, renewal, compensating, long, terminated, bulk } = seeded();
  return {
    overview: "overview", system: "system", instances: "instances?saga=order&cols=status,key,states,waiting,error,started", attention: "instances?status=parked,stuck",
    "wrong-filter": "instances?status=runing", stuck: `instances/${stuck}`, step: `instances/${stuck}?step=charge_card`,
    compensating: `instances/${compensating}`, terminated: `instances/${terminated}?tab=timeline`,
    timeline: `instances/${retried}?tab=timeline`, "undo-timeline": `instances/${stuck}?tab=timeline`,
    history: `instances/${partly}?tab=history`, data: `instances/${completed}?tab=data&at=5`, raw: `instances/${completed}?tab=raw`,
    loop: `instances/${renewal}`, "long-history": `instances/${long}?tab=history`,
    "no-instance": "instances/01a20a0f-209a-703b-a321-000000000000", definitions: "definitions", definition: "definitions/order", changes: "definitions/order-slow?version=2&against=1",
    deploy: "deploy", start: "start/order", events: "events", effects: "effects", bulk: "bulk", "bulk-job": `bulk/${bulk}`, "no-bulk-job": "bulk/01a20a0f-209a-703b-a321-000000000000", "no-effects": "effects?saga=hello&olderThan=7d",
    "effects-of-one": `instances/${partly}?tab=effects`, "no-page": "no/such/page",
  };
};
const IN_DOCS: Record<string, string> = { overview: "overview", stuck: "stuck", "undo-timeline": "undo-timeline", "dialog-resolve": "resolve" };

async function settled(page: Page): Promise<void> {
  await page.locator("main h1, main .refused").first().waitFor();
  await page.waitForFunction(() => document.querySelector("main .loading") === null);
  await page.getByRole("button", { name: "Live", exact: true }).waitFor();
}

// A few dozen kilobytes each, at the size in which a page shows them.
async function picture(page: Page, name: string): Promise<void> {
  const debug = await page.context().newCDPSession(page);
  const { data } = await debug.send("Page.captureScreenshot", { format: "webp", quality: 82 });
  await debug.detach();
  const bytes = Buffer.from(data, "base64");
  expect(bytes.length, name).toBeLessThan(150_000);
  mkdirSync(join(shots(), "docs"), { recursive: true });
  writeFileSync(join(shots(), "docs", `${name}.webp`), bytes);
}

export async function look(page: Page, name: string, sizes: readonly (readonly [number, number])[] = SIZES): Promise<string[]> {
  const wrong: string[] = [];
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      const which = `${name}-${colorScheme}-${width}`;
      if (width < 3000) wrong.push(...(await axe(page)).map((finding) => `${which}: ${finding}`));
      if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) wrong.push(`${which}: wider than the window`);
      await page.screenshot({ path: join(shots(), `${which}.png`) });
      const told = IN_DOCS[name];
      if (width === 1280 && told !== undefined) await picture(page, `${told}-${colorScheme}`);
    }
  }
  return wrong;
}

// Halves, so that two workers share them; a test for each page, so that none has to wait for all.
export function looksOf(half: number): void {
  const mine = Object.entries(places()).filter((_, at) => at % 2 === half);
  test.for(mine)("%s is accessible and fits", async ([name, place]) => {
    await openPage({ reducedMotion: "reduce" }, async (page) => {
      await page.goto(place);
      await settled(page);
      expect(await look(page, name)).toEqual([]);
    });
  });
}
