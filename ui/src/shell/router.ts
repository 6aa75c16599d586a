// The page's state is its URL. Links are ordinary links; this module follows those that stay here.
import { signal } from "@preact/signals";

export const BASE = "/ui";
const here = () => ({ path: location.pathname, search: location.search });
export const place = signal(here());

export function go(target: string, replace = false): void {
  history[replace ? "replaceState" : "pushState"](null, "", target);
  place.value = here();
}

// Parts of the path below the base, decoded; null where it is no valid path.
export function partsOf(path: string): string[] | null {
  const below = path === BASE || path.startsWith(`${BASE}/`) ? path.slice(BASE.length) : null;
  try {
    return below?.split("/").filter((part) => part !== "").map(decodeURIComponent) ?? null;
  } catch {
    return null;
  }
}

export function link(...parts: string[]): string {
  return `${BASE}/${parts.map(encodeURIComponent).join("/")}`;
}

// Changes parameters of the present URL; an empty value removes one.
export function withParameters(changes: Record<string, string>): string {
  const search = new URLSearchParams(place.value.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === "") search.delete(name);
    else search.set(name, value);
  }
  const query = search.toString();
  return place.value.path + (query === "" ? "" : `?${query}`);
}

export function startRouter(): void {
  addEventListener("popstate", () => (place.value = here()));
  document.addEventListener("click", (event) => {
    const anchor = (event.target as Element).closest?.("a");
    if (anchor === null || anchor === undefined || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const mine = anchor.origin === location.origin && partsOf(anchor.pathname) !== null;
    if (!mine || anchor.target !== "" || anchor.hasAttribute("download")) return;
    event.preventDefault();
    const leaves = anchor.pathname !== location.pathname;
    go(anchor.pathname + anchor.search);
    if (leaves) scrollTo(0, 0);
  });
}
