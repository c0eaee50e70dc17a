import { icon, make, setAttributes, setText } from '../dom.ts';
import type { PageModel } from '../model.ts';
import type { Texts } from '../texts.ts';

/** What all items of one trace share. */
export interface TraceContext {
  readonly texts: Texts;
  /** What is drawn now. */
  model(): PageModel;
  /** False once the run is over: what still counts as running was left unfinished. */
  running(): boolean;
  /** Changes when a node of this revision has to be drawn anew. */
  stamp(revision: number): number;
  isOpen(key: string, byDefault: boolean): boolean;
  /** Registers what redraws an item after it was opened or closed. */
  onToggle(element: HTMLElement, key: string, redraw: () => void): void;
}

export interface RowText {
  /** Left of the title, a number for instance; `''` for none. */
  readonly index?: string;
  readonly title: string;
  /** After the title, in words: `12 calls`, `running`, `failed`. */
  readonly badges?: readonly { readonly text: string; readonly tone?: 'bad' | 'warn' | 'live' }[];
  /** At the right end: time, cost. */
  readonly facts?: readonly string[];
  /** What a screen reader calls the item, before its badges and facts; the title unless given. */
  readonly label?: string;
}

/**
 * One item of the tree: a row, and below it, while it is open, what it holds and its children. What
 * is closed is not in the page at all.
 */
export class TraceItem {
  readonly element: HTMLElement;
  readonly key: string;
  readonly #context: TraceContext;
  readonly #index = make('span', 'index');
  readonly #title = make('span', 'text');
  readonly #badges = make('span', 'badges');
  readonly #facts = make('span', 'facts');
  readonly #byDefault: boolean;
  #contents: Contents | null = null;

  constructor(
    context: TraceContext,
    options: {
      readonly key: string;
      readonly kind: 'iteration' | 'cell' | 'group' | 'call';
      readonly level: number;
      readonly open?: boolean;
      readonly redraw: () => void;
    },
  ) {
    const { key, kind, level, open = false, redraw } = options;
    this.#context = context;
    this.#byDefault = open;
    this.key = key;
    const row = make('div', 'row');
    const end = make('span', 'end', {}, this.#badges, this.#facts);
    row.append(this.#index, icon('chevron-right', 'twistie'), this.#title, end);
    this.element = make(
      'div',
      `item ${kind}`,
      { role: 'treeitem', 'aria-level': level, 'aria-selected': 'false', tabindex: -1 },
      row,
    );
    context.onToggle(this.element, key, redraw);
  }

  /** The parts to draw into while the item is open; null while it is closed. */
  drawRow(text: RowText, byDefault = this.#byDefault): Contents | null {
    const { index = '', title, badges = [], facts = [], label = title } = text;
    const open = this.#context.isOpen(this.key, byDefault);
    setText(this.#index, index);
    setText(this.#title, title);
    drawBadges(this.#badges, badges);
    drawFacts(this.#facts, facts);
    const spoken = [label, ...badges.map((badge) => badge.text), ...facts];
    setAttributes(this.element, { 'aria-expanded': String(open), 'aria-label': spoken.join(', ') });
    if (!open) this.#close();
    else if (this.#contents === null) {
      this.#contents = makeContents();
      this.element.append(this.#contents.body, this.#contents.group, this.#contents.after);
    }
    return this.#contents;
  }

  #close(): void {
    for (const part of this.#contents === null ? [] : Object.values(this.#contents)) part.remove();
    this.#contents = null;
  }
}

/** Where an open item draws: what it says, its children, and what comes after those. */
export interface Contents {
  readonly body: HTMLElement;
  readonly group: HTMLElement;
  readonly after: HTMLElement;
}

function makeContents(): Contents {
  return {
    body: make('div', 'body'),
    group: make('div', 'children', { role: 'group' }),
    after: make('div', 'body after'),
  };
}

function drawBadges(container: HTMLElement, badges: NonNullable<RowText['badges']>): void {
  const key = badges.map(({ text, tone = '' }) => `${tone}:${text}`).join('|');
  if (container.dataset.drawn === key) return;
  container.dataset.drawn = key;
  container.replaceChildren(
    ...badges.map(({ text, tone = '' }) => make('span', `badge ${tone}`.trim(), {}, text)),
  );
}

function drawFacts(container: HTMLElement, facts: readonly string[]): void {
  const key = facts.join('|');
  if (container.dataset.drawn === key) return;
  container.dataset.drawn = key;
  container.replaceChildren(...facts.map((fact) => make('span', '', {}, fact)));
}
