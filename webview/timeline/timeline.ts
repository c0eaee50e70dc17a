import { isSameSelection, type Selection } from '../../src/protocol/panel.ts';
import { emptyTrajectory } from '../../src/trajectory/applyEvent.ts';
import type { Trajectory } from '../../src/trajectory/model.ts';
import { makeIconButton } from '../components.ts';
import { icon, make, makeSvg, setHidden, setText } from '../dom.ts';
import { strings } from '../strings.ts';
import type { PageState } from '../views/page.ts';
import { Bars } from './bars.ts';
import { LargestCalls } from './largest.ts';
import { drawLegend, summaryOf } from './legend.ts';
import { moveFrom, spanOf } from './moves.ts';
import { paint } from './painting.ts';
import { Axis, spanAt } from './places.ts';
import { listenToPointer } from './pointer.ts';
import { layOut, type Span, type Timeline } from './spans.ts';
import { panned, type Stretch, showing, zoomed } from './zoom.ts';

const zoomStep = 1.6;

/** Who worked when: the model, the code, the calls, each child run's below its parent's. */
export class TimelineView {
  readonly element = make('section', 'timeline', { 'aria-label': strings.timeline, hidden: true });
  readonly #plot = make('div', 'plot');
  readonly #svg = makeSvg('svg', '', { 'aria-hidden': 'true' });
  readonly #bars: Bars;
  readonly #legend = make('p', 'legend');
  readonly #summary = make('p', 'spoken', { id: 'timeline-summary' });
  readonly #largest: LargestCalls;
  readonly #onPick: (selection: Selection) => void;
  #timeline: Timeline = { length: 0, bands: [], scale: { limits: [] } };
  #model: Trajectory = emptyTrajectory();
  #selection: Selection | null = null;
  #selected: Span | undefined;
  /** Null: the whole run is in sight, also while it grows. */
  #view: Stretch | null = null;
  /** What the timeline was laid out for, and what was drawn of it. */
  #laidOut = '';
  #drawn = '';
  #width = 0;
  #redraw = () => {};

  constructor(onPick: (selection: Selection) => void) {
    this.#onPick = onPick;
    this.#largest = new LargestCalls((span) => this.#pick(span));
    this.#bars = new Bars(this.#plot, {
      move: (span, move) => this.#show(moveFrom(this.#timeline, span, move)),
      first: () => this.#selected ?? this.#timeline.bands.find(({ spans }) => spans[0])?.spans[0],
      pick: (span) => this.#pick(span),
      zoom: (way) => this.#zoom(way),
    });
    this.#plot.append(this.#svg);
    const button = (glyph: string, label: string, way: 1 | -1 | 0) =>
      makeIconButton(icon(glyph), label, () => this.#zoom(way));
    const tools = make(
      'div',
      'tools',
      {},
      button('zoom-out', strings.zoomOut, -1),
      button('zoom-in', strings.zoomIn, 1),
      button('screen-full', strings.zoomFit, 0),
    );
    this.element.append(
      make('div', 'heading', {}, make('h2', '', {}, strings.timeline), tools),
      this.#plot,
      this.#legend,
      this.#summary,
      this.#largest.element,
    );
    new ResizeObserver(([entry]) => {
      const width = Math.round(entry?.contentRect.width ?? 0);
      if (width === this.#width) return;
      this.#width = width;
      this.#redraw();
    }).observe(this.#svg);
    listenToPointer(this.#svg, {
      hover: (point) => this.#hover(point === null ? undefined : this.#at(point)),
      click: (point) => {
        const span = this.#at(point);
        if (span !== undefined) this.#pick(span);
      },
      pan: (pixels) =>
        this.#setView(panned(this.#view, this.#timeline.length, this.#axis().time(pixels))),
      zoom: (factor, x) => this.#zoomAt(factor, this.#axis().at(x)),
      zoomedIn: () => this.#view !== null,
    });
  }

  draw(state: PageState): void {
    const { feed, run, now, replaying, selection } = state;
    this.#redraw = () => this.draw(state);
    const running = run.end === null && feed.live;
    // While it runs the bars grow: four times a second is enough to see it.
    const moment = running && !replaying ? Math.floor(now / 250) : feed.model.revision;
    const basis = `${moment} ${running}`;
    if (basis !== this.#laidOut) {
      this.#laidOut = basis;
      this.#layOut(feed.model, running ? now : run.lastAt);
    }
    const key = `${basis} ${this.#width} ${JSON.stringify([selection, this.#view])}`;
    if (key === this.#drawn) return;
    this.#drawn = key;
    this.#selected = spanOf(this.#timeline, selection);
    if (this.#selected !== undefined && !isSameSelection(selection, this.#selection)) {
      this.#bars.go(this.#selected);
    }
    this.#selection = selection;
    if (this.#width > 0) this.#paint();
  }

  #layOut(model: Trajectory, now: number): void {
    this.#model = model;
    this.#timeline = layOut(model, now);
    const empty = this.#timeline.bands.every(({ spans }) => spans.length === 0);
    setHidden(this.element, empty);
    setText(this.#summary, summaryOf(this.#timeline));
    drawLegend(this.#legend, this.#timeline);
    this.#largest.draw(this.#timeline, model);
  }

  #paint(): void {
    const axis = this.#axis();
    paint(this.#svg, this.#timeline, axis, this.#selected);
    this.#bars.draw(this.#timeline, this.#model, axis);
  }

  /** The current bar is another one: it comes into sight. */
  #show(span: Span): Span {
    this.#setView(showing(this.#view, this.#timeline.length, span));
    return span;
  }

  #pick({ run, iteration, cell, call }: Span): void {
    this.#onPick({ run, iteration, cell, call });
  }

  #hover(span: Span | undefined): void {
    this.#svg.classList.toggle('hit', span !== undefined);
    this.#bars.hover(span);
  }

  #zoom(way: 1 | -1 | 0): void {
    if (way === 0) {
      this.#setView(null);
      return;
    }
    const { from, to } = this.#axis().view;
    const current = this.#bars.current;
    const middle = current === null ? (from + to) / 2 : (current.from + current.to) / 2;
    const at = middle < from || middle > to ? (from + to) / 2 : middle;
    this.#zoomAt(way === 1 ? zoomStep : 1 / zoomStep, at);
  }

  #zoomAt(factor: number, at: number): void {
    this.#setView(zoomed(this.#view, this.#timeline.length, factor, at));
  }

  #setView(view: Stretch | null): void {
    this.#view = view;
    this.#redraw();
  }

  #at(point: { readonly x: number; readonly y: number }): Span | undefined {
    return spanAt(this.#timeline.bands, this.#axis(), point);
  }

  #axis(): Axis {
    return new Axis(this.#view ?? { from: 0, to: this.#timeline.length }, this.#width);
  }
}
