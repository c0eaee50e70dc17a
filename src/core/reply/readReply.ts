import type { Language } from '../options.ts';
import type { CodeReading } from './codeBlocks.ts';
import {
  endAroundFences,
  endOfCell,
  endOfFence,
  type Fence,
  fencedText,
  gluedEnd,
  openingFence,
} from './fences.ts';
import { isAnswerMark, type ReplyLines, readAnswer } from './finalAnswer.ts';
import { runs } from './labels.ts';
import { ParseBudget } from './parseBudget.ts';
import { isPlaceholder } from './placeholder.ts';
import { splitThoughts } from './thoughts.ts';

/** What a reply holds: cells to run, in order, and an answer given in its prose. */
export interface Reply {
  readonly cells: readonly string[];
  /** Everything outside fences, answers and thoughts. */
  readonly prose: string;
  /**
   * The first answer given in prose or in a `final` block; null without one. A placeholder is passed
   * over where a real one follows it.
   */
  readonly answer: ProseAnswer | null;
  /** Fenced blocks that were not run, with their lower-case label (`''` without one). */
  readonly ignored: readonly { readonly label: string; readonly code: string }[];
  /** What came off before the reply was read, `''` when nothing. */
  readonly thoughts: string;
}

export type ProseAnswer =
  /** `FINAL(...)`. */
  | (Called & {
      readonly kind: 'text';
      /** As it counts: one pair of quotes around all of it removed, and its escapes read. */
      readonly text: string;
      /** What stood between the parentheses, trimmed: to read it as an expression. */
      readonly source: string;
      /** A pair of quotes was removed. */
      readonly quoted: boolean;
    })
  /** `FINAL_VAR(name)`. `name` is whatever stood there, without quotes. */
  | (Called & { readonly kind: 'variable'; readonly name: string })
  /** A fenced block labelled `final`: Markdown as it stands, `{{name}}` not yet replaced. */
  | (Placed & { readonly kind: 'block'; readonly text: string });

interface Placed {
  /** False when nothing ended it, so that it ran to the reply's end. */
  readonly isClosed: boolean;
  /** The whole first line on which it stands: to look it up as a quotation. */
  readonly line: string;
}

interface Called extends Placed {
  /** What follows the closing mark in its line, without blanks, `*`, `.` and `;` around it. */
  readonly behind: string;
}

/** What reading needs to know besides the text. */
export interface ReplyReading extends CodeReading {
  /** The text that was sent: a mark such as <thinking> or <reasoning> that stands in it is text. */
  readonly sent?: string;
}

const answerLabel = 'final';
/** Characters that a reply's fences may have parsed in all; then the first closing fence ends. */
const mostParsed = 1_000_000;
/** Answers that may turn out not to be closed, and blocks looked through for fences inside them. */
const mostTries = 20;

/** Reads a reply in one pass, in time that grows with its length. */
export function readReply(text: string, reading: ReplyReading): Reply {
  const { text: whole, thoughts } = splitThoughts(text, reading.sent ?? '', reading);
  return new ReplyReader(whole, reading).read(thoughts);
}

class ReplyReader {
  readonly #reply: ReplyLines;
  readonly #language: Language;
  readonly #budget: ParseBudget;
  readonly #cells: string[] = [];
  readonly #prose: string[] = [];
  readonly #ignored: { label: string; code: string }[] = [];
  #answer: ProseAnswer | null = null;
  #unclosed = 0;
  #unbalanced = 0;

  constructor(text: string, { parses, language }: ReplyReading) {
    this.#reply = linesOf(text);
    this.#language = language;
    this.#budget = new ParseBudget(mostParsed, language, parses);
  }

  read(thoughts: string): Reply {
    const { lines } = this.#reply;
    for (let at = 0; at < lines.length; ) {
      const fence = openingFence(lines[at] ?? '');
      if (fence === null) at = this.#readProse(at);
      else if (runs(fence.label, this.#language)) at = this.#readCell(at, fence);
      else at = this.#readBlock(at, fence);
    }
    return {
      cells: this.#cells,
      prose: this.#prose.join('\n').trim(),
      answer: this.#answer,
      ignored: this.#ignored,
      thoughts,
    };
  }

  /** Takes the answer that begins in line `at`, or that line as prose; the next line to read. */
  #readProse(at: number): number {
    const line = this.#reply.lines[at] ?? '';
    const isMark = this.#unclosed < mostTries && isAnswerMark(line);
    const read = isMark ? readAnswer(this.#reply, at, this.#language) : null;
    if (read !== null) {
      this.#submit(read.answer);
      return read.next;
    }
    if (isMark) this.#unclosed += 1;
    this.#prose.push(line);
    return at + 1;
  }

  #readCell(at: number, fence: Fence): number {
    const { lines } = this.#reply;
    let end = endOfCell(lines, at + 1, fence, this.#budget);
    let code = fencedText(lines, at + 1, end, fence);
    if (end === lines.length && code.includes(fence.marker)) {
      const glued = gluedEnd(lines, at + 1, fence, this.#budget);
      if (glued !== null) ({ end, code } = glued);
    }
    if (code.trim() !== '') this.#cells.push(code);
    return end + 1;
  }

  #readBlock(at: number, fence: Fence): number {
    const { lines } = this.#reply;
    const isAnswer = fence.label === answerLabel;
    let end: number | null = null;
    if (this.#unbalanced < mostTries) {
      end = endAroundFences(lines, at + 1, fence);
      if (end === null) this.#unbalanced += 1;
      if (end === null && isAnswer) end = lines.length;
    }
    end ??= endOfFence(lines, at + 1, fence);
    const code = fencedText(lines, at + 1, end, fence);
    const line = (lines[at] ?? '').replace(/\r$/, '');
    const isClosed = end < lines.length;
    if (isAnswer) this.#submit({ kind: 'block', text: code.trim(), isClosed, line });
    else this.#ignored.push({ label: fence.label, code });
    return end + 1;
  }

  /** The first counts, but a placeholder before a real answer. */
  #submit(given: ProseAnswer): void {
    const isFirst = this.#answer === null || (isNone(this.#answer) && !isNone(given));
    if (isFirst) this.#answer = given;
  }
}

function isNone(answer: ProseAnswer): boolean {
  return isPlaceholder(answer.kind === 'variable' ? answer.name : answer.text);
}

function linesOf(text: string): ReplyLines {
  const lines = text.split('\n');
  let offset = 0;
  const offsets = lines.map((line) => {
    const at = offset;
    offset += line.length + 1;
    return at;
  });
  return { text, lines, offsets };
}
