import highlighter from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import shell from 'highlight.js/lib/languages/shell';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import type { Language } from '../../src/core/options.ts';

/** Those of the REPL, and what else answers about code and logs quote; each brings its other names. */
const languages = {
  ...{ bash, cpp, csharp, css, diff, go, ini, java, javascript, json, python, rust, shell, sql },
  ...{ typescript, xml, yaml },
};
for (const [name, language] of Object.entries(languages)) {
  highlighter.registerLanguage(name, language);
}

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
