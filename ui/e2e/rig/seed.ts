// Real sagas in every status, a crowd of them, one with a long history, one with big payloads, and
// one whose every text is hostile.
import { definition, type Server } from "./server";

export const CROWD = 10_000;
export const PRECISE = "9007199254740993"; // 2^53 + 1
export const HOSTILE = `"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>\u202egpj.exe`;

export type Seeded = Record<
  "completed" | "declined" | "waiting" | "stuck" | "partly" | "retrying" | "retried" | "paused" | "cancelled" |
  "terminated" | "compensating" | "parked" | "failed" | "renewal" | "long" | "heavy" | "hostile" | "bulk", string>;

const quick = { maxAttempts: 2, initial: "50ms", jitter: "none" };
const slow = { maxAttempts: 50, initial: "1m", jitter: "none" };

// The order with other patience: fails at once, or goes on trying for longer than the tests run.
function orders(): unknown[] {
  const order = definition("order");
  return [
    order,
    { ...order, saga: "order-quick", retries: { net: { ...quick, maxAttempts: 3 } }, compensation: { retry: quick } },
    { ...order, saga: "order-slow" }, // a first version, to compare the next with
    { ...order, saga: "order-slow", retries: { net: slow }, compensation: { retry: slow } },
  ];
}

const OTHERS: unknown[] = [
  { saga: "crowd", description: "One of many.", key: "${input.key}", start: "done", states: { done: { type: "succeed" } } },
  {
    saga: "parker", start: "check_stock", states: {
      check_stock: { type: "task", call: "noop", with: { fail: "http.409" }, effect: "none", onExhausted: "park", next: "done" },
      done: { type: "succeed" },
    },
  },
  { saga: "failing", start: "no", states: { no: { type: "fail", error: "Refused", message: "the customer is unknown", compensate: false } } },
  {
    saga: "long", description: "Counts, to have a long history.", start: "zero", states: {
      zero: { type: "set", assign: { n: 0 }, next: "more" },
      more: { type: "set", assign: { n: "${vars.n + 1}" }, next: "enough" },
      enough: { type: "choice", choices: [{ when: "vars.n >= input.rounds", next: "done" }], otherwise: "more" },
      done: { type: "succeed", output: "${vars.n}" },
    },
  },
  {
    saga: "heavy", description: "Copies what it got.", start: "one", states: {
      one: { type: "set", assign: { first: "${input.text}" }, next: "two" },
      two: { type: "set", assign: { second: "${input.text}" }, next: "three" },
      three: { type: "set", assign: { third: "${input.text}" }, next: "done" },
      done: { type: "succeed", output: "${input.number}" },
    },
  },
  {
    saga: "hostile", description: HOSTILE, key: "${input.key}", input: { type: "object", properties: { key: { type: "string", description: HOSTILE } } },
    start: "wait_for_it", states: {
      wait_for_it: { type: "receive", on: [{ event: HOSTILE, key: "${input.key}", next: "no" }], timeout: { after: "1d", next: "no" } },
      no: { type: "fail", error: "Hostile", message: "${input.key}" },
    },
  },
];

async function many(server: Server): Promise<void> {
  for (let from = 0; from < CROWD; from += 1000) {
    const items = Array.from({ length: 1000 }, (_, at) => ({ input: { key: `crowd-${from + at}` } }));
    const answer = await server.ask("/v1/sagas/crowd/instances/batch", { items });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  }
}

async function shipped(server: Server, saga: string, order: string): Promise<string> {
  const id = await server.order(saga, order);
  await server.waits(id, "event");
  return id;
}

export async function refused(server: Server, saga: string, order: string): Promise<string> {
  await server.misbehave(order, "refund", { failures: 99 });
  const id = await shipped(server, saga, order);
  await server.event("shipment.refused", order, { why: HOSTILE });
  return id;
}

async function ended(server: Server): Promise<Partial<Seeded>> {
  const completed = await shipped(server, "order", "1001");
  await server.event("shipment.shipped", "1001", { tracking: "T-1001", serial: 0 });
  await server.ends(completed, "completed");
  const declined = await server.order("order", "1002", "declined");
  await server.ends(declined, "compensated");
  const partly = await refused(server, "order-quick", "1003");
  await server.ends(partly, "stuck");
  await server.act(partly, "resolve", { step: "charge_card", resolution: "giveUp", reason: "below the limit of what we chase" });
  const cancelled = await shipped(server, "order", "1004");
  await server.act(cancelled, "cancel", { reason: "the customer wants it no more" });
  await server.ends(cancelled, "compensated");
  const terminated = await shipped(server, "order", "1005");
  await server.act(terminated, "terminate", { reason: "a double of 1004" });
  const renewal = await server.start("renewal", { subscription: "1006", amount: 5, card: "declined" });
  const failed = await server.start("failing", {});
  return { completed, declined, partly, cancelled, terminated, renewal, failed };
}

async function living(server: Server): Promise<Partial<Seeded>> {
  const waiting = await shipped(server, "order", "2001");
  const stuck = await refused(server, "order-quick", "2002");
  await server.ends(stuck, "stuck");
  await server.misbehave("2003", "charge", { failures: 99 });
  const retrying = await server.order("order-slow", "2003");
  await server.waits(retrying, "retry");
  await server.misbehave("2004", "ship", { failures: 2 });
  const retried = await shipped(server, "order-quick", "2004");
  const paused = await shipped(server, "order", "2005");
  await server.act(paused, "pause", { reason: "the customer called" });
  const compensating = await refused(server, "order-slow", "2006");
  await server.ends(compensating, "compensating");
  const parked = await server.start("parker", {});
  await server.ends(parked, "parked");
  return { waiting, stuck, retrying, retried, paused, compensating, parked };
}

async function odd(server: Server): Promise<Partial<Seeded>> {
  const long = await server.start("long", { rounds: 10_100 });
  // As text: JavaScript's own JSON would round the number.
  const input = `{"number": ${PRECISE}, "text": ${JSON.stringify("0123456789abcdef".repeat(60_000))}}`;
  const heavy: string = (await server.ask("/v1/sagas/heavy/instances", `{"input": ${input}}`)).body.id;
  const hostile = await server.start("hostile", { key: HOSTILE });
  await server.event(HOSTILE, "nobody", { note: HOSTILE }, { id: HOSTILE, source: "urn:hostile" });
  await server.ends(long, "completed");
  return { long, heavy, hostile };
}

// A job that every instance refuses, as they have ended.
async function bulkJob(server: Server): Promise<string> {
  const order = { action: "cancel", filter: { saga: "failing", status: ["failed"] }, reason: "the shop closes" };
  const plan = await server.ask("/v1/bulk?plan=true", order);
  const job = await server.ask("/v1/bulk", { ...order, plan: plan.body.hash });
  if (job.status !== 202) throw new Error(JSON.stringify(job.body));
  while ((await server.ask(`/v1/bulk/${job.body.id}`)).body.status === "running") continue;
  return job.body.id;
}

export async function seed(server: Server): Promise<Seeded> {
  for (const one of [definition("hello"), definition("renewal"), definition("payout"), ...orders(), ...OTHERS]) await server.deploy(one);
  await many(server);
  const instances = { ...(await odd(server)), ...(await ended(server)), ...(await living(server)) };
  return { ...instances, bulk: await bulkJob(server) } as Seeded;
}
