// Rows that are shown and no longer in the first page as the server tells it now, although their
// place is within it: they do not match the filters any more. They stay, marked, until the list is
// asked for anew, so that nothing moves under the cursor.
export function goneIds(shown: readonly string[], page: readonly string[], complete: boolean): Set<string> {
  const present = new Set(page);
  const reach = complete ? shown.length : shown.findLastIndex((id) => present.has(id)) + 1;
  return new Set(shown.slice(0, reach).filter((id) => !present.has(id)));
}

// The first page is full and none of it is known: more has come than it can tell.
export function missesRows(known: ReadonlySet<string>, page: readonly string[], full: boolean): boolean {
  return full && known.size > 0 && !page.some((id) => known.has(id));
}
