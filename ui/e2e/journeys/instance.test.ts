// One instance: watched while it works, looked at as it was, its history filtered.
import { expect } from "vitest";
import { openPage, seeded, server, test } from "../rig/page";
import { PRECISE } from "../rig/seed";
import { definition } from "../rig/server";

test("watch a saga to its end without a reload", async ({ page }) => {
  const id = await server().order("order", "watch-1");
  await server().waits(id, "event");
  await page.goto(`instances/${id}`);
  await page.evaluate("window.same = true");
  const diagram = page.getByRole("group", { name: "Diagram of the states" });
  await diagram.getByRole("button", { name: /^await_shipment running/ }).waitFor();
  await diagram.getByRole("button", { name: /^charge_card ok/ }).waitFor();
  await server().event("shipment.shipped", "watch-1", { tracking: "T" });
  await page.getByRole("heading", { level: 1 }).getByText("completed").waitFor();
  await diagram.getByRole("button", { name: /^await_shipment ok/ }).waitFor();
  expect(await page.evaluate("window.same")).toBe(true);
});

test("time travel shows what was", async ({ page }) => {
  await page.goto(`instances/${seeded().stuck}`);
  const slider = page.getByLabel("State at event");
  await page.getByRole("button", { name: /^Undo of charge_card/ }).waitFor();
  await page.getByRole("button", { name: /^await_shipment failed, receive/ }).waitFor();
  const last = Number(await slider.getAttribute("max"));
  await slider.fill("3");
  await page.waitForURL("**at=3");
  await page.getByText(`3 of ${last}`).waitFor();
  await page.getByRole("button", { name: /^await_shipment receive$/ }).waitFor();
  await page.reload();
  await page.getByText(`3 of ${last}`).waitFor();
  await page.getByRole("button", { name: "Back to now" }).click();
  await page.getByRole("button", { name: /^await_shipment failed, receive/ }).waitFor();
});

test("the history is filtered by state, kind and trouble", async ({ page }) => {
  await page.goto(`instances/${seeded().partly}?tab=history`);
  const rows = page.locator("table.events tbody tr");
  await rows.first().waitFor();
  const all = await rows.count();
  await page.getByLabel("Trouble only").check();
  await page.waitForURL("**trouble=1");
  expect(await rows.count()).toBeLessThan(all);
  await page.getByLabel("Trouble only").uncheck();
  await page.getByLabel("Kind").selectOption("manual");
  await page.getByRole("cell", { name: "UndoResolved" }).waitFor();
  await page.getByRole("combobox", { name: /^State/ }).selectOption("request_shipment");
  await page.getByText("No event matches").waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  await page.waitForFunction((count) => document.querySelectorAll("table.events tbody tr").length === count, all);
});

test("a step tells its input, its key and its undo", async ({ page }) => {
  await page.goto(`instances/${seeded().stuck}?step=charge_card`);
  const panel = page.getByRole("region", { name: "State charge_card" });
  await panel.getByText(`${seeded().stuck}/charge_card/1/do`).first().waitFor();
  await panel.getByRole("heading", { name: /^Undo/ }).waitFor();
  await panel.getByText("http.500").first().waitFor();
});

test("where the history is too long to be here, the server tells the state; the rest is read on demand", async ({ page }) => {
  const id = seeded().long;
  const { seq, vars } = (await server().get(id)) as unknown as { seq: number; vars: { n: number } };
  await page.goto(`instances/${id}?tab=data`);
  await page.getByText(/^Only the first 20,\d{3} of 20,\d{3} events are here/).waitFor();
  const shown = page.getByLabel("variables", { exact: true });
  await shown.getByText(`"n": ${vars.n}`).waitFor();
  const past = seq - 30;
  const then = (await server().ask(`/v1/instances/${id}?at=${past}`)).body.vars.n;
  expect(then).toBeLessThan(vars.n);
  await page.goto(`instances/${id}?tab=data&at=${past}`);
  await shown.getByText(`"n": ${then}`).waitFor();
  await page.getByRole("button", { name: "One event on" }).click();
  await page.waitForURL(`**at=${past + 1}`);
  await page.getByRole("link", { name: "diagram", exact: true }).click();
  await page.getByRole("button", { name: /^(more|enough)/ }).first().waitFor();
  await page.getByRole("button", { name: /^Read \d+ more/ }).click();
  await page.getByText(/^Only the first/).waitFor({ state: "detached" });
  await page.getByRole("link", { name: "history", exact: true }).click();
  await page.getByText(`${seq} of ${seq} events`).waitFor();
});

