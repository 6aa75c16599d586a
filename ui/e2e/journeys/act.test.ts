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
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.getByRole("heading", { level: 1 }).getByText("paused").waitFor();
  expect((await server().get(id)).status).toBe("paused");
});

test("a destructive action needs a reason, and a double click is one action", async ({ page }) => {
  const id = await server().order("order", "act-3");
  await server().waits(id, "event");
  await page.goto(`instances/${id}`);
  await page.getByRole("button", { name: "Cancel…" }).click();
  const dialog = page.getByRole("dialog");
  const act = dialog.getByRole("button", { name: "Cancel" });
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
  expect(await offered(seeded().paused)).toEqual(expect.arrayContaining(["Resume", "Cancel", "Terminate"]));
  expect(await offered(seeded().paused)).not.toContain("Pause");
  expect(await offered(seeded().parked)).toEqual(expect.arrayContaining(["Retry", "Skip the step"]));
});
