// An event that an operator sends: from the instance that waits for it, from the events, from the
// palette; and what the server says became of it.
import { expect } from "vitest";
import { server, test } from "../rig/page";

async function waiting(key: string): Promise<string> {
  const id = await server().order("order", key);
  await server().waits(id, "event");
  return id;
}

test("the event that an instance waits for is sent from its page", async ({ page }) => {
  const id = await waiting("send-1");
  await page.goto(`instances/${id}`);
  await page.getByRole("listitem").filter({ hasText: "shipment.shipped" }).getByRole("button", { name: "Send this event…" }).click();
  const dialog = page.getByRole("dialog");
  expect(await dialog.getByLabel("Type").inputValue()).toBe("shipment.shipped");
  expect(await dialog.getByLabel(/^Key/).inputValue()).toBe("send-1");
  await dialog.getByLabel(/^Data/).fill("{");
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  await dialog.getByRole("alert").getByText("The data cannot be read").waitFor();
  await dialog.getByLabel(/^Data/).fill('{"tracking": "T-1", "serial": 9007199254740993}');
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  await dialog.getByText("It was taken by 1 instance.").waitFor();
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  await dialog.getByText("This event was known already: nothing has changed.").waitFor();
  await dialog.getByRole("button", { name: "Make it another event" }).click();
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  await dialog.getByText("nobody waits for it yet").waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.getByRole("heading", { level: 1 }).getByText("completed").waitFor();
  const { body } = await server().ask("/v1/events?type=shipment.shipped&limit=200");
  const mine = body.items.filter((event: { key: string }) => event.key === "send-1");
  expect(mine.map((event: { state: string }) => event.state).sort()).toEqual(["consumed", "kept"]);
});

test("an event without an instance is kept, and the list of events says so", async ({ page }) => {
  await page.goto("events?type=send.kept");
  await page.getByRole("button", { name: "Send an event…" }).click();
  const dialog = page.getByRole("dialog");
  expect(await dialog.getByLabel("Type").inputValue()).toBe("send.kept");
  await dialog.getByLabel(/^Key/).fill("send-2");
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  await dialog.getByText("nobody waits for it yet").waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  const row = page.getByRole("row").filter({ hasText: "send-2" });
  await row.getByText("waiting").waitFor();
  await row.getByText("nobody yet").waitFor();
});

test("the palette knows the open instance: its actions, its event; and finds others by what is typed", async ({ page }) => {
  const id = await waiting("send-3");
  const other = await waiting("send-4");
  await page.goto(`instances/${id}`);
  await page.getByRole("button", { name: "Send this event…" }).first().waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("option", { name: "This instance: Cancel the saga…" }).waitFor();
  await page.keyboard.type("send it shipped");
  await page.getByRole("option", { name: /^This instance: Send it shipment.shipped/ }).click();
  const dialog = page.getByRole("dialog");
  expect(await dialog.getByLabel(/^Key/).inputValue()).toBe("send-3");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.keyboard.press("Control+k");
  await page.keyboard.type("this pause");
  await page.keyboard.press("Enter");
  await dialog.getByRole("heading", { name: "Pause" }).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.keyboard.press("Control+k");
  await page.keyboard.type("send-4");
  await page.getByRole("option", { name: /^Open order send-4, running/ }).click();
  await page.waitForURL(`**/instances/${other}`);
  await page.keyboard.press("Control+k");
  await page.getByRole("option", { name: /^This instance: Pause/ }).waitFor(); // one: those of the instance before are gone
});
