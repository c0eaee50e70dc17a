import type { Selection } from '../../src/protocol/panel.ts';
import { make, makeSvg, setHidden, setText } from '../dom.ts';
import { formatDuration } from '../format.ts';
import { axisTicks, type Band, layOut, type Span, type SpanKind, type Timeline } from '../spans.ts';
import { strings } from '../strings.ts';
import type { PageState } from './page.ts';

/** Pixels, at zoom 1. */
const labelWidth = 64;
const barHeight = 10;
const bandGap = 11;
const top = 11;
const axisHeight = 20;
/** Lanes of calls share this much height, each at most `laneHeight` with its gap. */
const lanesHeight = 80;
const laneHeight = 4.6;
/** Shortest bar, so that what took no time is still seen. */
const shortest = 1.5;

const kinds: readonly SpanKind[] = ['model', 'code', 'call', 'costly', 'child', 'memo', 'failed'];

/** Who worked when: the model, the code, the calls. One path a colour, however many calls. */
export class TimelineView {
  readonly element = make('section', 'timeline', { 'aria-label': strings.timeline, hidden: true });
  readonly #frame = make('div', 'frame');
  readonly #svg = makeSvg('svg', '', { role: 'img' });
  readonly #legend = make('p', 'legend');
  readonly #hint = make('span', 'hint', { 'aria-hidden': 'true' });
  readonly #onPick: (selection: Selection) => void;
  #timeline: Timeline = { length: 0, bands: [] };
  #drawn = '';
  #width = 0;
  #redraw = () => {};

