// The saved views above the list: open one, keep the present filters under a name, forget one.
import { useState } from "preact/hooks";
import { showInvisible } from "../format/text";
import { readViews, type View, withoutView, withView } from "../lists/views";
import { link } from "../shell/router";

const PLACE = "sagaflow.views";

function stored(): View[] {
  try {
    return readViews(localStorage.getItem(PLACE));
  } catch {
    return []; // storage is forbidden
  }
}

export function Views({ search }: { search: string }) {
  const [views, setViews] = useState(stored);
  const [told, tell] = useState("");
  const keep = (changed: View[], says: string) => {
    setViews(changed);
    try {
      localStorage.setItem(PLACE, JSON.stringify(changed));
      tell(says);
    } catch {
      tell("This browser forbids storage: kept until the page is closed.");
    }
  };
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const name = String(new FormData(form).get("view")).trim();
    if (name === "") return;
    keep(withView(views, { name, search }), `Saved as ${name}.`);
    form.reset();
  };
  return (
    <details class="views">
      <summary>Saved views{views.length > 0 && ` (${views.length})`}</summary>
      <ul>
        {views.map((view) => (
          <li key={view.name}>
            <a href={`${link("instances")}${view.search === "" ? "" : `?${view.search}`}`} aria-current={view.search === search ? "page" : undefined}>{showInvisible(view.name)}</a>{" "}
            <button type="button" class="small" aria-label={`Forget ${view.name}`} onClick={() => keep(withoutView(views, view.name), `Forgot ${view.name}.`)}>Forget</button>
          </li>
        ))}
      </ul>
      <form class="tools" onSubmit={save}>
        <label>Keep these filters as <input name="view" maxLength={60} required /></label>
        <button type="submit">Save</button> <span role="status">{showInvisible(told)}</span>
      </form>
    </details>
  );
}
