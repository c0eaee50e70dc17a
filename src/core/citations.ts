import { type CitedTexts, readCitations, TextNames } from './citedPlaces.ts';
import type { Context } from './context.ts';
import type { Environment, LineRange } from './environment.ts';
import type { Citation } from './events.ts';

/** The places an answer points to, each once, in order; see `readCitations`. */
export function findCitations(answer: string, texts: CitedTexts): LineRange[] {
  const found = new Map<string, LineRange>();
  for (const { places } of readCitations(answer, new TextNames(texts))) {
    for (const place of places) {
      found.set(`${place.path}:${place.startLine}-${place.endLine}`, place);
    }
  }
  return [...found.values()];
}

/** The text without the brackets that name lines, and without the white space before them. */
export function withoutCitations(text: string): string {
  let kept = '';
  let from = 0;
  for (const { start, end } of readCitations(text, noNames)) {
    kept += text.slice(from, start).trimEnd();
    from = end;
  }
  return kept + text.slice(from);
}

const noNames = new TextNames({ kind: 'map', label: '', items: [] });

/** Checks the places of an answer against the Context. */
export async function checkCitations(
  answer: string,
  context: Context,
  environment: Environment,
  sha256: (text: string) => string,
): Promise<Citation[]> {
  const ranges = findCitations(answer, context);
  if (ranges.length === 0) return [];
  const lines = await environment.cite(ranges);
  return ranges.map((range, index) => {
    const { text = null, isShown = false, longLine } = lines[index] ?? {};
    return {
      ...range,
      verified: lines[index] != null,
      shown: isShown,
      ...(longLine !== undefined && { longLine }),
      sha256: text === null ? '' : sha256(text),
    };
  });
}
