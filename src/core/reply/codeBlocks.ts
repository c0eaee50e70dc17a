import { endOfCell, endOfFence, fencedText, openingFence } from './fences.ts';
import type { Mark } from './marks.ts';
import { ParseBudget } from './parseBudget.ts';

/** Characters that may be parsed besides as many as the text has. */
const mostParsed = 1_000_000;
/** Labels of code; what stands in other blocks is text that nobody can parse. */
const codeLabels: ReadonlySet<string> = new Set(
  'repl js javascript jsx ts typescript py python'.split(' '),
);

interface Block {
  /** The line that closes it, from 0. */
  readonly last: number;
  readonly keepsMarks: boolean;
}

/** Finds out of marks, asked about in order, which are part of a fenced block's own text. */
export class CodeBlocks {
  readonly #lines: string[];
  readonly #canParse: boolean;
  /** Of looking at blocks too: those that overlap would be read again and again. */
  readonly #budget: ParseBudget;
  /** The next line to look at, from 0. */
  #next = 0;
  #column = 0;
  #block: Block | null = null;

  constructor(text: string, marks: readonly Mark[], parses?: (code: string) => boolean) {
    this.#lines = text.split('\n');
    this.#canParse = parses !== undefined;
    this.#budget = new ParseBudget(text.length + mostParsed, parses ?? (() => true));
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
    const isCode = codeLabels.has(fence.label);
    const last = isCode
      ? endOfCell(lines, first + 1, fence, this.#budget)
      : endOfFence(lines, first + 1, fence);
    const isClosed = last < lines.length;
    if (isCode) {
      const isJudged = isClosed || this.#canParse;
      const code = fencedText(lines, first + 1, last, fence);
      return { last, keepsMarks: isJudged && this.#budget.parses(code) };
    }
    // A block that was never closed takes the next one's closing line for its own.
    const inside = lines.slice(first + 1, last);
    const isWhole = inside.every((line) => (openingFence(line)?.label ?? '') === '');
    this.#budget.spend(20 * inside.length);
    return { last, keepsMarks: isClosed && isWhole };
  }
}
