// Changes come over the stream, and all tabs of a browser that are seen share one.
import { type Page, type Request } from "playwright-core";
import { expect, inject } from "vitest";
import { openPage, server, test } from "../rig/page";
import { setHidden } from "../rig/sight";

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

async function waiting(key: string): Promise<string> {
  const id = await server().order("order", key);
  await server().waits(id, "event");
  return id;
}
const isStream = (request: Request) => new URL(request.url()).pathname === "/v1/stream";
const ship = (key: string) => server().event("shipment.shipped", key, { tracking: "T" });

test("many tabs share one stream, and every one of them is told", async () => {
  const id = await waiting("live-1");
  await openPage({}, async (first) => {
    const readers = new Set<Page>(); // one that reads on after a break is still one
    first.context().on("request", (request) => isStream(request) && readers.add(request.frame().page()));
    const pages = [first];
    for (let more = 0; more < 7; more += 1) pages.push(await first.context().newPage());
    await Promise.all(pages.map((page) => page.goto(`${inject("server")}/ui/instances/${id}`)));
    await Promise.all(pages.map((page) => heading(page).getByText("running").waitFor()));
    await Promise.all(pages.map((page) => page.getByRole("button", { name: "Live" }).waitFor()));
    expect(readers.size).toBe(1);
    await ship("live-1");
    await Promise.all(pages.map((page) => heading(page).getByText("completed").waitFor()));
  });
});

test("a hidden tab lets go of the stream, the next takes it, and what is seen again is fresh", async () => {
  const id = await waiting("live-2");
  await openPage({}, async (first) => {
    const asked: string[] = [];
    const note = (request: Request, what: string | number) => {
      if (isStream(request)) asked.push(`${request.frame().page() === first ? "first" : "second"} ${what}`);
    };
    first.context().on("response", (response) => note(response.request(), response.status()));
    await first.goto(`instances/${id}`);
    await first.getByRole("button", { name: "Live" }).waitFor();
    const second = await first.context().newPage();
    await second.goto(`${inject("server")}/ui/instances/${id}`);
    await second.getByRole("button", { name: "Live" }).waitFor();
    expect(asked).toEqual(["first 200"]);
    const taken = first.context().waitForEvent("request", { predicate: isStream });
    await setHidden(first, true);
    expect(new URL((await taken).url()).searchParams.get("after")).toMatch(/./); // it reads on where the first was
    await second.getByRole("button", { name: "Live" }).waitFor();
    expect(asked).toEqual(["first 200", "second 200"]);
    await setHidden(second, true);
    await second.getByRole("button", { name: "Asking" }).waitFor();
    await ship("live-2");
    await server().ends(id, "completed");
    expect(await heading(first).innerText()).toContain("running");
    await setHidden(first, false);
    await heading(first).getByText("completed").waitFor();
    await first.getByRole("button", { name: "Live" }).waitFor();
  });
});

test("a pause is told, holds, and ends with what is so now", async ({ page }) => {
  const id = await waiting("live-3");
  await page.goto(`instances/${id}`);
  await page.getByRole("button", { name: "Live" }).click();
  await page.getByText("Updates are paused in this tab").waitFor();
  await ship("live-3");
  await server().ends(id, "completed");
  expect(await heading(page).innerText()).toContain("running");
  await page.getByRole("button", { name: "Go on" }).click();
  await heading(page).getByText("completed").waitFor();
  await page.getByRole("button", { name: "Live" }).waitFor();
});
