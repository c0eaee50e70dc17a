import type { JSValueHandle, QuickJS } from 'quickjs-wasi';
import type { SharedText } from '../../core/context.ts';
import { type ByteRange, leftOutTexts } from '../savedMemory.ts';
import type { SharedStrings } from './sharedStrings.ts';

const globalName = (index: number): string => `text${index}`;

/**
 * Texts of the Context that stand in the interpreter's memory. Long ones never change place and are
 * never freed, whatever code does with them: so states need not hold them.
 */
export class FilledTexts {
  readonly #vm: QuickJS;
  readonly #texts: readonly SharedText[];
  readonly #strings: SharedStrings;
  /** By the text's index; the long ones. */
  readonly #ranges = new Map<number, ByteRange>();

  constructor(vm: QuickJS, texts: readonly SharedText[], strings: SharedStrings) {
    this.#vm = vm;
    this.#texts = texts;
    this.#strings = strings;
  }

  /** Makes `made`, see `SharedStrings`, the text of this index; false where that can't be done. */
  fill(index: number, made: JSValueHandle): boolean {
    const text = this.#texts[index];
    const range = text === undefined ? null : this.#strings.fill(made, text);
    if (range === null) return false;
    const isLong = range.end - range.start >= leftOutTexts.leastBytes;
    if (isLong && this.#ranges.size < leftOutTexts.most && !this.#ranges.has(index)) {
      // Held for good, and so never freed.
      made.dup();
      this.#ranges.set(index, range);
    }
    return true;
  }

  /** What a state may leave out. */
  get ranges(): readonly ByteRange[] {
    return [...this.#ranges.values()];
  }

  /** Where the texts stand, for a state. */
  get globals(): Readonly<Record<string, number>> {
    const places = [...this.#ranges].map(([index, { start }]) => [globalName(index), start]);
    return Object.fromEntries(places);
  }

  /** Puts back what the state has left out. */
  putBack(globals: Readonly<Record<string, number>>): void {
    for (const [index, text] of this.#texts.entries()) {
      const start = globals[globalName(index)];
      if (start === undefined) continue;
      const bytes = new Uint8Array(text.units, 0, text.length * text.width);
      new Uint8Array(this.#vm._getMemory().buffer).set(bytes, start);
      this.#ranges.set(index, { start, end: start + bytes.length });
    }
  }
}
