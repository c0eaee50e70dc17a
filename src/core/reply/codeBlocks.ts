import { endOfCell, endOfFence, fencedText, openingFence } from './fences.ts';
import type { Mark } from './marks.ts';

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
  readonly #parses: ((code: string) => boolean) | undefined;
  /** Characters that may still be looked at: blocks that overlap would be read again and again. */
  #left: number;
  /** The next line to look at, from 0. */
  #next = 0;
  #column = 0;
  #block: Block | null = null;

  constructor(text: string, marks: readonly Mark[], parses?: (code: string) => boolean) {
    this.#lines = text.split('\n');
    this.#parses = parses;
    this.#left = 20 * text.length + 100_000;
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
    const fence = this.#left > 0 ? openingFence((lines[first] ?? '').slice(this.#column)) : null;
    if (fence === null) return null;
    const isCode = codeLabels.has(fence.label);
    const parses = (code: string): boolean => {
      this.#left -= code.length;
      return this.#parses === undefined || (this.#left > 0 && this.#parses(code));
    };
    const last = isCode
      ? endOfCell(lines, first + 1, fence, parses)
      : endOfFence(lines, first + 1, fence);
    const isClosed = last < lines.length;
    if (isCode) {
      const isJudged = isClosed || this.#parses !== undefined;
      const keepsMarks = isJudged && parses(fencedText(lines, first + 1, last, fence));
      return { last, keepsMarks };
    }
    // A block that was never closed takes the next one's closing line for its own.
    const inside = lines.slice(first + 1, last);
    const isWhole = inside.every((line) => (openingFence(line)?.label ?? '') === '');
    this.#left -= 20 * inside.length;
    return { last, keepsMarks: isClosed && isWhole };
  }
}
