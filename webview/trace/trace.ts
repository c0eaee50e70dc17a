import {
  isSameSelection,
  type KeptScroll,
  type KeptTrace,
  type PanelState,
  type Selection,
  type TraceFilter,
} from '../../src/protocol/panel.ts';
import { emptyTrajectory } from '../../src/trajectory/applyEvent.ts';
import { make, setHidden } from '../dom.ts';
import { strings } from '../strings.ts';
import type { Texts } from '../text/texts.ts';
import type { PageState } from '../views/page.ts';
import { estimateHeight } from './estimates.ts';
import { keptBy } from './filter.ts';
import { Follower } from './follower.ts';
import { destinationOf, type Jump } from './jumps.ts';
import { handleKeys } from './keys.ts';
import { OpenRows } from './openRows.ts';
import { pathTo, selectionOf } from './places.ts';
import { keyOf, type TraceRow, visibleRows } from './rows.ts';
import { RowView, type TraceState } from './rowView.ts';
import { RowWindow } from './rowWindow.ts';
import { RunNotices } from './runNotices.ts';
import { scrollBack, scrolledTo, scrollToRow } from './scrolling.ts';
import { TraceToolbar } from './toolbar.ts';

export interface TraceParts {
  /** How it was left when the page was last there. */
  readonly kept: Pick<PanelState, 'selection' | 'trace'> | null;
  readonly onSelect: (selection: Selection) => void;
  /** A row was opened or closed by hand. */
  readonly onChange: () => void;
  readonly onFind: () => void;
  /** A new run is wanted that begins with all up to this iteration of the root. */
  readonly onFork: (iteration: number) => void;
}

/**
 * The tree of iterations, cells and calls, child runs in their calls. The iteration that runs is open
 * by itself until the user has opened, closed or selected something; from then on the tree is theirs.
 */
export class Trace {
  readonly element = make('section', 'trace', { hidden: true });
  readonly #tree = make('div', 'tree', { role: 'tree', 'aria-label': strings.trace });
  readonly #notices = new RunNotices();
  readonly #window: RowWindow;
  readonly #follower: Follower;
  readonly #parts: TraceParts;
  readonly #views = new Map<string, RowView>();
  readonly #open: OpenRows;
  readonly #toolbar: TraceToolbar;
  #filter: TraceFilter;
  #state: TraceState;
  #rows: readonly TraceRow[] = [];
  #selected: string | null = null;
  #selection: Selection | null;
  /** Where the page has to be scrolled to when it is there again. */
  #wanted: KeptScroll | null;
  #returning = false;
  #drawn = '';

