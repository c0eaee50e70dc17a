import { make, setHidden, ViewList } from '../dom.ts';
import type { IterationModel, PageModel, RunModel } from '../model.ts';
import type { Span } from '../spans.ts';
import { emptyModel } from '../state.ts';
import { strings } from '../strings.ts';
import type { Texts } from '../texts.ts';
import type { PageState } from '../views/page.ts';
import { makeNotice } from './callItem.ts';
import type { TraceContext } from './item.ts';
import { IterationItem } from './iterationItem.ts';
import { handleKeys } from './keys.ts';

/**
 * The tree of iterations, cells and calls. The iteration that runs is open by itself until the user
 * has opened, closed or selected something; from then on the tree is theirs.
 */
export class Trace implements TraceContext {
  readonly element = make('section', 'trace', { hidden: true });
  readonly texts: Texts;
  readonly #tree = make('div', 'tree', { role: 'tree', 'aria-label': strings.trace });
  readonly #notices = make('div', 'notices');
  readonly #iterations: ViewList<IterationModel>;
  readonly #opened = new Map<string, boolean>();
  readonly #items = new WeakMap<Element, { key: string; redraw: () => void }>();
  #model: PageModel = emptyModel();
  #run: RunModel | null = null;
  #running = false;
  #touched = false;
  /** Key of the iteration that is open because it runs, or ran last before the eyes of the user. */
  #followed = '';
  #selected: HTMLElement | null = null;
  #drawn = '';

  constructor(texts: Texts) {
    this.texts = texts;
    this.#iterations = new ViewList(
      this.#tree,
      (iteration) => new IterationItem(this, iteration, 1),
    );
    this.element.append(make('h2', '', {}, strings.trace), this.#notices, this.#tree);
    this.#tree.addEventListener('click', (event) => this.#click(event));
    this.#tree.addEventListener('focusin', ({ target }) => {
      if (target instanceof HTMLElement && this.#items.has(target)) this.#select(target);
    });
    handleKeys(this.#tree, {
      toggle: (item, open) => this.#toggle(item, open),
      touch: () => {
        this.#touched = true;
      },
    });
  }

  draw({ feed, run }: PageState): void {
    const key = `${feed.model.revision} ${feed.live}`;
    if (key === this.#drawn) return;
    this.#drawn = key;
    this.#model = feed.model;
    this.#run = run;
    this.#running = feed.live && run.state === 'running';
    if (this.#running && !this.#touched) this.#follow(run);
    if (this.#notices.childElementCount !== run.notices.length) {
      this.#notices.replaceChildren(...run.notices.map(makeNotice));
    }
    setHidden(this.element, run.iterations.length === 0 && run.notices.length === 0);
    this.#iterations.draw(run.iterations, ({ number }) => String(number));
    // One item can be reached by Tab: the selected one, at first the first.
    if (this.#selected === null || !this.#selected.isConnected) {
      this.#tree.querySelector('[role=treeitem]')?.setAttribute('tabindex', '0');
    }
  }

  /** Opens the iteration of a bar of the timeline and takes the user to it. */
  reveal(span: Span): void {
    this.#touched = true;
    if (span.run !== '') return;
    const item =
      this.#tree.children[
        this.#run?.iterations.findIndex(({ number }) => number === span.iteration) ?? -1
      ];
    if (!(item instanceof HTMLElement)) return;
    this.#toggle(item, true);
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: 'nearest' });
  }

  model(): PageModel {
    return this.#model;
  }

  running(): boolean {
    return this.#running;
  }

  stamp(revision: number): number {
    return revision * 2 + (this.#running ? 1 : 0);
  }

  isOpen(key: string, byDefault: boolean): boolean {
    return this.#opened.get(key) ?? (byDefault || key === this.#followed);
  }

  onToggle(element: HTMLElement, key: string, redraw: () => void): void {
    this.#items.set(element, { key, redraw });
  }

  #follow(run: RunModel): void {
    const last = run.iterations.at(-1);
    const key = last === undefined ? '' : `${last.run}/${last.number}`;
    if (key === this.#followed) return;
    const previous = this.#tree.querySelector(':scope > [aria-expanded=true]');
    this.#followed = key;
    if (previous !== null) this.#items.get(previous)?.redraw();
  }

  #toggle(item: HTMLElement, open: boolean): void {
    const known = this.#items.get(item);
    if (known === undefined) return;
    this.#touched = true;
    this.#opened.set(known.key, open);
    known.redraw();
  }

  #select(item: HTMLElement): void {
    for (const other of this.#tree.querySelectorAll('[tabindex="0"][role=treeitem]')) {
      other.setAttribute('tabindex', '-1');
    }
    this.#selected?.setAttribute('aria-selected', 'false');
    item.setAttribute('tabindex', '0');
    item.setAttribute('aria-selected', 'true');
    this.#selected = item;
  }

  #click(event: Event): void {
    const row = event.target instanceof Element ? event.target.closest('.row') : null;
    const item = row?.parentElement;
    if (!(item instanceof HTMLElement)) return;
    this.#toggle(item, item.getAttribute('aria-expanded') !== 'true');
    item.focus({ preventScroll: true });
  }
}
