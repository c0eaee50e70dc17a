import { runs } from '../core/reply/labels.ts';

/** A reply, cut at the fences of the cells in it. */
export interface ReplyPart {
  readonly kind: 'prose' | 'code';
  readonly text: string;
}

const fenceLine = /^ {0,3}(`{3,}|~{3,})\s*([\w+-]*)/;

function isRunnable(label: string): boolean {
  return runs(label, 'python') || runs(label, 'javascript');
}

/**
 * Splits a reply, whole or as far as it has streamed, into prose and the code of cells. Where the
 * code of a cell is known it says where its fence ends, since code may hold fence lines itself.
 */
export function splitReply(reply: string, cells: readonly string[] = []): readonly ReplyPart[] {
  const lines = withoutThoughts(reply).split('\n');
  const parts: ReplyPart[] = [];
  let prose: string[] = [];
  let cell = 0;
  const flush = () => {
    const text = prose.join('\n').trim();
    if (text !== '') parts.push({ kind: 'prose', text });
    prose = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const [, fence = '', label = ''] = fenceLine.exec(line) ?? [];
    const code = cells[cell];
    // A block of the other language was not run; one behind the known cells may be still to run.
    const isCell = code === undefined || begins(lines[at + 1], code);
    if (fence === '' || !isRunnable(label.toLowerCase()) || !isCell) {
      prose.push(line);
      continue;
    }
    flush();
    cell += 1;
    const known = code?.split('\n').length;
    const end = findEnd(lines, known === undefined ? at + 1 : at + 1 + known, fence);
    parts.push({ kind: 'code', text: lines.slice(at + 1, end).join('\n') });
    at = end;
  }
  flush();
  return parts;
}

/** The prose of a reply without the code of its cells. */
export function proseOf(reply: string, cells: readonly string[] = []): string {
  return splitReply(reply, cells)
    .filter(({ kind }) => kind === 'prose')
    .map(({ text }) => text)
    .join('\n\n');
}

/** Whether a cell's code begins with this line, which may be indented with its fence, and may be cut. */
function begins(line: string | undefined, code: string): boolean {
  const [first = ''] = code.split('\n', 1);
  return (line ?? '').trim().startsWith(first.trim());
}

function findEnd(lines: readonly string[], from: number, fence: string): number {
  const mark = fence.charAt(0);
  for (let at = from; at < lines.length; at++) {
    const line = (lines[at] ?? '').trim();
    if (line.length >= fence.length && line === mark.repeat(line.length)) return at;
  }
  return lines.length;
}

function withoutThoughts(reply: string): string {
  return reply.replace(/<think>[\s\S]*?(<\/think>|$)/g, '');
}

const longestTitle = 160;
/** Characters among which a title is looked for. */
const titleWithin = 4_000;

/** The first sentence of prose, without Markdown's marks; `''` when there is none. */
export function firstSentence(prose: string): string {
  const beginning = prose.slice(0, titleWithin);
  const paragraph = beginning.split(/\n\s*\n/).find((text) => /\p{L}/u.test(text)) ?? '';
  const plain = paragraph
    .replace(/^\s*(#{1,6}|[-*+>]|\d+[.)])\s+/gm, '')
    .replace(/\*\*|__|`|~~/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  const sentence = /^.*?[.!?…](?=\s|$)/u.exec(plain)?.[0] ?? plain;
  const title = sentence.replace(/[.:]$/, '');
  return title.length <= longestTitle ? title : `${title.slice(0, longestTitle).trimEnd()}…`;
}

/** An answer that the prose submits, rather than what it says. */
export const isFinal = /^FINAL(_VAR)?\(/;

/** Prose without the first sentence, where the title says the same in the same words. */
export function withoutTitle(prose: string): string {
  const title = firstSentence(prose);
  if (title === '' || !prose.startsWith(title) || isFinal.test(title)) return prose;
  return prose.slice(title.length).replace(/^[.:]?\s*/, '');
}

/** The parts of a reply as it streams, without what the title says already. */
export function partsBelowTitle(reply: string): readonly ReplyPart[] {
  const [first, ...rest] = splitReply(reply);
  if (first?.kind !== 'prose') return first === undefined ? [] : [first, ...rest];
  const text = withoutTitle(first.text);
  return text === '' ? rest : [{ ...first, text }, ...rest];
}

/** What a cell says about itself: its leading comment, else its first line. */
export function titleOfCode(code: string): string {
  const lines = code
    .slice(0, titleWithin)
    .split('\n')
    .map((line) => line.trim());
  const comment = lines.find((line) => /^(\/\/|#)\s*\S/.test(line));
  const first = lines.find((line) => line !== '') ?? '';
  const title = comment?.replace(/^(\/\/+|#+)\s*/, '') ?? first;
  return title.length <= longestTitle ? title : `${title.slice(0, longestTitle).trimEnd()}…`;
}