  constructor(texts: Texts, parts: TraceParts) {
    this.#parts = parts;
    this.#open = new OpenRows(parts.kept?.trace?.opened);
    this.#filter = parts.kept?.trace?.filter ?? 'all';
    this.#toolbar = new TraceToolbar({
      filter: (filter) => this.#filterBy(filter),
      jump: (jump) => this.#jump(jump),
      find: parts.onFind,
    });
    this.#selection = parts.kept?.trace === undefined ? null : parts.kept.selection;
    this.#wanted = parts.kept?.trace?.scroll ?? null;
    this.#state = { texts, model: emptyTrajectory(), running: false, onFork: null };
    this.#window = new RowWindow(this.#tree, () => this.#paint());
    this.#follower = new Follower(this.#tree, () => this.#flatten());
    if (this.#wanted !== null) this.#follower.leave();
    this.element.append(
      this.#toolbar.element,
      this.#notices.element,
      this.#tree,
      this.#follower.button,
    );
    this.#tree.addEventListener('click', (event) => this.#click(event));
    this.#tree.addEventListener('focusin', ({ target }) => {
      const row = this.#rowOf(target);
      if (row !== undefined && row.key !== this.#selected) this.#select(row);
    });
    handleKeys(this.#tree, {
      rows: () => this.#rows,
      go: (row) => this.#go(row),
      toggle: (row, open) => this.#toggle(row, open),
    });
  }

  draw({ feed, run, selection, replaying, exported = false }: PageState): void {
    const fresh = !isSameSelection(selection, this.#selection);
    const key = `${feed.model.revision} ${feed.live}`;
    if (key === this.#drawn && !fresh) return;
    this.#drawn = key;
    const running = feed.live && run.state === 'running';
    const onFork = feed.live || replaying || exported ? null : this.#parts.onFork;
    this.#state = { ...this.#state, model: feed.model, running, onFork };
    const last = run.iterations.at(-1);
    if (running && last !== undefined && this.#follower.opens) {
      this.#open.follow(keyOf.iteration(last.run, last.number));
    }
    this.#notices.draw(run.notices);
    setHidden(this.element, run.iterations.length === 0 && run.notices.length === 0);
    if (!fresh && selection !== null)
      this.#selected ??= pathTo(selection, feed.model)?.at(-1) ?? null;
    this.#flatten();
    if (fresh && selection !== null) this.#reveal(selection);
    else if (this.#wanted !== null) this.#scrollBack(this.#wanted);
    this.#follower.draw(running);
  }

  /** How the user leaves it, should the page go away now. */
  kept(): KeptTrace {
    const opened = this.#open.kept(this.#state.running && this.#follower.opens);
    const scroll = this.#follower.follows ? null : (this.#wanted ?? scrolledTo(this.#tree));
    return { opened, filter: this.#filter, scroll };
  }

  /** Opens what hides the last row of the path, itself if wanted, and selects it; scrolling is the caller's. */
  show(path: readonly string[], open: boolean): void {
    const key = path.at(-1) ?? '';
    for (const above of path.slice(0, -1)) this.#open.set(above, true);
    if (open) this.#open.set(key, true);
    this.#wanted = null;
    this.#flattenFor(key);
    const row = this.#rows.find((each) => each.key === key);
    if (row === undefined) return;
    this.#select(row);
    this.#parts.onChange();
  }

  /** The element of a row that is in the page. */
  elementOf(key: string): HTMLElement | null {
    return this.#views.get(key)?.element ?? null;
  }

  get selectedKey(): string | null {
    return this.#selected;
  }

  /** Puts the keyboard's focus on a row that is in the page. */
  focus(key: string): void {
    this.#views.get(key)?.element.focus({ preventScroll: true });
  }

  #scrollBack({ key, top }: KeptScroll): void {
    if (this.#returning) return;
    this.#returning = true;
    const index = this.#rows.findIndex((row) => row.key === key);
    scrollBack(
      { key, top },
      this.#tree,
      () => this.#window.topOf(index),
      () => {
        this.#wanted = null;
      },
    );
  }

  /** Opens what is closed on the way to what was selected elsewhere, and scrolls to it. */
  #reveal(selection: Selection): void {
    const path = pathTo(selection, this.#state.model);
    // Not there yet: looked for again when there is more.
    if (path === null) return;
    this.#selection = selection;
    this.#wanted = null;
    this.#selected = path.at(-1) ?? null;
    for (const key of path.slice(0, -1)) this.#open.set(key, true);
    if (selection.cell === null || selection.call !== null)
      this.#open.set(this.#selected ?? '', true);
    this.#follower.leave();
    this.#flattenFor(this.#selected ?? '');
    scrollToRow(this.elementOf(this.#selected ?? ''));
  }

  #filterBy(filter: TraceFilter): void {
    this.#filter = filter;
    this.#follower.leave();
    this.#flatten();
    this.#parts.onChange();
  }

  #jump(jump: Jump): void {
    const { model } = this.#state;
    const destination = destinationOf(jump, model, this.#selection);
    if (destination === null) {
      this.#toolbar.say(strings.noJump[jump]);
      return;
    }
    this.#reveal(destination);
    this.focus(this.#selected ?? '');
    this.#parts.onSelect(destination);
  }

  /** So that the row is there: one that the filter leaves out ends it. */
  #flattenFor(key: string): void {
    this.#flatten();
    if (this.#filter === 'all' || this.#rows.some((row) => row.key === key)) return;
    this.#filterBy('all');
  }

  #flatten(): void {
    const { model, running } = this.#state;
    this.#rows = visibleRows(
      model,
      (key, byDefault) => this.#open.has(key, byDefault),
      keptBy(this.#filter, model, running),
    );
    const rows = this.#rows;
    const shown = rows.reduce((count, { level }) => count + (level === 1 ? 1 : 0), 0);
    this.#toolbar.draw(this.#filter, shown, model);
    this.#window.update({
      count: rows.length,
      keyOf: (index) => rows[index]?.key ?? '',
      estimate: (index) => estimateHeight(rows[index]),
      pinned: this.#pinned(),
    });
    this.#paint();
  }

  /** The selected row, and at first the first: the one that Tab comes to. */
  #pinned(): number {
    return Math.max(
      0,
      this.#rows.findIndex(({ key }) => key === this.#selected),
    );
  }

  #paint(): void {
    const indexes = this.#window.indexes();
    const gone = new Set(this.#views.keys());
    const reachable = this.#pinned();
    const elements = indexes.map((index) => {
      const row = this.#rows[index];
      if (row === undefined) throw new Error(`The trace has no row ${index}.`);
      gone.delete(row.key);
      const view = this.#views.get(row.key) ?? new RowView(row);
      this.#views.set(row.key, view);
      view.draw(row, index, this.#state);
      view.mark(row.key === this.#selected, index === reachable);
      return view.element;
    });
    for (const key of gone) this.#views.delete(key);
    this.#window.show(elements);
  }

  #toggle(row: TraceRow, open: boolean): void {
    this.#follower.leave();
    this.#open.set(row.key, open);
    this.#flatten();
    this.#parts.onChange();
  }

  #select(row: TraceRow): void {
    this.#follower.leave();
    this.#selected = row.key;
    this.#selection = selectionOf(row);
    this.#flatten();
    this.#parts.onSelect(this.#selection);
  }

  #go(row: TraceRow): void {
    this.#select(row);
    this.focus(row.key);
    this.elementOf(row.key)?.querySelector('.row')?.scrollIntoView({ block: 'nearest' });
  }

  #click(event: MouseEvent): void {
    const line = event.target instanceof Element ? event.target.closest('.row') : null;
    const row = this.#rowOf(line);
    if (row === undefined) return;
    this.#select(row);
    if (row.open !== null) this.#toggle(row, !row.open);
    this.focus(row.key);
  }

  #rowOf(target: EventTarget | null): TraceRow | undefined {
    const item = target instanceof Element ? target.closest('[role=treeitem]') : null;
    if (!(item instanceof HTMLElement)) return undefined;
    return this.#rows.find(({ key }) => key === item.dataset.key);
  }
}
