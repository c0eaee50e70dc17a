import { diffWords } from 'diff';
import { make } from '../dom.ts';

/** From which character of a text on, and up to which one (exclusive). */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What stands in one of two texts alone, word by word, and which share of the longer is in both. */
export interface Difference {
  readonly only: readonly [readonly Stretch[], readonly Stretch[]];
  /** 0 to 1. */
  readonly alike: number;
}

/** Above this the comparison of two texts would keep the page from answering (characters of both). */
const longest = 60_000;

/** Null for texts that are too long to be compared word by word. */
export function findDifferences(left: string, right: string): Difference | null {
  if (left.length + right.length > longest) return null;
  const only: [Stretch[], Stretch[]] = [[], []];
  let [inLeft, inRight, common] = [0, 0, 0];
  for (const { value, added, removed } of diffWords(left, right)) {
    if (removed) only[0].push({ from: inLeft, to: inLeft + value.length });
    else if (added) only[1].push({ from: inRight, to: inRight + value.length });
    else common += value.length;
    if (!added) inLeft += value.length;
    if (!removed) inRight += value.length;
  }
  const most = Math.max(left.length, right.length);
  return { only, alike: most === 0 ? 1 : common / most };
}

/** Marks stretches of an element's text, counted over all its text nodes in their order. */
export function markStretches(container: HTMLElement, stretches: readonly Stretch[]): void {
  let start = 0;
  for (const text of textNodes(container)) {
    const end = start + text.data.length;
    const inside = stretches.filter(({ from, to }) => from < end && to > start);
    // From the end, so that what is still to be marked keeps its place.
    for (const { from, to } of inside.toReversed()) {
      const first = Math.max(0, from - start);
      const marked = text.splitText(first);
      marked.splitText(Math.min(to, end) - start - first);
      if (marked.data.trim() === '') continue;
      const mark = make('mark', 'differs');
      marked.replaceWith(mark);
      mark.append(marked);
    }
    start = end;
  }
}

/** The text of an element as `markStretches` counts it. */
export function textOf(container: HTMLElement): string {
  return textNodes(container)
    .map(({ data }) => data)
    .join('');
}

function textNodes(container: HTMLElement): Text[] {
  const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node instanceof Text) texts.push(node);
  }
  return texts;
}
