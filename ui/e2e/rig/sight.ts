// Tabs that are seen or hidden. A browser without windows shows every tab at once, so a page is told
// that it is hidden, by the same two things by which a browser tells it.
import { type Page } from "playwright-core";

export async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (value ? "hidden" : "visible") });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}
