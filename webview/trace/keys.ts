/** What the keys of a tree do besides moving the focus. */
export interface TreeActions {
  toggle(item: HTMLElement, open: boolean): void;
  /** The user has moved in the tree. */
  touch(): void;
}

/**
 * The keyboard of a tree, after the ARIA authoring practices: up and down over what is visible,
 * right opens and enters, left closes and leaves, Home, End, Enter and Space.
 */
export function handleKeys(tree: HTMLElement, actions: TreeActions): void {
  tree.addEventListener('keydown', (event) => {
    const item = event.target;
    // Keys inside an item's texts and buttons are theirs.
    if (!(item instanceof HTMLElement) || item.role !== 'treeitem') return;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const expanded = item.ariaExpanded === 'true';
    const visible = () => [...tree.querySelectorAll<HTMLElement>('[role=treeitem]')];
    const focus = (target: Element | null | undefined) => {
      if (!(target instanceof HTMLElement)) return;
      actions.touch();
      target.focus({ preventScroll: true });
      (target.querySelector('.row') ?? target).scrollIntoView({ block: 'nearest' });
    };
    const parent = item.parentElement?.closest('[role=treeitem]');
    switch (event.key) {
      case 'ArrowDown': {
        const all = visible();
        focus(all[all.indexOf(item) + 1]);
        break;
      }
      case 'ArrowUp': {
        const all = visible();
        focus(all[all.indexOf(item) - 1]);
        break;
      }
      case 'ArrowRight':
        if (expanded) focus(item.querySelector('[role=treeitem]'));
        else actions.toggle(item, true);
        break;
      case 'ArrowLeft':
        if (expanded) actions.toggle(item, false);
        else focus(parent);
        break;
      case 'Home':
        focus(visible()[0]);
        break;
      case 'End':
        focus(visible().at(-1));
        break;
      case 'Enter':
      case ' ':
        actions.toggle(item, !expanded);
        break;
      default:
        return;
    }
    event.preventDefault();
  });
}
