import type { Language } from '../options.ts';
import type { Parses } from '../parts.ts';
import { endOfCell, endOfFence, fencedText, openingFence } from './fences.ts';
import { languageOfLabel } from './labels.ts';
import type { Mark } from './marks.ts';
import { ParseBudget } from './parseBudget.ts';

/** Characters that may be parsed besides as many as the text has. */
const mostParsed = 1_000_000;

/** How code in a reply is read. */
export interface CodeReading {
  /** That of the REPL. */
  readonly language: Language;
  readonly parses: Parses;
}

interface Block {
  /** The line that closes it, from 0. */
  readonly last: number;
  readonly keepsMarks: boolean;
}

/** Finds out of marks, asked about in order, which are part of a fenced block's own text. */
export class CodeBlocks {
  readonly #lines: string[];
  readonly #language: Language;
  readonly #canParse: boolean;
  /** Of looking at blocks too: those that overlap would be read again and again. */
  readonly #budget: ParseBudget;
  /** The next line to look at, from 0. */
  #next = 0;
  #column = 0;
  #block: Block | null = null;

  /** `code`: the language that a block has which doesn't say, and what parses it; absent: nothing. */
  constructor(text: string, marks: readonly Mark[], code?: CodeReading) {
    this.#lines = text.split('\n');
    this.#language = code?.language ?? 'javascript';
    this.#canParse = code !== undefined;
    const chars = text.length + mostParsed;
    this.#budget = new ParseBudget(chars, this.#language, code?.parses ?? (() => true));
    // ```<|return|> closes the block.
    for (const { line, index, lineStart, endsLine } of marks) {
      const before = (this.#lines[line] ?? '').slice(0, index - lineStart);
      if (endsLine && /^[ \t]*(?:`{3,}|~{3,})[ \t]*$/.test(before)) this.#lines[line] = before;
    }
  }

  /** From there on it is prose: what stood before has come off. */
  resume(line: number, column: number): void {
    this.#next = line;
    this.#column = column;
    this.#block = null;
  }

  holds({ line }: Mark): boolean {
    for (;;) {
      if (this.#block !== null) {
        const { last, keepsMarks } = this.#block;
        if (line <= last) return line < last && keepsMarks;
        this.#next = last + 1;
        this.#column = 0;
        this.#block = null;
      }
      if (this.#next >= line) return false;
      this.#block = this.#blockAt(this.#next);
      this.#next += 1;
      this.#column = 0;
    }
  }

  #blockAt(first: number): Block | null {
    const lines = this.#lines;
    if (this.#budget.isSpent) return null;
    const fence = openingFence((lines[first] ?? '').slice(this.#column));
    if (fence === null) return null;
    // What stands in other blocks is text that nobody can parse.
    const language = languageOfLabel(fence.label, this.#language);
    const last =
      language === null
        ? endOfFence(lines, first + 1, fence)
        : endOfCell(lines, first + 1, fence, this.#budget, language);
    const isClosed = last < lines.length;
    if (language !== null) {
      const isJudged = isClosed || this.#canParse;
      const code = fencedText(lines, first + 1, last, fence);
      return { last, keepsMarks: isJudged && this.#budget.parses(code, language) };
    }
    // A block that was never closed takes the next one's closing line for its own.
    const inside = lines.slice(first + 1, last);
    const isWhole = inside.every((line) => (openingFence(line)?.label ?? '') === '');
    this.#budget.spend(20 * inside.length);
    return { last, keepsMarks: isClosed && isWhole };
  }
}
