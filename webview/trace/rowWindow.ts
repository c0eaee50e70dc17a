import {
  defaultRangeExtractor,
  observeWindowOffset,
  observeWindowRect,
  Virtualizer,
  windowScroll,
} from '@tanstack/virtual-core';
import { make } from '../dom.ts';

/** The rows that a window is put over. */
export interface WindowedRows {
  readonly count: number;
  keyOf(index: number): string;
  /** Pixels, for a row that was never in the page. */
  estimate(index: number): number;
  /** Index of the row that stays in the page wherever it is, since it has the focus or will get it. */
  readonly pinned: number;
}

/** A list up to this long is in the page as a whole: it can be searched and read in one piece. */
const shortList = 60;
/** Rows beyond each edge of what is in sight. */
const overscan = 8;

/**
 * Which rows of the trace are in the page: those in sight, however many there are. There is this one
 * way for short and long runs: a short list is a window over all of it. The page scrolls as a whole,
 * and rows stand in its flow between spacers, so none can overlap whatever its height; what changes
 * above the reader's place moves nothing, since the browser anchors the scrolling.
 */
export class RowWindow {
  readonly #tree: HTMLElement;
  readonly #virtualizer: Virtualizer<Window, HTMLElement>;
  readonly #spacers: HTMLElement[] = [];
  #rows: WindowedRows = { count: 0, keyOf: String, estimate: () => 0, pinned: 0 };
  #width = 0;

  /** `onMove`: other rows are in sight, or one has another height. */
  constructor(tree: HTMLElement, onMove: () => void) {
    this.#tree = tree;
    this.#virtualizer = new Virtualizer<Window, HTMLElement>({
      ...this.#options(),
      onChange: onMove,
    });
    this.#virtualizer.shouldAdjustScrollPositionOnItemSizeChange = () => false;
    this.#onMove = onMove;
    // Anything above the tree can push it down; another width gives every row another height.
    new ResizeObserver(() => {
      const { offsetWidth } = tree;
      if (offsetWidth !== this.#width && this.#width > 0) this.#virtualizer.measure();
      this.#width = offsetWidth;
      this.#place();
    }).observe(document.body);
  }

  readonly #onMove: () => void;

  /** Takes the rows as they are now. */
  update(rows: WindowedRows): void {
    this.#rows = rows;
    this.#place();
  }

  /** Pixels from the top of the page to the row's, as far as heights are known; null for no row. */
  topOf(index: number): number | null {
    return this.#virtualizer.measurementsCache[index]?.start ?? null;
  }

  /** Indexes of the rows to draw, ascending. */
  indexes(): readonly number[] {
    return this.#virtualizer.getVirtualItems().map(({ index }) => index);
  }

  /** Puts these elements, one for each of `indexes()`, into the tree, with spacers for the rest. */
  show(elements: readonly HTMLElement[]): void {
    const nodes: HTMLElement[] = [];
    const { scrollMargin } = this.#virtualizer.options;
    let end = scrollMargin;
    let spacers = 0;
    const space = (to: number) => {
      if (to - end < 0.5) return;
      this.#spacers[spacers] ??= make('div', 'spacer', { role: 'presentation' });
      const spacer = this.#spacers[spacers++];
      if (spacer === undefined) return;
      spacer.style.blockSize = `${to - end}px`;
      nodes.push(spacer);
    };
    for (const [at, item] of this.#virtualizer.getVirtualItems().entries()) {
      const element = elements[at];
      if (element === undefined) continue;
      space(item.start);
      nodes.push(element);
      end = item.end;
    }
    space(scrollMargin + this.#virtualizer.getTotalSize());
    arrange(this.#tree, nodes);
    for (const element of elements) this.#virtualizer.measureElement(element);
    this.#virtualizer.measureElement(null);
  }

  #place(): void {
    this.#virtualizer.setOptions({ ...this.#options(), onChange: this.#onMove });
    this.#virtualizer._willUpdate();
  }

  #options() {
    const rows = this.#rows;
    return {
      count: rows.count,
      // A new function each time, so that places are looked up by key anew.
      getItemKey: (index: number) => rows.keyOf(index),
      estimateSize: (index: number) => rows.estimate(index),
      scrollMargin: Math.round(this.#tree.getBoundingClientRect().top + scrollY),
      overscan,
      getScrollElement: () => window,
      observeElementRect: observeWindowRect,
      observeElementOffset: observeWindowOffset,
      scrollToFn: windowScroll,
      measureElement: (element: HTMLElement, entry: ResizeObserverEntry | undefined) =>
        entry?.borderBoxSize[0]?.blockSize ?? element.getBoundingClientRect().height,
      rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        if (range.count <= shortList) return Array.from({ length: range.count }, (_, at) => at);
        const indexes = defaultRangeExtractor(range);
        return indexes.includes(rows.pinned)
          ? indexes
          : [...indexes, rows.pinned].sort((one, other) => one - other);
      },
    };
  }
}

/** Makes these the only children, in this order, without moving one that stands right. */
function arrange(parent: HTMLElement, nodes: readonly HTMLElement[]): void {
  const wanted = new Set<Element>(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const node of nodes) {
    if (next === node) next = node.nextElementSibling;
    else parent.insertBefore(node, next);
  }
}
