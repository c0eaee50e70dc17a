import type { Band, Span } from './spans.ts';
import type { Stretch } from './zoom.ts';

/** Pixels, at zoom 1. */
export const labelWidth = 64;
export const axisHeight = 20;
const barHeight = 10;
const bandGap = 11;
/** Above the first band of each depth of child runs, for the name of that depth. */
export const headingHeight = 16;
const top = 11;
const right = 12;
/** Lanes of one band share at most this much height; children's half of it. */
const lanesHeight = 84;
const laneHeight = 4.6;
/** Lanes thinner than this are shaded by how many of them are busy. */
const thinnest = 2;
/** Shortest bar, so that what took no time is still seen. */
const shortest = 1.5;

/** Where a band stands; all in pixels. */
export interface Place {
  readonly top: number;
  readonly bottom: number;
  /** From one lane to the next. */
  readonly pitch: number;
  readonly bar: number;
  /** Too many lanes to draw each. */
  readonly dense: boolean;
  /** Above it stands the name of its depth. */
  readonly heading: boolean;
}

function beginsDepth(bands: readonly Band[], index: number): boolean {
  const depth = bands[index]?.depth ?? 0;
  return depth > 0 && depth !== bands[index - 1]?.depth;
}

export function placeBands(bands: readonly Band[]): readonly Place[] {
  let y = top;
  return bands.map(({ label, lanes, depth }, index) => {
    const heading = beginsDepth(bands, index);
    if (heading) y += headingHeight;
    const most = depth === 0 ? lanesHeight : lanesHeight / 2;
    const pitch = Math.min(label === 'calls' ? laneHeight : barHeight + 2, most / lanes);
    const bar = lanes === 1 && label !== 'calls' ? barHeight : pitch * 0.68;
    const height = Math.max(barHeight, pitch * lanes);
    const place = { top: y, bottom: y + height, pitch, bar, dense: pitch < thinnest, heading };
    y += height + bandGap;
    return place;
  });
}

export function heightOf(places: readonly Place[]): number {
  return (places.at(-1)?.bottom ?? top) + bandGap / 2 + axisHeight;
}

/** Between ms since the run's start and pixels from the left edge. */
export class Axis {
  readonly view: Stretch;
  readonly width: number;
  readonly #scale: number;

  constructor(view: Stretch, width: number) {
    this.view = view;
    this.width = width;
    this.#scale = Math.max(1, width - labelWidth - right) / Math.max(1e-9, view.to - view.from);
  }

  /** The right edge of what is drawn. */
  get end(): number {
    return this.width - right;
  }

  x(at: number): number {
    return labelWidth + (at - this.view.from) * this.#scale;
  }

  at(x: number): number {
    return this.view.from + (x - labelWidth) / this.#scale;
  }

  /** ms in so many pixels. */
  time(pixels: number): number {
    return pixels / this.#scale;
  }

  /** Left and right edge of a bar, as far as it is in sight; null when it isn't. */
  edges({ from, to }: Span): readonly [number, number] | null {
    const start = this.x(from);
    const end = Math.max(start + shortest, this.x(to));
    if (end < labelWidth || start > this.end) return null;
    return [Math.max(labelWidth, start), Math.min(Math.max(this.end, start + shortest), end)];
  }
}

/** The bar at a point, or one within three pixels of it. */
export function spanAt(
  bands: readonly Band[],
  axis: Axis,
  point: { readonly x: number; readonly y: number },
): Span | undefined {
  const { x, y } = point;
  if (x < labelWidth - 3) return undefined;
  for (const [index, place] of placeBands(bands).entries()) {
    if (y < place.top - 2 || y > place.bottom + 2) continue;
    const lane = Math.floor((y - place.top) / place.pitch);
    // Where lanes are thin, the bar nearest to the pointer will do.
    const reach = Math.max(1, 3 / place.pitch);
    let best: Span | undefined;
    for (const span of bands[index]?.spans ?? []) {
      const off = Math.abs(span.lane - lane);
      if (off > reach || (best !== undefined && off >= Math.abs(best.lane - lane))) continue;
      const edges = axis.edges(span);
      if (edges !== null && edges[0] - 3 <= x && x <= edges[1] + 3) best = span;
    }
    return best;
  }
  return undefined;
}
