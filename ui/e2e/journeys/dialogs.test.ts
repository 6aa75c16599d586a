// Every dialog in both themes, on a laptop and on a phone: nothing that axe finds, nothing cut off.
import { type Page } from "playwright-core";
import { expect } from "vitest";
import { look } from "../rig/looks";
import { openPage, seeded, test } from "../rig/page";

// What opens it; `until` is there when it is complete.
interface Opening {
  place: string;
  open: (page: Page) => Promise<void>;
  until: string;
}
const act = (title: string) => async (page: Page) => page.getByRole("button", { name: title, exact: true }).first().click();
const PLAN = "dialog .plan";

const openings = (): Record<string, Opening> => {
  const { parked, waiting, stuck } = seeded();
  return {
    retry: { place: `instances/${parked}`, open: act("Retry"), until: PLAN }, skip: { place: `instances/${parked}`, open: act("Skip the step…"), until: PLAN },
    variables: { place: `instances/${waiting}`, open: act("Edit variables…"), until: "dialog .needs" },
    rewind: { place: `instances/${waiting}`, open: act("Send it back…"), until: PLAN }, undo: { place: `instances/${waiting}`, open: act("Undo now…"), until: PLAN },
    terminate: { place: `instances/${waiting}`, open: act("Terminate…"), until: PLAN }, resolve: { place: `instances/${stuck}`, open: act("Resolve the undo…"), until: PLAN },
    palette: { place: "overview", open: async (page) => page.keyboard.press("Control+k"), until: "dialog.palette li" },
    send: { place: `instances/${waiting}`, open: act("Send this event…"), until: "dialog form" },
    help: { place: "overview", open: async (page) => page.keyboard.press("?"), until: "dialog dl" },
    "bulk-plan": {
      place: "instances?saga=crowd", until: PLAN,
      open: async (page) => {
        await page.getByRole("button", { name: "Act on all that match…" }).click();
        await page.getByLabel("Action").selectOption("cancel");
        await page.getByRole("button", { name: "Show the plan" }).click();
      },
    },
  };
};

test.for(Object.entries(openings()))("the dialog %s is accessible and fits", async ([name, { place, open, until }]) => {
  await openPage({ reducedMotion: "reduce" }, async (page) => {
    await page.goto(place);
    await page.locator("main h1").waitFor();
    await open(page);
    await page.locator(until).first().waitFor();
    expect(await look(page, `dialog-${name}`, [[1280, 800], [390, 844]])).toEqual([]);
    expect(await page.evaluate(() => [...document.querySelectorAll("dialog[open] *")].filter((part) => part.getBoundingClientRect().right > innerWidth + 1).length)).toBe(0);
  });
});
