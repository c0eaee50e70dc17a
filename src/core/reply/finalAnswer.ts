import type { Language } from '../options.ts';
import { ClosingReader, type Closings, type Place } from './closings.ts';
import { openingFence } from './fences.ts';
import { cellLabel, runs } from './labels.ts';
import { endOfLiteral, openingQuote, prefixLength, unquote } from './literal.ts';
import type { ProseAnswer } from './readReply.ts';

/** The mark of an answer at the start of a line, Markdown's own marks before it allowed. */
const opening = /^ {0,3}(?:#{1,6}[ \t]{0,3}|[-*+][ \t]{1,3})?\*{0,3}FINAL(_VAR)?[ \t]*\(/;
/** A name, perhaps in quotes, and the mark that ends it. */
const nameAlone = /^\s*(["'`]?)([\p{ID_Start}$_][\p{ID_Continue}$]*)\1\s*\)/u;

/** A reply's text and its lines. */
export interface ReplyLines {
  readonly text: string;
  readonly lines: readonly string[];
  /** Where each line begins in the text. */
  readonly offsets: readonly number[];
}

export interface ReadAnswer {
  readonly answer: ProseAnswer;
  /** The first line behind it. */
  readonly next: number;
}

export function isAnswerMark(line: string): boolean {
  return opening.test(line);
}

/** What can follow an answer: line `soft` at the latest where the answer is closed before it, `hard` at any rate. */
interface Bounds {
  readonly soft: Closings;
  readonly softLine: number;
  readonly hard: Closings;
  readonly hardLine: number;
}

/**
 * The answer whose mark stands in line `at`; null when that line has none, or when nothing closes it
 * before the next block or answer.
 */
export function readAnswer(reply: ReplyLines, at: number, language: Language): ReadAnswer | null {
  const line = reply.lines[at] ?? '';
  const mark = opening.exec(line);
  if (mark === null) return null;
  const from = (reply.offsets[at] ?? 0) + mark[0].length;
  const isVariable = mark[1] !== undefined;
  const begin = skipBlanks(reply.text, from);
  const start = begin + prefixLength(reply.text.slice(begin, begin + 3), language);
  const quote = openingQuote(reply.text.slice(start, start + 3));
  const bounds = boundsOf(reply, at, mark[0].length, { quote, language });
  const end = isVariable
    ? (endOfName(reply.text, from) ?? endOf(reply, bounds, { from, start, quote }))
    : endOf(reply, bounds, { from, start, quote });
  const isOpen = end === null;
  if (isOpen && bounds.hardLine < reply.lines.length) return null;
  if (isOpen && bounds.softLine < reply.lines.length) return null;
  const source = reply.text.slice(from, end ?? reply.text.length).trim();
  const place = {
    behind: behind(reply.text, end),
    isClosed: !isOpen,
    line: line.replace(/\r$/, ''),
  };
  const unquoted = unquote(source, language);
  const answer: ProseAnswer = isVariable
    ? { kind: 'variable', name: unquoted.text.trim(), ...place }
    : { kind: 'text', ...unquoted, source, ...place };
  return { answer, next: end === null ? reply.lines.length : lineOf(reply, at, end) + 1 };
}

function boundsOf(
  { lines }: ReplyLines,
  at: number,
  column: number,
  { quote, language }: { quote: string | null; language: Language },
): Bounds {
  const reader = new ClosingReader(quote);
  let soft: { softLine: number; soft: Closings } | null = null;
  let next = at;
  for (; next < lines.length; next++) {
    const line = lines[next] ?? '';
    if (next > at && !reader.isInFence) {
      if (isAnswerMark(line)) break;
      const label = openingFence(line)?.label ?? '';
      if (label === 'final' || label === cellLabel) break;
      if (runs(label, language)) soft ??= { softLine: next, soft: reader.found };
    }
    reader.read(line, next, next === at ? column : 0);
  }
  const hard = { hard: reader.found, hardLine: next };
  return { ...hard, ...(soft ?? { soft: hard.hard, softLine: next }) };
}

/** The offset of the parenthesis that ends the answer; null when it isn't closed. */
function endOf(
  reply: ReplyLines,
  { soft, softLine, hard }: Bounds,
  { from, start, quote }: { from: number; start: number; quote: string | null },
): number | null {
  const { text, offsets } = reply;
  const offset = (place: Place | null) =>
    place === null ? null : (offsets[place.line] ?? 0) + place.column;
  if (quote !== null) {
    // Three quotes are no accident: whatever stands between them is the answer's.
    const to = quote.length > 1 ? text.length : (offsets[softLine] ?? text.length);
    const past = endOfLiteral(text, start, to, quote);
    const end = past === null ? null : skipBlanks(text, past);
    if (end !== null && end < to && text[end] === ')') return end;
  }
  // FINAL( and ) each in a line of its own.
  const isBlock = /^[ \t\r]*\n/.test(text.slice(from, start));
  const inBlock = isBlock ? (soft.aloneAtLast ?? soft.lastFreeAlone ?? soft.lastAlone) : null;
  const quoted = soft.lastFreeQuoted ?? soft.lastQuoted;
  const free = soft.lastFreeAtEnd ?? soft.lastFreeInFirstLine ?? soft.firstFree;
  // What looks like a cell is an example inside the answer when only a mark behind it closes that.
  const around = hard.lastFreeAtEnd;
  const sure = inBlock ?? quoted ?? free ?? around;
  if (sure !== null) return offset(sure);
  const last = offset(soft.lastAtEnd);
  const isCut = soft.isLastAside && softLine === reply.lines.length && goesOn(text, last ?? 0);
  return isCut ? null : (last ?? offset(soft.lastAtEndInCode));
}

/** The answer was cut: behind the parenthesis its text goes on, or the reply ends in a sentence's middle. */
function goesOn(text: string, closing: number): boolean {
  const next = text.indexOf('\n', closing);
  if (next < 0) return false;
  return (
    /^[ \t]*\S/.test(text.slice(next + 1, next + 50)) || /[\p{L}\p{N},]\s*$/u.test(text.slice(-50))
  );
}

function endOfName(text: string, from: number): number | null {
  const name = nameAlone.exec(text.slice(from, from + 500));
  return name === null ? null : from + name[0].length - 1;
}

/** The prose behind the mark that ends an answer, in the same line. */
function behind(text: string, end: number | null): string {
  if (end === null) return '';
  const lineEnd = text.indexOf('\n', end);
  const rest = text.slice(end + 1, lineEnd < 0 ? text.length : lineEnd);
  return trimMarks(rest);
}

function trimMarks(text: string): string {
  const isMark = (at: number) => /[\s*.;]/.test(text[at] ?? '');
  let start = 0;
  let end = text.length;
  while (start < end && isMark(start)) start += 1;
  while (end > start && isMark(end - 1)) end -= 1;
  return text.slice(start, end);
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] ?? '')) at += 1;
  return at;
}

function lineOf({ offsets }: ReplyLines, from: number, offset: number): number {
  let line = from;
  while ((offsets[line + 1] ?? Infinity) <= offset) line += 1;
  return line;
}
