import type { KeptScroll } from '../../src/protocol/panel.ts';

/** Frames in which the page may still grow: rows and bars get their heights once they are drawn. */
const mostFrames = 8;

/** Where the page is scrolled to, told by a row: what is above it may be of another height the next time. */
export function scrolledTo(tree: HTMLElement): KeptScroll {
  if (tree.getBoundingClientRect().top < 0) {
    for (const row of tree.querySelectorAll<HTMLElement>('[role=treeitem]')) {
      const { top, bottom } = row.getBoundingClientRect();
      if (bottom > 0) return { key: row.dataset.key ?? null, top: Math.round(top) };
    }
  }
  return { key: null, top: Math.round(scrollY) };
}

/** `topOf`: pixels from the page's top to the row's, probably; null when it isn't there any more. */
export function scrollBack(
  { key, top }: KeptScroll,
  tree: HTMLElement,
  topOf: () => number | null,
  onDone: () => void,
): void {
  let frames = 0;
  const step = (): void => {
    const row = key === null ? null : tree.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const place = topOf();
    if (key === null) scrollTo(0, top);
    else if (row !== null) scrollBy(0, row.getBoundingClientRect().top - top);
    else if (place !== null) scrollTo(0, place - top);
    frames += 1;
    if (frames < mostFrames) requestAnimationFrame(step);
    else onDone();
  };
  step();
}

/** Brings a row that was selected elsewhere into sight, with room below it for what it opens to. */
export function centre(row: HTMLElement | null): void {
  const line = row?.querySelector('.row');
  if (!line) return;
  const { top, bottom } = line.getBoundingClientRect();
  if (top < innerHeight / 8 || bottom > innerHeight * 0.7) line.scrollIntoView({ block: 'center' });
}
