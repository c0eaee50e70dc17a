import { patternOf } from '../../src/trajectory/matches.ts';
import type { Trajectory } from '../../src/trajectory/model.ts';
import type { PanelChannel } from '../feed.ts';
import type { Texts } from '../text/texts.ts';
import type { Trace } from '../trace/trace.ts';
import { FindBar } from './findBar.ts';
import { mark, rangesIn, scrollToRange, shownTexts, wordsShown } from './marks.ts';
import { type Place, pathOf } from './places.ts';
import { type Hit, Search } from './search.ts';
import { uncover } from './uncover.ts';

export interface FindParts {
  readonly channel: PanelChannel;
  readonly texts: Texts;
  readonly trace: Trace;
  /** What is looked through. */
  readonly page: HTMLElement;
  readonly onFault: (error: unknown) => void;
}

/** ms of rest between keys before it is looked, and between looks at a run that goes on. */
const typingMs = 120;
const growingMs = 1_000;
/** Frames in which a text may still come to where it was gone to. */
const mostFrames = 240;
/** Frames for which a place stays in sight while rows above it get their heights. */
const settlingFrames = 8;

/** The one of many places with the words that is shown: which of those in its text, from 0. */
interface Current {
  readonly place: Place;
  readonly nth: number;
}

/** Finds words in a run: in all that the page has or could have, whether it is in sight or not. */
export class Find {
  readonly #parts: FindParts;
  readonly #bar: FindBar;
  readonly #search: Search;
  #model: Trajectory | null = null;
  #looked = '';
  #timer: ReturnType<typeof setTimeout> | null = null;
  #hits: readonly Hit[] = [];
  #isLooking = false;
  #current: Current | null = null;
  /** The text that was gone to last by a step: while words are typed, it is looked from there. */
  #from = '';
  /** The row that was selected before words were typed. */
  #selected: string | null = null;
  /** Goes to a place once it is found, since words were typed. */
  #goes = false;
  #going = 0;
  #marking = false;
  #before: HTMLElement | null = null;

