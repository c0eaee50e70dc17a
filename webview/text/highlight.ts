import highlighter from 'highlight.js/lib/core';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import type { Language } from '../../src/core/options.ts';

highlighter.registerLanguage('javascript', javascript);
highlighter.registerLanguage('json', json);
highlighter.registerLanguage('python', python);

/** Longer code is shown plain (characters): the time it takes grows with the square of some code. */
export const longestHighlighted = 6_000;
/** ms of colouring at a stretch; what then still comes is shown plain. */
export const mostMs = 100;
/** Of the time that goes by, so much can be spent on colouring in the long run. */
export const shareOfTime = 0.25;

/** Colours code as long as it doesn't hold up the page. `now`: ms, any start. */
export class Highlighter {
  readonly #now: () => number;
  readonly #colour: (code: string, language: string) => string;
  #left = mostMs;
  #seenAt: number;

  constructor(now: () => number, colour = colourCode) {
    this.#now = now;
    this.#colour = colour;
    this.#seenAt = now();
  }

  /**
   * HTML with everything of the code escaped; null when the language is unknown, the code long, or
   * much was coloured just before. `repl`: the language that stands for the label of cells.
   */
  highlight(code: string, label: string, repl: Language): string | null {
    if (code.length > longestHighlighted) return null;
    const language = label === 'repl' ? repl : label;
    if (highlighter.getLanguage(language) === undefined) return null;
    const startedAt = this.#now();
    this.#left = Math.min(mostMs, this.#left + (startedAt - this.#seenAt) * shareOfTime);
    this.#seenAt = startedAt;
    if (this.#left <= 0) return null;
    const html = this.#colour(code, language);
    this.#seenAt = this.#now();
    this.#left -= this.#seenAt - startedAt;
    return html;
  }
}

function colourCode(code: string, language: string): string {
  return highlighter.highlight(code, { language, ignoreIllegals: true }).value;
}
