// A test with a page of its own. Whatever the page complains of fails the test: an exception, a
// breach of the content policy, a script that came in with a payload.
import { type BrowserContextOptions, type Browser, chromium, type Page } from "playwright-core";
import { expect, inject, test as plain } from "vitest";
import { Server } from "./server";

let connection: Promise<Browser> | null = null;
const connected = () => (connection ??= chromium.connect(inject("browser")));

export const server = () => new Server(inject("server"), inject("participants"));
export const seeded = () => inject("seeded");

// Requests that are refused on purpose are told by the page in words; Chromium logs them as well.
const EXPECTED = /^Failed to load resource/;

export async function openPage(options: BrowserContextOptions, use: (page: Page) => Promise<void>, alsoExpected = EXPECTED): Promise<void> {
  const context = await (await connected()).newContext({
    baseURL: `${inject("server")}/ui/`, viewport: { width: 1280, height: 800 }, locale: "en-GB", timezoneId: "UTC", ...options,
  });
  context.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !EXPECTED.test(message.text()) && !alsoExpected.test(message.text())) complaints.push(message.text());
  });
  await use(page);
  expect(await page.evaluate("window.hacked")).toBeUndefined();
  expect(complaints).toEqual([]);
  await context.close();
}

export const test = plain.extend<{ page: Page }>({
  page: async ({}, use) => openPage({}, use),
});
