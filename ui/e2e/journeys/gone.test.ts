// Instances that are not there: never were, or are gone while somebody looks.
import { expect, inject } from "vitest";
import { server, test } from "../rig/page";

const UNKNOWN = "01a20a0f-209a-703b-a321-000000000000";

test("a deep link to an instance that is not there says so, whatever it pointed to", async ({ page }) => {
  for (const rest of ["", "?tab=timeline", "?tab=history&state=charge_card", "?tab=data&at=7", "?step=charge_card&at=3", "?tab=effects", "?tab=raw"]) {
    await page.goto(`instances/${UNKNOWN}${rest}`);
    await page.getByRole("heading", { name: "No such instance" }).waitFor();
    await page.getByText("the id may be mistyped, or the instance was removed").waitFor();
  }
  await page.getByRole("link", { name: "All instances" }).click();
  await page.getByRole("heading", { name: "Instances" }).waitFor();
  await page.goto("instances/not-an-id");
  await page.getByRole("alert").waitFor();
});

test("an instance that is gone while it is watched is told to be, and what was known stays", async ({ page }) => {
  const id = await server().order("order", "gone-1");
  await server().waits(id, "event");
  await page.goto(`instances/${id}`);
  await page.getByRole("button", { name: /^await_shipment running/ }).waitFor();
  // From here on the server is asked for one that it does not know, as if this one had been removed.
  await page.route(new RegExp(`/v1/instances/${id}`), (route) => route.continue({ url: route.request().url().replace(id, UNKNOWN) }));
  await page.getByRole("alert").getByText("It is not there any more").waitFor();
  await page.getByRole("button", { name: /^await_shipment running/ }).waitFor();
  await page.getByRole("button", { name: "Cancel the saga…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("alert").waitFor();
  expect(await dialog.getByRole("button", { name: "Cancel the saga" }).isDisabled()).toBe(true);
  expect((await (await fetch(`${inject("server")}/v1/instances/${id}`)).json()).status).toBe("running");
});

test("events and times that a link names and nobody has are no trouble", async ({ page }) => {
  const id = await server().order("order", "gone-2");
  await server().waits(id, "event");
  for (const rest of ["?at=0", "?at=99999", "?at=-3", "?at=x", "?tab=nothing", "?step=no_such_state", "?tab=history&group=nothing"]) {
    await page.goto(`instances/${id}${rest}`);
    await page.getByRole("heading", { level: 1 }).getByText("running").waitFor();
    expect(await page.getByRole("alert").count(), rest).toBe(0);
  }
});
