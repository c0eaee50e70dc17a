import { matchesIn } from '../../src/trajectory/matches.ts';

/** Matches that are marked in one text: more than a person looks at. */
const mostInText = 1_000;
/** Words that say what is shown beside a text are none of it. */
const aside = 'button:not(.citation), summary, .spoken, .caption, .note';

/** The texts within an element that can be looked through, as far as they are in the page. */
export function shownTexts(element: ParentNode): readonly HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>('[data-find]')].filter(
    (text) => text.checkVisibility?.() ?? true,
  );
}

/** The words of a text that is in the page. */
export function wordsShown(element: HTMLElement): string {
  return textNodesOf(element)
    .map(({ data }) => data)
    .join('');
}

/** Where the pattern stands in an element, in order; the first `most` places. */
export function rangesIn(element: HTMLElement, pattern: RegExp, most = mostInText): Range[] {
  const nodes = textNodesOf(element);
  const starts: number[] = [];
  let length = 0;
  for (const { data } of nodes) {
    starts.push(length);
    length += data.length;
  }
  const text = nodes.map(({ data }) => data).join('');
  let at = 0;
  const place = (offset: number, isEnd: boolean): readonly [Text, number] | null => {
    // An end lies in the node before the one that begins there.
    while ((starts[at + 1] ?? Number.POSITIVE_INFINITY) < offset + (isEnd ? 0 : 1)) at += 1;
    const node = nodes[at];
    return node === undefined ? null : [node, offset - (starts[at] ?? 0)];
  };
  return matchesIn(text, pattern, most).flatMap(({ start, end }) => {
    const from = place(start, false);
    const to = place(end, true);
    if (from === null || to === null) return [];
    const range = document.createRange();
    range.setStart(...from);
    range.setEnd(...to);
    return [range];
  });
}

function textNodesOf(element: HTMLElement): Text[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_ALL, (node) => {
    if (node instanceof Element && node.matches(aside)) return NodeFilter.FILTER_REJECT;
    return node instanceof Text ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP;
  });
  const nodes: Text[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node instanceof Text) nodes.push(node);
  }
  return nodes;
}

/** Colours these ranges, and the one that is gone to in a colour of its own. */
export function mark(ranges: readonly Range[], current: Range | null): void {
  // Browsers without it show no colours; the count and the scrolling are the same.
  if (typeof Highlight === 'undefined') return;
  CSS.highlights.set('found', new Highlight(...ranges));
  const chosen = new Highlight(...(current === null ? [] : [current]));
  chosen.priority = 1;
  CSS.highlights.set('found-current', chosen);
}

/** Brings a range into sight: in what it scrolls in, and in the page, below the find bar. */
export function scrollToRange(range: Range): void {
  const start = range.startContainer.parentElement;
  for (let frame = start; frame !== null && frame !== document.body; frame = frame.parentElement) {
    if (frame.scrollHeight <= frame.clientHeight + 1 && frame.scrollWidth <= frame.clientWidth + 1)
      continue;
    const { overflowX, overflowY } = getComputedStyle(frame);
    if (overflowX === 'visible' && overflowY === 'visible') continue;
    const inside = frame.getBoundingClientRect();
    const { top, bottom, left, right } = range.getBoundingClientRect();
    const down = scrolls(overflowY) && (top < inside.top || bottom > inside.bottom);
    const along = scrolls(overflowX) && (left < inside.left || right > inside.right);
    if (down) frame.scrollTop += top - inside.top - frame.clientHeight / 3;
    if (along) frame.scrollLeft += left - inside.left - frame.clientWidth / 3;
  }
  const { top, bottom } = range.getBoundingClientRect();
  if (top < innerHeight / 8 || bottom > innerHeight * 0.85) {
    scrollBy(0, top - innerHeight / 3);
  }
}

function scrolls(overflow: string): boolean {
  return overflow === 'auto' || overflow === 'scroll';
}
