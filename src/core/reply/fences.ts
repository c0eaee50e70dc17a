import type { Language } from '../options.ts';
import { cellLabel } from './labels.ts';
import type { ParseBudget } from './parseBudget.ts';

/** The line that opens a fenced block. */
export interface Fence {
  /** Blanks before its marker: as many come off the lines inside. */
  readonly indent: number;
  readonly marker: string;
  /** Lower case; `''` without one. */
  readonly label: string;
}

/** More closing lines than this are not tried as the end of one cell. */
const mostEnds = 20;

/** Null for a line that opens none. */
export function openingFence(line: string): Fence | null {
  const match = /^([ \t]*)(`{3,}|~{3,})/.exec(line);
  if (match === null) return null;
  const [before, indent = '', marker = ''] = match;
  const info = line.slice(before.length);
  // A line of code such as ```x``` opens nothing.
  if (marker.startsWith('`') && info.includes('`')) return null;
  return { indent: indent.length, marker, label: labelOf(info.trim()) };
}

/** `repl {x}`, `js title="a"`, `js{1,3}`, `{.js}`: the language alone. */
function labelOf(info: string): string {
  const label = /^[^\s{},;:=()[\]]+/.exec(info) ?? /^\{\.?([\w+#-]+)[^{}]*\}$/.exec(info);
  return (label?.[1] ?? label?.[0] ?? '').toLowerCase();
}

export function closesFence(line: string, fence: Fence): boolean {
  const marker = /^[ \t]*(`{3,}|~{3,})[ \t\r]*$/.exec(line)?.[1] ?? '';
  return marker[0] === fence.marker[0] && marker.length >= fence.marker.length;
}

/** The index of the first closing line from `from` on; one past the last line where there is none. */
export function endOfFence(lines: readonly string[], from: number, fence: Fence): number {
  for (let at = from; at < lines.length; at++) if (closesFence(lines[at] ?? '', fence)) return at;
  return lines.length;
}

/** The first closing line at which the code parses, else the first closing line. `language`: the REPL's unless given. */
export function endOfCell(
  lines: readonly string[],
  from: number,
  fence: Fence,
  budget: ParseBudget,
  language?: Language,
): number {
  const first = endOfFence(lines, from, fence);
  let end = first;
  for (let tries = 0; tries < mostEnds && !budget.isSpent; tries++) {
    if (budget.parses(fencedText(lines, from, end, fence), language)) return end;
    if (end >= lines.length) break;
    end = endOfFence(lines, end + 1, fence);
  }
  return first;
}

/** How a cell without a closing line ends where its fence stands behind code, as in print(1)```. */
export function gluedEnd(
  lines: readonly string[],
  from: number,
  fence: Fence,
  budget: ParseBudget,
): { readonly end: number; readonly code: string } | null {
  const isGlued = (line: string) => line.trimEnd().endsWith(fence.marker);
  const end = lines.findIndex((line, at) => at >= from && isGlued(line));
  if (end < 0) return null;
  const code = fencedText(lines, from, end + 1, fence)
    .trimEnd()
    .slice(0, -fence.marker.length);
  return budget.parses(code) ? { end, code } : null;
}

/**
 * The closing line before which every labelled fence inside is closed; null where there is none, or
 * a cell comes first.
 */
export function endAroundFences(
  lines: readonly string[],
  from: number,
  fence: Fence,
): number | null {
  let inside: Fence | null = null;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (inside !== null) {
      if (closesFence(line, inside)) inside = null;
    } else if (closesFence(line, fence)) return at;
    else {
      const opened = openingFence(line);
      if (opened?.label === cellLabel) return null;
      if (opened !== null && opened.label !== '') inside = opened;
    }
  }
  return null;
}

/** The lines from `from` up to `end`, without the fence's indent and carriage returns. */
export function fencedText(
  lines: readonly string[],
  from: number,
  end: number,
  fence: Fence,
): string {
  const indent = new RegExp(`^[ \\t]{0,${Math.min(fence.indent, 1_000)}}`);
  return lines
    .slice(from, end)
    .map((line) => line.replace(indent, '').replace(/\r$/, ''))
    .join('\n');
}
