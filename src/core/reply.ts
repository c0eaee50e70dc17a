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
const mostEnds = 20;
/** Characters that a reply's fences may have parsed in all; then the first closing fence ends. */
const mostParsed = 1_000_000;
/** Answers of one reply that may turn out not to be closed; further ones are prose. */
const mostUnclosed = 20;
const thinkingEnd = '</think>';

/**
 * Reads a reply as run.md, "Reading a reply", says. `parses` tells whether code is whole; it decides
 * which of several closing fences ends a cell.
 */
export function readReply(text: string, parses: (code: string) => boolean): Reply {
  const whole = dropThinking(text);
  const lines = whole.split('\n');
  let offset = 0;
  let unclosed = 0;
  let parsed = 0;
  const parsesWithin = (code: string): boolean => {
    parsed += code.length;
    return parsed <= mostParsed && parses(code);
  };
  const cells: string[] = [];
  const prose: string[] = [];
  const ignoredLabels: string[] = [];
  let final: ProseFinal | null = null;

  const advance = (from: number, to: number): number => {
    for (let line = from; line < to; line++) offset += (lines[line]?.length ?? 0) + 1;
    return to;
  };
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const opening = unclosed < mostUnclosed ? finalOpening.exec(line) : null;
    if (opening !== null) {
      const answer = readFinal(whole.slice(offset + opening[0].length), opening[1] !== undefined);
      if (answer !== null) {
        final ??= answer.final;
        at = advance(at, at + answer.lines);
        continue;
      }
      unclosed += 1;
    }
    const fence = openingFence(line);
    if (fence === null) {
      prose.push(line);
      at = advance(at, at + 1);
      continue;
    }
    const runnable = cellLabels.has(fence.label);
    const end = runnable
      ? endOfCell(lines, at + 1, fence, parsesWithin)
      : endOfFence(lines, at + 1, fence);
    const code = fenceText(lines, at + 1, end, fence);
    if (!runnable) ignoredLabels.push(fence.label);
    else if (code.trim() !== '') cells.push(code);
    at = advance(at, end + 1);
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
export function dropThinking(text: string): string {
  const closed = dropClosedThinking(text);
  const opening = closed.indexOf('<think>');
  const closing = closed.indexOf(thinkingEnd);
  // Some chat templates swallow the opening mark, and a reply cut while thinking has no closing one.
  if (closing >= 0 && opening < 0 && !closed.slice(0, closing).includes('```'))
    return closed.slice(closing + thinkingEnd.length);
  return /^\s*<think>/.test(closed) ? '' : closed;
}

function dropClosedThinking(text: string): string {
  let kept = '';
  let from = 0;
  for (const { index } of text.matchAll(/^[ \t]*<think>/gm)) {
    if (index < from) continue;
    const end = text.indexOf(thinkingEnd, index);
    if (end < 0) break;
    kept += text.slice(from, index);
    from = end + thinkingEnd.length;
  }
  return kept + text.slice(from);
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

const finalOpening = /^ {0,3}FINAL(_VAR)?[ \t]*\(/;

/** An answer from behind its opening parenthesis, and how many lines it takes. */
function readFinal(rest: string, isVariable: boolean): { final: ProseFinal; lines: number } | null {
  const length = lengthInParentheses(rest);
  if (length === null) return null;
  const raw = rest.slice(0, length);
  const inside = raw.trim();
  const plain = withoutQuotes(inside);
  const final: ProseFinal = isVariable
    ? { kind: 'variable', name: plain }
    : { kind: 'text', text: plain, quoted: plain !== inside };
  // What stands behind the closing parenthesis in its line is passed over.
  return { final, lines: raw.split('\n').length };
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
