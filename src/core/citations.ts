import type { Context } from './context.ts';
import type { Environment, LineRange } from './environment.ts';
import type { Citation } from './events.ts';

const lineNumber = /L\d/y;
const place = /^(?:(.*):)?\s*L(\d{1,15})(?:\s*[-–]\s*L?(\d{1,15}))?$/;

/** The places an answer points to, each once, in order: `[L12]`, `[L12-L20]`, `[path:L12-L20]`. */
export function findCitations(answer: string, context: Context): LineRange[] {
  const found = new Map<string, LineRange>();
  for (const { start, end } of citingBrackets(answer)) {
    // Models also write lists, `[L17, L23]`: each entry has the path of the one before.
    let path = '';
    for (const entry of answer.slice(start + 1, end - 1).split(/[,;]/)) {
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

/** Of a bracket in a text, its marks included. */
interface Bracket {
  readonly start: number;
  readonly end: number;
}

/** The text without the brackets that name lines, and without the white space before them. */
export function withoutCitations(text: string): string {
  let kept = '';
  let from = 0;
  for (const { start, end } of citingBrackets(text)) {
    kept += text.slice(from, start).trimEnd();
    from = end;
  }
  return kept + text.slice(from);
}

/**
 * Brackets within one line that name a line, in order, the outer ones where both do. Folders are
 * called `[id]`, so a path may hold brackets, one level deep. One pass, since answers can be long
 * and full of brackets that are never closed.
 */
function citingBrackets(answer: string): readonly Bracket[] {
  let open: { start: number; levels: number; namesLine: boolean }[] = [];
  const found: Bracket[] = [];
  for (let at = 0; at < answer.length; at += 1) {
    const inner = open.at(-1);
    switch (answer[at]) {
      case '\n':
        open = [];
        break;
      case '[':
        open.push({ start: at, levels: 0, namesLine: false });
        break;
      case 'L':
        lineNumber.lastIndex = at;
        if (inner !== undefined && lineNumber.test(answer)) inner.namesLine = true;
        break;
      case ']': {
        if (inner === undefined) break;
        open.pop();
        const { start, levels, namesLine } = inner;
        if (namesLine && levels <= 1) {
          while ((found.at(-1)?.start ?? -1) > start) found.pop();
          found.push({ start, end: at + 1 });
        }
        const outer = open.at(-1);
        if (outer === undefined) break;
        outer.levels = Math.max(outer.levels, levels + 1);
        // The line is named behind the path.
        outer.namesLine = false;
      }
    }
  }
  return found;
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
