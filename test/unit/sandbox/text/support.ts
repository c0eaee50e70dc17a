import { ContextText } from '../../../../src/sandbox/text/contextText.ts';
import { sharedText } from '../../../../src/sources/decode.ts';

/** A Context of one string. */
export function contextOf(text: string): ContextText {
  return new ContextText({ kind: 'string', items: [{ path: '', text: sharedText(text) }] });
}

/** A Context of several texts by path. */
export function mapOf(texts: Readonly<Record<string, string>>): ContextText {
  const items = Object.entries(texts).map(([path, text]) => ({ path, text: sharedText(text) }));
  return new ContextText({ kind: 'map', items });
}

/** Numbers from 0 to 1 that are the same on every run. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