  constructor(parts: FindParts) {
    this.#parts = parts;
    this.#bar = new FindBar({
      look: () => this.#lookSoon(typingMs, true),
      step: (way) => this.#step(way),
      close: () => this.close(),
    });
    this.#search = new Search({
      ...parts,
      shown: (place) => {
        const element = this.#elementOf(place, parts.page);
        return element === null || element.closest('[hidden]') !== null ? '' : wordsShown(element);
      },
      onHits: (hits, isWhole) => this.#take(hits, isWhole),
    });
    const observer = new MutationObserver(() => this.#markSoon());
    observer.observe(parts.page, { childList: true, subtree: true, characterData: true });
    addEventListener('keydown', (event) => this.#press(event));
    for (const way of ['wheel', 'pointerdown'] as const) {
      addEventListener(way, () => this.#stay(), { passive: true });
    }
  }

  get element(): HTMLElement {
    return this.#bar.element;
  }

  /** The run as it is now, or at a moment of its replay. */
  draw(model: Trajectory): void {
    this.#model = model;
    if (!this.#bar.isOpen) return;
    const now = `${model.seq} ${model.revision}`;
    if (now !== this.#looked && this.#timer === null) this.#lookSoon(growingMs, false);
  }

  open(): void {
    const { activeElement } = document;
    const isInside = this.#bar.element.contains(activeElement);
    if (!isInside && activeElement instanceof HTMLElement) this.#before = activeElement;
    if (!this.#bar.isOpen) {
      this.#from = '';
      this.#selected = this.#parts.trace.selectedKey;
    }
    const selected = isInside ? '' : String(getSelection()).trim();
    // A selection over lines is rather one to copy.
    this.#bar.open(selected.includes('\n') || selected.length > 200 ? '' : selected);
    this.#lookSoon(0, true);
  }

  close(): void {
    this.#bar.close();
    this.#search.stop();
    this.#hits = [];
    this.#stay();
    mark([], null);
    const row = this.#current?.place.row ?? null;
    // Where it was found the keyboard goes on.
    if (row !== null) this.#parts.trace.focus(row.key);
    else this.#before?.focus({ preventScroll: true });
  }

  #lookSoon(ms: number, goes: boolean): void {
    this.#goes ||= goes;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#look();
    }, ms);
  }

  #look(): void {
    if (this.#model === null || !this.#bar.isOpen) return;
    this.#looked = `${this.#model.seq} ${this.#model.revision}`;
    this.#isLooking = true;
    this.#search.look(this.#bar.query, this.#model);
  }

  #take(hits: readonly Hit[], isWhole: boolean): void {
    this.#hits = hits;
    this.#isLooking = !isWhole;
    // Other words begin anew, so that each letter doesn't lead further down.
    const before = this.#goes ? null : this.#current;
    const same = hits.find(({ place }) => place.key === before?.place.key);
    if (before !== null && same !== undefined) {
      this.#current = { place: same.place, nth: Math.min(before.nth, same.count - 1) };
    } else {
      const next = this.#firstFrom(hits);
      this.#current = next === undefined ? null : { place: next.place, nth: 0 };
    }
    this.#show();
    // A place that long texts put before it is gone to once they are looked through.
    if (this.#goes && isWhole && this.#current !== null) this.#go(this.#current);
    if (isWhole) this.#goes = false;
    this.#markSoon();
  }

  /** The first at or behind where it was looked last, or where the trace is. */
  #firstFrom(hits: readonly Hit[]): Hit | undefined {
    const { places } = this.#search;
    const wanted = this.#from !== '' ? this.#from : null;
    const start = places.findIndex(({ key, row }) =>
      wanted === null ? row !== null && row.key === this.#selected : key === wanted,
    );
    const order = new Map(places.map((place, index) => [place, index]));
    return hits.find(({ place }) => (order.get(place) ?? 0) >= start) ?? hits[0];
  }

  #step(way: 1 | -1): void {
    const { length } = this.#hits;
    const current = this.#current;
    const at = this.#hits.findIndex(({ place }) => place.key === current?.place.key);
    const hit = this.#hits[at];
    if (current === null || hit === undefined) return;
    const nth = current.nth + way;
    if (nth >= 0 && nth < hit.count) this.#current = { place: hit.place, nth };
    else {
      const next = this.#hits[(at + way + length) % length];
      if (next === undefined) return;
      this.#current = { place: next.place, nth: way === 1 ? 0 : next.count - 1 };
    }
    this.#from = this.#current.place.key;
    this.#show();
    this.#go(this.#current);
  }

  #show(): void {
    const at = this.#hits.findIndex(({ place }) => place.key === this.#current?.place.key);
    const before = this.#hits.slice(0, Math.max(0, at));
    const sum = (hits: readonly Hit[]) => hits.reduce((total, { count }) => total + count, 0);
    this.#bar.show({
      current: at < 0 ? 0 : sum(before) + (this.#current?.nth ?? 0) + 1,
      total: sum(this.#hits),
      isLooking: this.#isLooking,
    });
  }

  /** Opens what hides the place and scrolls there, as soon as its text is in the page. */
  #go(current: Current): void {
    this.#going += 1;
    const going = this.#going;
    let settled = 0;
    let frames = 0;
    const { row } = current.place;
    if (row !== null) {
      const rows = new Map(
        this.#search.places.flatMap((place) =>
          place.row === null ? [] : [[place.row.key, place.row]],
        ),
      );
      this.#parts.trace.show(pathOf(row, rows), current.place.field !== 'title');
    }
    const step = (): void => {
      if (going !== this.#going) return;
      const range = this.#rangeOf(current);
      if (range !== null) {
        scrollToRange(range);
        settled += 1;
      }
      frames += 1;
      if (settled < settlingFrames && frames < mostFrames) requestAnimationFrame(step);
      this.#markSoon();
    };
    step();
  }

  /** Who scrolls by themselves is not led back. */
  #stay(): void {
    this.#going += 1;
  }

  /** Null as long as the text isn't in the page so far; what is folded before it is unfolded. */
  #rangeOf({ place, nth }: Current): Range | null {
    const pattern = patternOf(this.#bar.query);
    const element = this.#elementOf(place, this.#parts.page);
    if (pattern === null || element === null) return null;
    const ranges = rangesIn(element, pattern, nth + 1);
    const range = ranges[nth];
    if (range !== undefined || uncover(element)) return range ?? null;
    // As it is shown it has fewer, where Markdown's marks stand between the words.
    return element.querySelector('.note') === null ? (ranges.at(-1) ?? null) : null;
  }

  #elementOf({ row, field }: Place, page: HTMLElement): HTMLElement | null {
    const within = row === null ? page : this.#parts.trace.elementOf(row.key);
    return within?.querySelector<HTMLElement>(`[data-find="${field}"]`) ?? null;
  }

  #markSoon(): void {
    if (this.#marking || !this.#bar.isOpen) return;
    this.#marking = true;
    requestAnimationFrame(() => {
      this.#marking = false;
      const pattern = patternOf(this.#bar.query);
      if (!this.#bar.isOpen || pattern === null) {
        mark([], null);
        return;
      }
      const texts = shownTexts(this.#parts.page);
      const current = this.#current;
      const element = current === null ? null : this.#elementOf(current.place, this.#parts.page);
      const chosen =
        current === null || element === null
          ? undefined
          : rangesIn(element, pattern, current.nth + 1)[current.nth];
      mark(
        texts.flatMap((text) => rangesIn(text, pattern)),
        chosen ?? null,
      );
    });
  }

  #press(event: KeyboardEvent): void {
    const { key, shiftKey, altKey } = event;
    const isWithControl = (event.ctrlKey || event.metaKey) && !altKey;
    if (isWithControl && !shiftKey && key.toLowerCase() === 'f') this.open();
    else if (!this.#bar.isOpen) return;
    else if (key === 'F3' || (event.metaKey && key.toLowerCase() === 'g'))
      this.#step(shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }
}
