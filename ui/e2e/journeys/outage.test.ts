// The engine is killed while somebody looks, and comes back; or it has no place for one more,
// or has forgotten a plan.
import { afterAll, beforeAll, expect } from "vitest";
import { openPage, test as shared } from "../rig/page";
import { Engine, Participants } from "../rig/processes";
import { definition, Server } from "../rig/server";

let participants: Participants;
let engine: Engine;

beforeAll(async () => {
  participants = await Participants.start("outage-participants");
  engine = new Engine("outage", participants.url);
  await engine.start();
});
afterAll(async () => {
  await engine.stop();
  await participants.stop();
});

shared("kill -9 while watching: told, kept, and gone on without a reload", async () => {
  const server = new Server(engine.url, participants.url);
  await server.deploy(definition("order"));
  const id = await server.order("order", "outage-1");
  await server.waits(id, "event");
  await openPage({ baseURL: `${engine.url}/ui/` }, async (page) => {
    await page.goto(`instances/${id}`);
    await page.getByRole("button", { name: /^await_shipment running/ }).waitFor();
    await page.evaluate("window.same = true");
    await engine.kill();
    const told = page.getByRole("alert").getByText("The server does not answer");
    await told.first().waitFor();
    await page.getByRole("button", { name: "Away" }).waitFor();
    await page.getByRole("button", { name: /^await_shipment running/ }).waitFor();
    await engine.start();
    await told.first().waitFor({ state: "detached" });
    await server.event("shipment.shipped", "outage-1", { tracking: "T" });
    await page.getByRole("heading", { level: 1 }).getByText("completed").waitFor();
    expect(await page.evaluate("window.same")).toBe(true);
  });
});

shared("an act while the server is away is told beside its button, and that it is back as well", async () => {
  const server = new Server(engine.url, participants.url);
  await server.deploy(definition("order"));
  const id = await server.order("order", "outage-4");
  await server.waits(id, "event");
  await openPage({ baseURL: `${engine.url}/ui/`, viewport: { width: 1280, height: 600 } }, async (page) => {
    await page.goto(`instances/${id}`);
    await page.getByRole("button", { name: "Undo now…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("heading", { name: "Undone, in this order" }).waitFor();
    for (const input of await dialog.getByText("Input", { exact: true }).all()) await input.click(); // long enough to be scrolled
    await dialog.getByLabel(/^Reason/).fill("it went wrong");
    await engine.kill();
    await dialog.getByRole("button", { name: "Undo now" }).click();
    const doubt = dialog.getByText("It may have happened or not");
    await doubt.waitFor();
    const { y, height } = (await doubt.boundingBox())!;
    expect(y).toBeGreaterThan(0);
    expect(y + height).toBeLessThan(600);
    expect(await dialog.evaluate((box) => box.scrollHeight > box.clientHeight)).toBe(true); // so it could have been out of sight
    await engine.start();
    await dialog.getByText("The server did not answer, and is there again").waitFor();
    await dialog.getByRole("button", { name: "Undo now" }).click();
    await page.getByRole("heading", { level: 1 }).getByText("compensated").waitFor();
  });
});

shared("with no place for another stream the page asks instead, says so, and takes the stream up again", async () => {
  const server = new Server(engine.url, participants.url);
  await server.deploy(definition("order"));
  const id = await server.order("order", "outage-2");
  await server.waits(id, "event");
  while ((await server.ask("/v1/system")).body.node.openStreams > 0) continue; // of the page before
  const others = await server.openStreams(256);
  expect(others.opened).toBe(256);
  await openPage({ baseURL: `${engine.url}/ui/` }, async (page) => {
    await page.goto(`instances/${id}`);
    await page.getByText("The stream of changes is off").waitFor();
    await page.getByRole("button", { name: "Asking" }).waitFor();
    await server.event("shipment.shipped", "outage-2", { tracking: "T" });
    await page.getByRole("heading", { level: 1 }).getByText("completed").waitFor();
    others.close();
    await page.getByRole("button", { name: "Live" }).waitFor();
    await page.getByText("The stream of changes is off").waitFor({ state: "detached" });
  });
});

shared("a plan that is not kept any more is told, and the next one keeps the reason", async () => {
  const server = new Server(engine.url, participants.url);
  await server.deploy(definition("order"));
  await server.waits(await server.order("order", "outage-3"), "event");
  await openPage({ baseURL: `${engine.url}/ui/` }, async (page) => {
    await page.goto("instances?saga=order");
    const order = { action: "cancel", filter: { saga: "order" }, reason: "a test" };
    await page.getByRole("button", { name: "Act on all that match…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Action").selectOption("cancel");
    await dialog.getByLabel(/^Reason/).fill("typed once");
    await dialog.getByRole("button", { name: "Show the plan" }).click();
    const act = dialog.getByRole("button", { name: /^Cancel the saga: \d/ });
    await act.waitFor();
    for (let more = 0; more < 50; more += 1) await server.ask("/v1/bulk?plan=true", order); // the newest 50 are kept
    await act.click();
    await dialog.getByText("Nothing has happened: a plan is kept for an hour").waitFor();
    await dialog.getByRole("button", { name: "Show the plan" }).click();
    await act.waitFor();
    await dialog.getByLabel("Also those for which").check();
    expect(await dialog.getByLabel(/^Reason/).inputValue()).toBe("typed once");
    await act.click();
    await page.waitForURL("**/bulk/*");
    await page.getByText("typed once").waitFor();
    await page.getByText("Moved ones").waitFor();
  });
});
