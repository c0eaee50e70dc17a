/** What a reply holds: cells to run, in order, and an answer given in its prose. */
export interface Reply {
  readonly cells: readonly string[];
  /** Everything outside fences and answers. */
  readonly prose: string;
  /** The first `FINAL(...)` or `FINAL_VAR(...)` that stands at the start of a line of prose. */
  readonly final: ProseFinal | null;
  /** Labels of fences that were not run, `''` for one without a label. */
  readonly ignoredLabels: readonly string[];
}

export type ProseFinal =
  /** `quoted`: a pair of quotes around it was removed. */
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'variable'; readonly name: string };

interface Fence {
  readonly indent: number;
  readonly marker: string;
  readonly label: string;
}

const cellLabels: ReadonlySet<string> = new Set(['repl', 'js', 'javascript']);
/** More closing fences than this are not tried as the end of one cell. */
const mostEnds = 50;

/**
 * Reads a reply as run.md, "Reading a reply", says. `parses` tells whether code is whole; it decides
 * which of several closing fences ends a cell.
 */
export function readReply(text: string, parses: (code: string) => boolean): Reply {
  const lines = dropThinking(text).split('\n');
  const cells: string[] = [];
  const prose: string[] = [];
  const ignoredLabels: string[] = [];
  let final: ProseFinal | null = null;

  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const answer = readFinalAt(lines, at);
    if (answer !== null) {
      final ??= answer.final;
      at = answer.next;
      continue;
    }
    const fence = openingFence(line);
    if (fence === null) {
      prose.push(line);
      at += 1;
      continue;
    }
    const runnable = cellLabels.has(fence.label);
    const end = runnable
      ? endOfCell(lines, at + 1, fence, parses)
      : endOfFence(lines, at + 1, fence);
    const code = fenceText(lines, at + 1, end, fence);
    if (!runnable) ignoredLabels.push(fence.label);
    else if (code.trim() !== '') cells.push(code);
    at = end + 1;
  }
  return { cells, prose: prose.join('\n').trim(), final, ignoredLabels };
}

/** The first sentence of a reply's prose, by which its iteration is known; `''` without prose. */
export function titleOf(reply: string): string {
  const { prose } = readReply(reply, () => true);
  const line = prose.split('\n').find((candidate) => /\p{L}/u.test(candidate)) ?? '';
  const plain = line.replace(/^[\s#>*-]+/, '').replace(/[*_`]/g, '');
  const sentence = /^.*?[.!?:](?=\s|$)/.exec(plain)?.[0] ?? plain;
  return sentence.replace(/[.:]$/, '').trim();
}

/** Reasoning that some models put into their text. An opening mark counts at the start of a line. */
function dropThinking(text: string): string {
  const closed = text.replace(/^[ \t]*<think>[\s\S]*?<\/think>/gm, '');
  const opening = closed.indexOf('<think>');
  const closing = closed.indexOf('</think>');
  // Some chat templates swallow the opening mark, and a reply cut while thinking has no closing one.
  if (closing >= 0 && opening < 0 && !closed.slice(0, closing).includes('```'))
    return closed.slice(closing + '</think>'.length);
  return /^\s*<think>/.test(closed) ? '' : closed;
}

function openingFence(line: string): Fence | null {
  const match = /^([ \t]*)(`{3,}|~{3,})[ \t]*([^\s`{]*)([^`]*)$/.exec(line);
  if (match === null) return null;
  const [, indent = '', marker = '', label = ''] = match;
  return { indent: indent.length, marker, label: label.toLowerCase() };
}

function closes(line: string, fence: Fence): boolean {
  const match = /^[ \t]*(`{3,}|~{3,})[ \t\r]*$/.exec(line);
  const marker = match?.[1] ?? '';
  return marker[0] === fence.marker[0] && marker.length >= fence.marker.length;
}

/** The index of the closing line; one past the last line where there is none. */
function endOfFence(lines: readonly string[], from: number, fence: Fence): number {
  for (let at = from; at < lines.length; at++) if (closes(lines[at] ?? '', fence)) return at;
  return lines.length;
}

/** The first closing line at which the code parses, else the first closing line. */
function endOfCell(
  lines: readonly string[],
  from: number,
  fence: Fence,
  parses: (code: string) => boolean,
): number {
  const first = endOfFence(lines, from, fence);
  let end = first;
  for (let tries = 0; tries < mostEnds; tries++) {
    if (parses(fenceText(lines, from, end, fence))) return end;
    if (end >= lines.length) break;
    end = endOfFence(lines, end + 1, fence);
  }
  return first;
}

function fenceText(lines: readonly string[], from: number, end: number, fence: Fence): string {
  const indent = new RegExp(`^[ \\t]{0,${fence.indent}}`);
  return lines
    .slice(from, end)
    .map((line) => line.replace(indent, '').replace(/\r$/, ''))
    .join('\n');
}

/** An answer that begins in this line, and the line after its end. */
function readFinalAt(
  lines: readonly string[],
  at: number,
): { final: ProseFinal; next: number } | null {
  const opening = /^ {0,3}FINAL(_VAR)?[ \t]*\(/.exec(lines[at] ?? '');
  if (opening === null) return null;
  const rest = lines.slice(at).join('\n').slice(opening[0].length);
  const length = lengthInParentheses(rest);
  if (length === null) return null;
  const inside = rest.slice(0, length).trim();
  // What stands behind the closing parenthesis in its line is passed over.
  const next = at + rest.slice(0, length).split('\n').length;
  const plain = withoutQuotes(inside);
  const final: ProseFinal =
    opening[1] === undefined
      ? { kind: 'text', text: plain, quoted: plain !== inside }
      : { kind: 'variable', name: plain };
  return { final, next };
}

/** Characters up to the parenthesis that closes; null when nothing does and cells follow. */
function lengthInParentheses(text: string): number | null {
  let depth = 1;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')') depth -= 1;
    if (depth > 0) continue;
    const quote = /^\s*(["'`])/.exec(text)?.[1];
    const inside = text.slice(0, at).trim();
    if (quote === undefined || (inside.length > 1 && inside.endsWith(quote))) return at;
    // A quoted answer with an unpaired parenthesis in it: its own quote, then the closing one.
    const end = new RegExp(`${quote}\\s*\\)[ \\t]*(?:\\n|$)`).exec(text);
    return end === null ? at : end.index + (/\s*\)/.exec(end[0])?.index ?? 1);
  }
  return text.split('\n').some((line) => openingFence(line) !== null) ? null : text.length;
}

function withoutQuotes(text: string): string {
  const triple = /^("""|''')([\s\S]*)\1$/.exec(text);
  if (triple !== null) return triple[2] ?? '';
  const single = /^(["'`])([\s\S]*)\1$/.exec(text);
  return single === null ? text : (single[2] ?? '');
}
