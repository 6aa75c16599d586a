// A server, or what stands before it, that refuses for a while: what is shown is told to be old, what
// was typed stays, and each refusal says whether anything has happened. The refusals come from the
// rig, the way an overloaded server and a proxy word them; everything else is the real server.
import { type Page, type Route } from "playwright-core";
import { expect } from "vitest";
import { seeded, server, test } from "../rig/page";
import { definition } from "../rig/server";

const OVERLOADED = {
  status: 503, headers: { "Content-Type": "application/problem+json", "Retry-After": "3" },
  body: JSON.stringify({ type: "urn:sagaflow:problem:overloaded", title: "A bounded queue is full", status: 503, detail: "The engine's mailbox is full", code: "overloaded" }),
};
const TOO_MANY = { status: 429, headers: { "Content-Type": "text/html", "Retry-After": "5" }, body: "<html><script>window.hacked=1</script>slow down</html>" };
const PENDING = { ...OVERLOADED, body: JSON.stringify({ status: 503, title: "Not heard of in time", detail: "The commit was not heard of in time", code: "outcome-pending" }) };

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

// Answers the next requests of a path so, one after the other; then the server answers itself.
async function first(page: Page, path: RegExp, answers: ((route: Route) => Promise<void>)[]): Promise<void> {
  const left = [...answers];
  await page.route(path, (route) => (left.shift() ?? ((one: Route) => one.fallback()))(route));
}

test("a page that cannot be renewed says how old it is and why, then goes on by itself", async ({ page }) => {
  const id = await server().order("order", "refused-1");
  await server().waits(id, "event");
  await page.goto(`instances/${id}`);
  await page.getByRole("button", { name: /^await_shipment running/ }).waitFor();
  await page.route(/\/v1\/instances\//, (route) => route.fulfill(OVERLOADED));
  await server().event("shipment.shipped", "refused-1", { tracking: "T" });
  const told = page.getByRole("alert");
  await told.getByText("The engine's mailbox is full").waitFor();
  await told.getByText("asks again in 3 s").waitFor();
  expect(await heading(page).innerText()).toContain("running");
  await page.unroute(/\/v1\/instances\//);
  await heading(page).getByText("completed").waitFor();
  await told.waitFor({ state: "detached" });
});

test("what is refused at first comes by itself", async ({ page }) => {
  // Each refusal stands until the page has told it: a slow machine may look late.
  let answer = (route: Route) => route.fulfill(OVERLOADED);
  await page.route(/\/v1\/sagas\/order\/versions\//, (route) => answer(route));
  await page.goto(`instances/${seeded().waiting}`);
  await page.getByText("The engine's mailbox is full").waitFor();
  answer = (route) => route.fulfill(TOO_MANY);
  await page.getByText("The server answered 429").waitFor();
  answer = (route) => route.fallback();
  await page.getByRole("button", { name: /^await_shipment running/ }).waitFor();
});

test("an act that is refused says what has become of it, and what was typed is sent the next time", async ({ page }) => {
  const id = await server().order("order", "refused-2");
  await server().waits(id, "event");
  await first(page, /\/pause$/, [(route) => route.fulfill(OVERLOADED), (route) => route.fulfill(TOO_MANY), (route) => route.fulfill(PENDING), (route) => route.abort()]);
  await page.goto(`instances/${id}`);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const dialog = page.getByRole("dialog");
  const act = dialog.getByRole("button", { name: "Pause", exact: true });
  await dialog.getByLabel(/^Reason/).fill("typed once");
  await act.click();
  await dialog.getByText("Nothing has happened, and what you typed is kept. Try again in 3 s.").waitFor();
  await act.click();
  await dialog.getByText("Try again in 5 s.").waitFor();
  await act.click();
  await dialog.getByText("It may have happened or not").waitFor();
  await dialog.getByText("The commit was not heard of in time").waitFor();
  await act.click();
  await dialog.getByText("The server did not answer, and is there again").waitFor();
  expect((await server().get(id)).status).toBe("running");
  await act.click();
  await heading(page).getByText("paused").waitFor();
  await page.getByRole("status").getByText(/^Pause was done/).waitFor();
  const { body } = await server().ask(`/v1/instances/${id}/history?limit=200`);
  expect(body.items.filter((event: { reason?: string }) => event.reason === "typed once")).toHaveLength(1);
});

test("a plan that is refused is asked for again, with what was typed", async ({ page }) => {
  const id = await server().order("order", "refused-3");
  await server().waits(id, "event");
  await first(page, /\/cancel\?plan=true$/, [(route) => route.fulfill(OVERLOADED)]);
  await page.goto(`instances/${id}`);
  await page.getByRole("button", { name: "Cancel the saga…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("The engine's mailbox is full").waitFor();
  await dialog.getByLabel(/^Reason/).fill("typed once");
  expect(await dialog.getByRole("button", { name: "Cancel the saga" }).isDisabled()).toBe(true);
  await dialog.getByRole("button", { name: "Ask for the plan again" }).click();
  await dialog.getByRole("heading", { name: "Undone, in this order" }).waitFor();
  expect(await dialog.getByLabel(/^Reason/).inputValue()).toBe("typed once");
  await dialog.getByRole("button", { name: "Cancel the saga" }).click();
  await heading(page).getByText("compensated").waitFor();
});

test("a start form keeps what was typed, and starts one instance", async ({ page }) => {
  await first(page, /\/v1\/sagas\/hello\/instances$/, [(route) => route.fulfill(OVERLOADED), async (route) => {
    await route.fetch(); // it arrives, and its answer is lost
    await route.abort();
  }]);
  await page.goto("start/hello");
  await page.getByLabel(/^Business key/).fill("refused-4");
  for (const field of await page.locator("main form input:not([name=key]), main form textarea").all()) await field.fill("Ada");
  const start = page.getByRole("button", { name: "Start", exact: true });
  await start.click();
  await page.getByText("Try again in 3 s").waitFor();
  await start.click();
  await page.getByText("The server does not answer").first().waitFor();
  await start.click();
  await page.waitForURL("**/instances/*");
  const { body } = await server().ask("/v1/instances?key=refused-4");
  expect(body.items).toHaveLength(1);
});

test("a bulk act that is refused keeps its reason", async ({ page }) => {
  await first(page, /\/v1\/bulk$/, [(route) => route.fulfill(OVERLOADED)]);
  await server().deploy({ ...definition("order"), saga: "refused-bulk" });
  await server().waits(await server().order("refused-bulk", "refused-5"), "event");
  await page.goto("instances?saga=refused-bulk");
  await page.getByRole("button", { name: "Act on all that match…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Reason/).fill("typed once");
  await dialog.getByLabel("Action").selectOption("cancel");
  await dialog.getByRole("button", { name: "Show the plan" }).click();
  const act = dialog.getByRole("button", { name: "Cancel the saga: 1 instance" });
  await act.click();
  await dialog.getByText("Try again in 3 s").waitFor();
  await act.click();
  await page.waitForURL("**/bulk/*");
  await page.getByText("typed once").waitFor();
});
