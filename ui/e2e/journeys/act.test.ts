// What operators do: find the stuck saga and settle it, and be told when an instance has moved.
import { expect } from "vitest";
import { seeded, server, test } from "../rig/page";
import { refused } from "../rig/seed";

test("find the stuck saga and resolve it", async ({ page }) => {
  const id = await refused(server(), "order-quick", "act-1");
  await server().ends(id, "stuck");
  await page.goto("instances");
  await page.getByRole("link", { name: "Needs attention" }).click();
  await page.getByRole("link", { name: "act-1", exact: true }).click();
  await page.getByRole("button", { name: "Resolve the undo…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("It was undone outside").check();
  await dialog.getByLabel(/^Evidence/).fill("refund 4711");
  await dialog.getByLabel(/^Reason/).fill("refunded by hand");
  await dialog.getByRole("button", { name: "Resolve the undo" }).click();
  await page.getByRole("heading", { level: 1 }).getByText("compensated").waitFor();
  const { body } = await server().ask(`/v1/instances/${id}/history?limit=200`);
  const resolved = body.items.find((event: { type: string }) => event.type === "UndoResolved");
  expect(resolved).toMatchObject({ reason: "refunded by hand", evidence: "refund 4711" });
});

test("of a stuck saga the error that has to be mended comes first, and it is in the list", async ({ page }) => {
  const id = await refused(server(), "order-quick", "act-6");
  await server().ends(id, "stuck");
  await page.goto("instances?saga=order-quick&key=act-6&cols=key,error");
  await page.getByRole("row").filter({ hasText: "act-6" }).getByText("undo: http.500").waitFor();
  await page.getByRole("link", { name: "act-6", exact: true }).click();
  const head = page.locator("main > header");
  await head.getByText("http.500").first().waitFor();
  const told = (await head.innerText()).replaceAll("\n", " ");
  const [mend, button, began] = [told.indexOf("http.500"), told.indexOf("Resolve the undo…"), told.indexOf("It is undone because of")];
  expect(mend).toBeLessThan(button);
  if (began >= 0) expect(began).toBeGreaterThan(mend);
});

test("after a retry by hand there is one number of attempts", async ({ page }) => {
  const id = await refused(server(), "order-quick", "act-8");
  await server().ends(id, "stuck");
  const { seq } = await server().get(id);
  await server().act(id, "retry", { reason: "the bank is back" });
  await server().until(id, (document) => document.status === "stuck" && Number(document["seq"]) > Number(seq) + 1);
  await page.goto(`instances/${id}`);
  await page.getByRole("list", { name: "What it waits for" }).getByText("needs you after attempt 4 (2 of them do not count)").waitFor();
  await page.locator("p.why").getByText(/\b4\b/).waitFor();
});

test("what waits for its time waits for the resume while it is paused", async ({ page }) => {
  await server().misbehave("act-7", "charge", { failures: 9999 });
  const id = await server().order("order-slow", "act-7");
  await server().waits(id, "retry");
  await server().act(id, "pause", { reason: "the bank is down" });
  await page.goto(`instances/${id}`);
  const waits = page.getByRole("list", { name: "What it waits for" });
  await waits.getByText("held until it is resumed").waitFor();
  expect(await waits.innerText()).not.toContain("next in");
  await server().act(id, "resume", { reason: "it is back" });
  await waits.getByText(/next in \d/).waitFor();
});

test("an action on an instance that has moved is refused and explained", async ({ page }) => {
  const id = await server().order("order", "act-2");
  await server().waits(id, "event");
  await page.goto(`instances/${id}`);
  await page.getByRole("button", { name: "Terminate…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/^charge_card/).waitFor();
  await server().act(id, "pause", { reason: "somebody else was quicker" });
  await dialog.getByLabel(/^Reason/).fill("not wanted");
  await dialog.getByRole("button", { name: "Terminate" }).click();
  await dialog.getByText("Nothing has happened").waitFor();
  await dialog.getByText("InstancePaused").getByText("somebody else was quicker").waitFor();
  expect((await server().get(id)).status).toBe("paused");
  await dialog.getByRole("button", { name: "Plan anew, for what it is now" }).click();
  await dialog.getByText("The instance has moved on").waitFor({ state: "detached" });
  await dialog.getByText(/^charge_card/).waitFor();
  expect(await dialog.getByLabel(/^Reason/).inputValue()).toBe("not wanted");
  await dialog.getByRole("button", { name: "Terminate" }).click();
  await page.getByRole("heading", { level: 1 }).getByText("terminated").waitFor();
  await page.getByRole("status").getByText(/^Terminate was done/).waitFor();
});

test("a dialog over an instance that moves tells it before anybody acts", async ({ page }) => {
  const id = await server().order("order", "act-4");
  await server().waits(id, "event");
  await page.goto(`instances/${id}`);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("region", { name: "What will happen" }).waitFor();
  await server().event("shipment.shipped", "act-4", { tracking: "T" });
  await dialog.getByText("The instance has moved on since this plan was made").waitFor();
  await server().ends(id, "completed");
  await dialog.getByText("InstanceCompleted").waitFor();
  await dialog.getByRole("button", { name: "Plan anew, for what it is now" }).click();
  await dialog.getByRole("alert").waitFor(); // the server's words: it has ended
  expect(await dialog.getByRole("button", { name: "Pause", exact: true }).isDisabled()).toBe(true);
});

test("compensate after reading the plan: what it shows is what is done, in its order", async ({ page }) => {
  const id = await server().order("order", "act-5");
  await server().waits(id, "event");
  await page.goto(`instances/${id}`);
  await page.getByRole("button", { name: "Undo now…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading", { name: "Undone, in this order" }).waitFor();
  const planned = await dialog.locator(".plan ol").last().locator("b").allInnerTexts();
  expect(planned.map((title) => title.split(",")[0])).toEqual(["request_shipment", "charge_card", "reserve_stock"]);
  await dialog.getByText("Input", { exact: true }).first().click();
  await dialog.getByLabel(/^Input of/).first().getByText("act-5").waitFor();
  await dialog.getByLabel(/^Reason/).fill("the plan is right");
  await dialog.getByRole("button", { name: "Undo now" }).click();
  await page.getByRole("heading", { level: 1 }).getByText("compensated").waitFor();
  const { body } = await server().ask(`/v1/instances/${id}/history?limit=200`);
  const undone = body.items.filter((event: { type: string }) => event.type === "UndoStarted").map((event: { state: string }) => event.state);
  expect(undone).toEqual(["request_shipment", "charge_card", "reserve_stock"]);
});

test("a parked step is skipped with an output that later steps see", async ({ page }) => {
  await server().deploy({ saga: "act-skip", start: "ask", states: {
    ask: { type: "task", call: "noop", with: { fail: "http.409" }, effect: "none", onExhausted: "park", next: "done" },
    done: { type: "succeed", output: "${steps.ask.number}" },
  } });
  const id = await server().start("act-skip", {});
  await server().ends(id, "parked");
  await page.goto(`instances/${id}`);
  expect(await page.locator(".actions button").first().innerText()).toBe("Retry");
  await page.getByRole("button", { name: "Skip the step…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Output/).fill('{"number": }');
  await dialog.getByLabel(/^Reason/).fill("asked by telephone");
  await dialog.getByText("The JSON cannot be read").waitFor();
  await dialog.getByLabel(/^Output/).fill('{"number": 9007199254740993}');
  await dialog.getByLabel(/^Reason/).focus();
  await dialog.getByRole("region", { name: "What will happen" }).waitFor();
  await dialog.getByRole("button", { name: "Skip the step" }).click();
  await page.getByRole("heading", { level: 1 }).getByText("completed").waitFor();
  await page.getByRole("link", { name: "data", exact: true }).click();
  await page.getByLabel("output", { exact: true }).getByText("9007199254740993").waitFor();
});

test("a destructive action needs a reason, and a double click is one action", async ({ page }) => {
  const id = await server().order("order", "act-3");
  await server().waits(id, "event");
  await page.goto(`instances/${id}`);
  await page.getByRole("button", { name: "Cancel the saga…" }).click();
  const dialog = page.getByRole("dialog");
  const act = dialog.getByRole("button", { name: "Cancel the saga" });
  await act.click();
  expect((await server().get(id)).status).toBe("running");
  await dialog.getByLabel(/^Reason/).fill("not wanted");
  await act.dblclick();
  await page.getByRole("heading", { level: 1 }).getByText("compensated").waitFor();
  const { body } = await server().ask(`/v1/instances/${id}/history?limit=200`);
  expect(body.items.filter((event: { reason?: string }) => event.reason === "not wanted")).toHaveLength(1);
});

test("only what the status allows is offered", async ({ page }) => {
  const offered = async (id: string) => {
    await page.goto(`instances/${id}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    return (await page.locator("header .tools button").allInnerTexts()).map((name) => name.replace("…", ""));
  };
  expect(await offered(seeded().completed)).toEqual([]);
  expect(await offered(seeded().paused)).toEqual(expect.arrayContaining(["Resume", "Cancel the saga", "Terminate"]));
  expect(await offered(seeded().paused)).not.toContain("Pause");
  expect(await offered(seeded().parked)).toEqual(expect.arrayContaining(["Retry", "Skip the step"]));
});
