// Views of the list that a person keeps under a name, in this browser.
export interface View {
  name: string;
  search: string;
}

const MOST = 30;

// What storage holds may be of another version, or edited: what is no view is left out.
export function readViews(stored: string | null): View[] {
  try {
    const found: unknown = JSON.parse(stored ?? "[]");
    if (!Array.isArray(found)) return [];
    return found
      .filter((view): view is View => typeof view?.name === "string" && view.name !== "" && typeof view.search === "string")
      .map(({ name, search }) => ({ name, search }))
      .slice(0, MOST);
  } catch {
    return [];
  }
}

// The newest first; one of the same name is replaced.
export function withView(views: readonly View[], view: View): View[] {
  return [view, ...views.filter(({ name }) => name !== view.name)].slice(0, MOST);
}

export const withoutView = (views: readonly View[], name: string): View[] => views.filter((view) => view.name !== name);