  constructor(onPick: (selection: Selection) => void) {
    this.#onPick = onPick;
    this.#frame.append(this.#svg);
    this.element.append(make('h2', '', {}, strings.timeline), this.#frame, this.#legend);
    new ResizeObserver(([entry]) => {
      const width = Math.round(entry?.contentRect.width ?? 0);
      if (width === this.#width) return;
      this.#width = width;
      this.#redraw();
    }).observe(this.#frame);
    this.#svg.addEventListener('pointermove', (event) => this.#point(event));
    this.#svg.addEventListener('pointerleave', () => setText(this.#hint, ''));
    this.#svg.addEventListener('click', (event) => {
      const span = this.#spanAt(event);
      if (span === undefined) return;
      const { run, iteration, cell, call } = span;
      this.#onPick({ run, iteration, cell, call });
    });
  }

  draw(state: PageState): void {
    const { feed, run, now, replaying } = state;
    this.#redraw = () => this.draw(state);
    const running = run.end === null && feed.live;
    // While it runs the bars grow: four times a second is enough to see it.
    const key = `${running && !replaying ? Math.floor(now / 250) : feed.model.revision} ${running} ${this.#width}`;
    if (key === this.#drawn) return;
    this.#drawn = key;
    this.#timeline = layOut(feed.model, running ? now : run.lastAt);
    setHidden(
      this.element,
      this.#timeline.bands.every(({ spans }) => spans.length === 0),
    );
    if (this.#width > 0) this.#paint();
    this.#describe();
  }

  #paint(): void {
    const { bands, length } = this.#timeline;
    const places = placeBands(bands);
    const height = (places.at(-1)?.bottom ?? top) + bandGap / 2 + axisHeight;
    const scale = this.#scale();
    const parts: SVGElement[] = [];
    for (const at of axisTicks(length, Math.max(1, Math.floor((this.#width - labelWidth) / 110)))) {
      const x = labelWidth + at * scale;
      const grid = `M${x.toFixed(1)} 0V${height - axisHeight}`;
      const label = makeSvg('text', 'tick', { x: x.toFixed(1), y: height - 6 });
      label.textContent = formatTick(at);
      parts.push(makeSvg('path', 'grid', { d: grid }), label);
    }
    for (const [index, { label, depth }] of bands.entries()) {
      const text = makeSvg('text', 'band', { x: 8, y: (places[index]?.top ?? 0) + 9 });
      text.textContent = strings.bandAt(strings.bands[label], depth);
      parts.push(text);
    }
    const paths = new Map<string, string[]>();
    for (const [index, band] of bands.entries()) {
      const place = places[index];
      if (place === undefined) continue;
      for (const span of band.spans) {
        const key = `${span.kind}${span.open ? ' open' : ''}${isWaiting(band, span) ? ' waits' : ''}`;
        const drawn = paths.get(key) ?? [];
        paths.set(key, drawn);
        drawn.push(drawSpan(span, place, scale));
      }
    }
    for (const [key, drawn] of paths)
      parts.push(makeSvg('path', `span ${key}`, { d: drawn.join('') }));
    this.#svg.setAttribute('viewBox', `0 0 ${this.#width} ${height}`);
    this.#svg.style.blockSize = `${height}px`;
    this.#svg.replaceChildren(...parts);
  }

  #describe(): void {
    const spans = this.#timeline.bands.flatMap((band) => band.spans);
    const time = (...wanted: SpanKind[]) =>
      spans
        .filter(({ kind }) => wanted.includes(kind))
        .reduce((sum, { from, to }) => sum + to - from, 0);
    const calls = spans.filter(({ call }) => call !== null);
    const callTime = calls.reduce((sum, { from, to }) => sum + to - from, 0);
    const summary = strings.timelineSummary(
      this.#timeline.length,
      time('model'),
      time('code'),
      calls.length,
      callTime,
    );
    if (this.#svg.getAttribute('aria-label') !== summary)
      this.#svg.setAttribute('aria-label', summary);
    const present = new Set(spans.map(({ kind }) => kind));
    const shown = kinds.filter((kind) => present.has(kind));
    const key = shown.join(' ');
    if (this.#legend.dataset.kinds === key) return;
    this.#legend.dataset.kinds = key;
    this.#legend.replaceChildren(
      ...shown.map((kind) =>
        make('span', 'key', {}, make('span', `swatch ${kind}`), strings.legend[kind]),
      ),
      this.#hint,
    );
  }

  #point(event: PointerEvent): void {
    const span = this.#spanAt(event);
    this.#svg.classList.toggle('hit', span !== undefined);
    const what = span === undefined ? '' : strings.legend[span.kind];
    const text = span === undefined ? '' : strings.span(what, span.iteration, span.from, span.to);
    setText(this.#hint, text);
  }

  /** The bar under the pointer, or one within three pixels of it. */
  #spanAt(event: MouseEvent): Span | undefined {
    const box = this.#svg.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const scale = this.#scale();
    const places = placeBands(this.#timeline.bands);
    for (const [index, band] of this.#timeline.bands.entries()) {
      const place = places[index];
      if (place === undefined || y < place.top - 2 || y > place.bottom + 2) continue;
      const lane = Math.floor((y - place.top) / place.pitch);
      const near = band.spans.filter(
        ({ from, to }) => labelWidth + from * scale - 3 <= x && x <= labelWidth + to * scale + 3,
      );
      return near.find((span) => span.lane === lane) ?? (band.lanes === 1 ? near[0] : undefined);
    }
    return undefined;
  }

  #scale(): number {
    return (this.#width - labelWidth - 12) / Math.max(1, this.#timeline.length);
  }
}

interface Place {
  readonly top: number;
  readonly bottom: number;
  readonly pitch: number;
  readonly bar: number;
}

function placeBands(bands: readonly Band[]): readonly Place[] {
  let y = top;
  return bands.map(({ label, lanes, depth }) => {
    const most = depth === 0 ? lanesHeight : lanesHeight / 2;
    const pitch = label === 'calls' ? Math.min(laneHeight, most / lanes) : barHeight;
    const bar = label === 'calls' ? Math.max(pitch * 0.65, Math.min(pitch, 1)) : barHeight;
    const height = Math.max(barHeight, pitch * lanes);
    const place = { top: y, bottom: y + height, pitch, bar };
    y += height + bandGap;
    return place;
  });
}

function drawSpan({ from, to, lane }: Span, place: Place, scale: number): string {
  const x = labelWidth + from * scale;
  const width = Math.max(shortest, (to - from) * scale);
  const y = place.top + lane * place.pitch;
  const { bar } = place;
  return `M${x.toFixed(1)} ${y.toFixed(2)}h${width.toFixed(1)}v${bar.toFixed(2)}h${(-width).toFixed(1)}z`;
}

/** Code that mostly waits for its calls is drawn fainter than code that computes. */
function isWaiting(band: Band, span: Span): boolean {
  return band.label === 'code' && span.waits;
}

function formatTick(ms: number): string {
  if (ms < 1_000) return formatDuration(ms);
  return ms < 60_000 || ms % 60_000 !== 0 ? `${ms / 1_000} s` : `${ms / 60_000} m`;
}
