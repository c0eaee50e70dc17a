import type { TraceRow } from './rows.ts';

/** What the keys of a tree move. */
export interface TreeActions {
  /** All rows that are in sight or could be scrolled there. */
  rows(): readonly TraceRow[];
  /** Selects the row and puts the focus on it. */
  go(row: TraceRow): void;
  toggle(row: TraceRow, open: boolean): void;
}

/**
 * The keyboard of a tree, after the ARIA authoring practices: up and down over what is visible,
 * right opens and enters, left closes and leaves, Home, End, Enter and Space. Letters are left alone:
 * j and k step a replay.
 */
export function handleKeys(tree: HTMLElement, actions: TreeActions): void {
  tree.addEventListener('keydown', (event) => {
    const item = event.target;
    // Keys inside an item's texts and buttons are theirs.
    if (!(item instanceof HTMLElement) || item.role !== 'treeitem') return;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = actions.rows();
    const at = rows.findIndex(({ key }) => key === item.dataset.key);
    const row = rows[at];
    if (row === undefined) return;
    const go = (target: TraceRow | undefined) => {
      if (target !== undefined) actions.go(target);
    };
    switch (event.key) {
      case 'ArrowDown':
        go(rows[at + 1]);
        break;
      case 'ArrowUp':
        go(rows[at - 1]);
        break;
      case 'ArrowRight':
        if (row.open === false) actions.toggle(row, true);
        else if (rows[at + 1]?.parent === row.key) go(rows[at + 1]);
        break;
      case 'ArrowLeft':
        if (row.open === true) actions.toggle(row, false);
        else go(rows.find(({ key }) => key === row.parent));
        break;
      case 'Home':
        go(rows[0]);
        break;
      case 'End':
        go(rows.at(-1));
        break;
      case 'Enter':
      case ' ':
        if (row.open !== null) actions.toggle(row, !row.open);
        break;
      default:
        return;
    }
    event.preventDefault();
  });
}
