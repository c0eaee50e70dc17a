import { emptyTrajectory } from '../../src/trajectory/applyEvent.ts';
import type { Trajectory } from '../../src/trajectory/model.ts';
import { make, setAttributes, setHidden, setText } from '../dom.ts';
import { strings } from '../strings.ts';
import type { Move } from './moves.ts';
import { outlineOf } from './painting.ts';
import { Axis, placeBands } from './places.ts';
import type { Span, Timeline } from './spans.ts';
import { textOfSpan } from './spanText.ts';

export interface BarActions {
  /** The bar that the key leads to, brought into sight. */
  move(span: Span, move: Move): Span;
  /** The bar to begin with. */
  first(): Span | undefined;
  pick(span: Span): void;
  zoom(way: 1 | -1 | 0): void;
}

const moves: Readonly<Record<string, Move>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
};
const zooms: Readonly<Record<string, 1 | -1 | 0>> = { '+': 1, '=': 1, '-': -1, '0': 0 };

/**
 * The bars for keyboard and screen reader, and the box that describes the one that is pointed at. The
 * drawing is one stop of Tab: a list box with a single option, the current bar, since five thousand
 * would be too many for the page.
 */
export class Bars {
  readonly #list: HTMLElement;
  readonly #actions: BarActions;
  readonly #option = make('div', 'spoken', { role: 'option', 'aria-selected': 'true' });
  readonly #ring = make('div', 'ring', { hidden: true });
  readonly #title = make('b');
  readonly #facts = make('span', 'facts');
  readonly #words = make('span', 'words');
  readonly #box = make(
    'div',
    'hover',
    { hidden: true, 'aria-hidden': 'true' },
    this.#title,
    this.#facts,
    this.#words,
  );
  #timeline: Timeline = { length: 0, bands: [], scale: { limits: [] } };
  #model: Trajectory = emptyTrajectory();
  #axis = new Axis({ from: 0, to: 1 }, 0);
  #hovered: Span | undefined;
  #current: Span | null = null;

  constructor(list: HTMLElement, actions: BarActions) {
    this.#list = list;
    this.#actions = actions;
    setAttributes(list, {
      role: 'listbox',
      tabindex: 0,
      'aria-label': strings.timelineBars,
      'aria-description': strings.timelineKeys,
      'aria-describedby': 'timeline-summary',
    });
    list.append(this.#option, this.#ring, this.#box);
    list.addEventListener('keydown', (event) => this.#press(event));
    list.addEventListener('focus', () => this.#tell());
    list.addEventListener('blur', () => this.#tell());
  }

  /** The bar that the keys are at; null where there is none. */
  get current(): Span | null {
    return this.#current;
  }

  draw(timeline: Timeline, model: Trajectory, axis: Axis): void {
    this.#timeline = timeline;
    this.#model = model;
    this.#axis = axis;
    // Bars are made anew as the run goes on: the same one again.
    const known = this.#current && sameIn(timeline, this.#current);
    this.#current = known ?? this.#actions.first() ?? null;
    this.#hovered = this.#hovered && sameIn(timeline, this.#hovered);
    this.#tell();
  }

  /** The keys go on from this bar, which was selected elsewhere. */
  go(span: Span): void {
    this.#current = span;
  }

  hover(span: Span | undefined): void {
    if (span === this.#hovered) return;
    this.#hovered = span;
    this.#tell();
  }

  #press(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const move = moves[event.key];
    const zoom = zooms[event.key];
    if (zoom !== undefined) this.#actions.zoom(zoom);
    else if (this.#current === null) return;
    else if (move !== undefined) {
      this.#current = this.#actions.move(this.#current, move);
      this.#tell();
    } else if (event.key === 'Enter' || event.key === ' ') this.#actions.pick(this.#current);
    else return;
    event.preventDefault();
  }

  /** Describes the bar under the pointer, else the one under the keys. */
  #tell(): void {
    const current = this.#list.matches(':focus-visible') ? this.#current : null;
    // One bar is told of at a time: that under the pointer, while it is over one.
    const span = this.#hovered ?? current;
    this.#placeRing(span);
    if (this.#current !== null) this.#announce(this.#current);
    setHidden(this.#box, span === null);
    if (span === null) return;
    const { title, facts, words } = textOfSpan(span, this.#model);
    setText(this.#title, title);
    setText(this.#facts, facts);
    setText(this.#words, words);
    const outline = outlineOf(this.#timeline, placeBands(this.#timeline.bands), this.#axis, span);
    if (outline === null) return;
    const room = this.#axis.width - this.#box.offsetWidth - 8;
    const left = Math.max(8, Math.min(room, outline.x));
    this.#box.style.translate = `${left}px ${outline.y + outline.height + 4}px`;
  }

  #placeRing(span: Span | null): void {
    const places = placeBands(this.#timeline.bands);
    const outline = span === null ? null : outlineOf(this.#timeline, places, this.#axis, span);
    setHidden(this.#ring, outline === null);
    if (outline === null) return;
    this.#ring.style.translate = `${outline.x - 1}px ${outline.y - 1}px`;
    this.#ring.style.inlineSize = `${outline.width + 2}px`;
    this.#ring.style.blockSize = `${outline.height + 2}px`;
  }

  #announce(span: Span): void {
    const band = this.#timeline.bands.find(({ spans }) => spans.includes(span));
    const at = band?.spans.indexOf(span) ?? 0;
    const { title, facts, words } = textOfSpan(span, this.#model);
    // Another id is another option to a screen reader, which then reads it.
    const id = `bar ${band?.label} ${band?.depth} ${at}`.replaceAll(' ', '-');
    setText(this.#option, [title, facts, words].filter((part) => part !== '').join(', '));
    setAttributes(this.#option, {
      id,
      'aria-posinset': at + 1,
      'aria-setsize': band?.spans.length ?? 1,
    });
    setAttributes(this.#list, { 'aria-activedescendant': id });
  }
}

function sameIn({ bands }: Timeline, wanted: Span): Span | undefined {
  for (const { spans } of bands) {
    const same = spans.find(
      ({ run, iteration, cell, call, from }) =>
        run === wanted.run &&
        iteration === wanted.iteration &&
        cell === wanted.cell &&
        call === wanted.call &&
        from === wanted.from,
    );
    if (same !== undefined) return same;
  }
  return undefined;
}
