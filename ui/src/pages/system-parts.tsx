// What /v1/system tells, in parts: the node that answers, all nodes with their shards, the declared
// connections, and the database.
import { type ComponentChildren } from "preact";
import { showInvisible } from "../format/text";
import { type Json } from "../json/json";
import { listOf, member, objectOf, text } from "../json/members";
import { Status, Time } from "../parts/basics";
import { factOf } from "../system/facts";

function Value({ name, value }: { name: string; value: Json }) {
  if (typeof value === "boolean") return <>{value ? "yes" : "no"}</>;
  if (/At$|Until$/.test(name) && typeof value === "string") return <Time at={value} />;
  return <>{showInvisible(factOf(name, value).says || "–")}</>;
}

// Members that are plain values; lists and objects have tables of their own.
export function Facts({ of }: { of: Json }) {
  const plain = [...objectOf(of)].filter(([, value]) => !Array.isArray(value) && !(value instanceof Map));
  return <dl class="figures">{plain.map(([name, value]) => <div class="fact" key={name}><dt>{factOf(name, value).name}</dt><dd><Value name={name} value={value} /></dd></div>)}</dl>;
}

function Table({ name, columns, children }: { name: string; columns: readonly string[]; children: ComponentChildren }) {
  return (
    <div class="scroller free" tabIndex={0} role="region" aria-label={name}>
      <table>
        <caption class="unseen">{name}</caption>
        <thead><tr>{columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr></thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export function Nodes({ system }: { system: Json }) {
  const unowned = listOf(member(member(system, "shards"), "unowned")).length;
  return (
    <>
      {unowned > 0 && <p class="refused" role="alert">{unowned} of {text(member(system, "shards"), "count")} shards have no owner: their instances stand still until a node takes them.</p>}
      <Table name="Nodes" columns={["Node", "Address", "State", "Shards", "Lease until"]}>
        {listOf(member(system, "nodes")).map((node) => (
          <tr key={text(node, "name")}>
            <td>{showInvisible(text(node, "name"))}{member(node, "self") === true && " (this one)"}</td>
            <td><code>{showInvisible(text(node, "address"))}</code></td>
            <td><Status status={member(node, "expired") === true ? "failed" : member(node, "draining") === true ? "paused" : "ok"} /></td>
            <td>{listOf(member(node, "shards")).length}</td>
            <td><Time at={text(node, "leaseUntil")} /></td>
          </tr>
        ))}
      </Table>
    </>
  );
}

export function Connections({ system }: { system: Json }) {
  const all = listOf(member(system, "connections"));
  if (all.length === 0) return <p class="quiet">The configuration declares none.</p>;
  return (
    <Table name="Connections" columns={["Name", "Connector", "Timeout", "Idempotent"]}>
      {all.map((one) => (
        <tr key={text(one, "name")}>
          <td>{showInvisible(text(one, "name"))}</td><td>{text(one, "connector")}</td>
          <td>{text(one, "timeoutMs") === "" ? "–" : factOf("timeoutMs", member(one, "timeoutMs")).says}</td>
          <td>{member(one, "idempotent") === true ? "yes" : "no"}</td>
        </tr>
      ))}
    </Table>
  );
}