test("the sentence counts down by itself, on the server's clock", async ({ page }) => {
  // Every 90 s, however many have failed by the time that this page looks.
  const net = { maxAttempts: 0, initial: "90s", max: "90s", jitter: "none" };
  await server().deploy({ ...definition("order"), saga: "countdown", retries: { net }, compensation: { retry: net } });
  await server().misbehave("countdown-1", "charge", { failures: 9999 });
  const id = await server().order("countdown", "countdown-1");
  await server().waits(id, "retry");
  const HOUR = 3_600_000;
  // The server's clock is an hour ahead of the browser's, as far as the browser can see.
  await page.route(/\/v1\//, async (route) => {
    if (route.request().url().includes("/v1/stream")) return route.abort();
    const response = await route.fetch();
    const late = (text: string) => text.replace(/"(whyAt|nextAt|until)":"([^"]+)"/g, (_, name: string, at: string) => `"${name}":"${new Date(Date.parse(at) + HOUR).toISOString()}"`);
    await route.fulfill({ response, headers: { ...response.headers(), date: new Date(Date.now() + HOUR).toUTCString() }, body: late(await response.text()) });
  });
  await page.goto(`instances/${id}`);
  const why = page.locator("p.why");
  const seconds = async () => Number(/next attempt in (\d+) s/.exec(await why.innerText())?.[1]);
  await why.getByText(/next attempt in [1-9]\d s/).waitFor(); // long enough before the next
  const first = await seconds();
  expect(first).toBeLessThan(100); // and not an hour more
  await page.route(/\/v1\//, (route) => route.abort()); // nothing but the clock goes on now
  await page.waitForFunction((before) => Number(/next attempt in (\d+) s/.exec(document.querySelector("p.why")!.textContent!)?.[1]) < before, first - 1);
  await page.locator(".waits").getByText(/next in \d+/).waitFor();
});

test("on a phone a state's panel comes into sight when it is chosen", async () => {
  await openPage({ viewport: { width: 390, height: 844 }, reducedMotion: "reduce" }, async (page) => {
    await page.goto(`instances/${seeded().stuck}`);
    await page.getByRole("button", { name: /^charge_card/ }).click();
    const heading = page.getByRole("region", { name: "State charge_card" }).getByRole("heading").first();
    await heading.waitFor();
    await page.waitForFunction(() => {
      const { top, bottom } = document.querySelector("main .panel h2")!.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
  });
});

test("a history of twenty thousand events is there, and few of its rows in the page", async ({ page }) => {
  await page.goto(`instances/${seeded().long}?tab=history`);
  await page.getByText(/^20,?\d{3} of 20,?\d{3} events/).waitFor({ timeout: 120_000 });
  const region = page.getByRole("region", { name: /^Events/ });
  expect(await region.locator("tbody tr").count()).toBeLessThan(60);
  await region.evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
  await region.getByRole("cell", { name: "InstanceStarted" }).waitFor();
});

test("five megabytes: a preview, exact numbers, and all of it to keep", async ({ page }) => {
  await page.goto(`instances/${seeded().heavy}?tab=data`);
  await page.getByText("The first 16 kB of").first().waitFor();
  expect((await page.locator("pre").allInnerTexts()).join("").length).toBeLessThan(60_000);
  await page.getByLabel("output").getByText(PRECISE).waitFor();
  await page.getByRole("link", { name: "raw", exact: true }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export the history" }).click()]);
  let bytes = 0;
  for await (const part of await file.createReadStream()) bytes += (part as Buffer).length;
  expect(bytes).toBeGreaterThan(3_800_000);
});

test("wrong addresses say what is wrong", async ({ page }) => {
  await page.goto("instances/01a20a0f-209a-703b-a321-000000000000");
  await page.getByText("No such instance is stored").waitFor();
  await page.goto("no/such/page/%zz");
  await page.getByRole("heading", { name: "No such page" }).waitFor();
  await page.goto("definitions/nothing");
  await page.getByRole("alert").waitFor();
});
