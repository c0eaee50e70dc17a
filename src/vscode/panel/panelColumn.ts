/** An editor group of the window, as far as it matters here. */
export interface EditorGroup {
  /** From 1. */
  readonly column: number;
  readonly isActive: boolean;
  /** By its tabs: whether they are pages of ours, the runs' and the comparisons'. */
  readonly tabs: readonly { readonly isOurs: boolean; readonly isActive: boolean }[];
}

/**
 * The column that a page opens in, so that texts stay on one side and pages on the other: the group that
 * has pages; else the group beside the text; null where there is none yet and one has to be made.
 */
export function columnForPage(groups: readonly EditorGroup[]): number | null {
  const withPages = groups.filter(({ tabs }) => tabs.some(({ isOurs }) => isOurs));
  const showsPage = ({ tabs }: EditorGroup): boolean =>
    tabs.some(({ isOurs, isActive }) => isOurs && isActive);
  const inSight = withPages.filter(showsPage);
  const best = inSight.find(({ isActive }) => isActive) ?? inSight[0] ?? withPages[0];
  if (best !== undefined) return best.column;
  const active = groups.find(({ isActive }) => isActive);
  // Nothing is open that the page could stand beside.
  if (active === undefined || active.tabs.length === 0) return active?.column ?? null;
  const others = groups.filter((group) => group !== active);
  const right = others.filter(({ column }) => column > active.column);
  const left = others.filter(({ column }) => column < active.column);
  return right[0]?.column ?? left.at(-1)?.column ?? null;
}
