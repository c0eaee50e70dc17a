import type { Matcher } from './pattern.ts';

/**
 * Finds any of several plain texts in one pass, without a native call that grows with them: at each
 * place the longest that stands there. `ignoresCase` as flag `i` does without `u`.
 */
export function plainTextsMatcher(texts: readonly string[], ignoresCase: boolean): Matcher {
  const table = ignoresCase ? caseless() : null;
  const fold = (unit: number): number => table?.[unit] ?? unit;
  const folded = ignoresCase ? texts.map((text) => foldText(text, fold)) : texts;
  // By units; of those that begin alike, the shortest is the first.
  const sorted = [...new Set(folded)].sort();
  const begins = new Uint8Array(65_536);
  for (const text of sorted) begins[text.charCodeAt(0)] = 1;

  const unitAt = (index: number, depth: number) => sorted[index]?.charCodeAt(depth);

  /** The length of the longest text that stands there; 0: none does. */
  function lengthAt(searched: string, at: number): number {
    let low = 0;
    let high = sorted.length;
    let longest = 0;
    for (let depth = 0; ; depth += 1) {
      if (sorted[low]?.length === depth) {
        longest = depth;
        low += 1;
      }
      if (low >= high || at + depth >= searched.length) return longest;
      const unit = fold(searched.charCodeAt(at + depth));
      // Texts that begin alike need no search here.
      if (unitAt(low, depth) === unit && unitAt(high - 1, depth) === unit) continue;
      low = firstAtLeast(sorted, low, high, depth, unit);
      high = firstAtLeast(sorted, low, high, depth, unit + 1);
      if (low >= high) return longest;
    }
  }

  return {
    next: (searched, from) => {
      for (let at = from; at < searched.length; at += 1) {
        if (begins[fold(searched.charCodeAt(at))] !== 1) continue;
        const length = lengthAt(searched, at);
        if (length > 0) return { index: at, match: searched.slice(at, at + length) };
      }
      return null;
    },
    after: (_searched, { index, match }) => index + match.length,
    isSticky: false,
    plainLength: texts.reduce((most, { length }) => Math.max(most, length), 1),
  };
}

/** Of sorted texts that are alike up to `depth`, the first whose unit there is `unit` or above. */
function firstAtLeast(
  sorted: readonly string[],
  from: number,
  to: number,
  depth: number,
  unit: number,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '').charCodeAt(depth) < unit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function foldText(text: string, fold: (unit: number) => number): string {
  const units: string[] = [];
  for (let at = 0; at < text.length; at += 1)
    units.push(String.fromCharCode(fold(text.charCodeAt(at))));
  return units.join('');
}

let made: Uint16Array | null = null;

/** What each unit counts as, as the language says for flag `i`: its capital, if that is one unit. */
function caseless(): Uint16Array {
  made ??= Uint16Array.from({ length: 65_536 }, (_, unit) => {
    const capital = String.fromCharCode(unit).toUpperCase();
    const code = capital.charCodeAt(0);
    return capital.length !== 1 || (unit >= 128 && code < 128) ? unit : code;
  });
  return made;
}
