import type { Context } from './context.ts';
import type { Environment, LineRange } from './environment.ts';
import type { Citation } from './events.ts';

// Folders are called `[id]`: a path may hold brackets of its own, one level deep.
const bracket = /\[((?:[^[\]\n]|\[[^[\]\n]*\])*?L\d+[^[\]\n]*)\]/g;
const place = /^(?:(.*):)?\s*L(\d+)(?:\s*[-–]\s*L?(\d+))?$/;

/** The places an answer points to, each once, in order: `[L12]`, `[L12-L20]`, `[path:L12-L20]`. */
export function findCitations(answer: string, context: Context): LineRange[] {
  const found = new Map<string, LineRange>();
  for (const [, inside = ''] of answer.matchAll(bracket)) {
    // Models also write lists, `[L17, L23]`: each entry has the path of the one before.
    let path = '';
    for (const entry of inside.split(/[,;]/)) {
      const match = place.exec(entry.trim());
      if (match === null) continue;
      path = match[1]?.trim() ?? path;
      const startLine = Number(match[2]);
      const endLine = Number(match[3] ?? match[2]);
      // A single text has no path: one that the model added names that text.
      const range = { path: context.kind === 'string' ? '' : path, startLine, endLine };
      found.set(`${range.path}:${startLine}-${endLine}`, range);
    }
  }
  return [...found.values()];
}

/** Checks the places of an answer against the Context. */
export async function checkCitations(
  answer: string,
  context: Context,
  environment: Environment,
  sha256: (text: string) => string,
): Promise<Citation[]> {
  const ranges = findCitations(answer, context);
  if (ranges.length === 0) return [];
  const texts = await environment.cite(ranges);
  return ranges.map((range, index) => {
    const text = texts[index] ?? null;
    return { ...range, verified: text !== null, sha256: text === null ? '' : sha256(text) };
  });
}
