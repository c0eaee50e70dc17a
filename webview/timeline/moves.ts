import type { Selection } from '../../src/protocol/panel.ts';
import type { Span, Timeline } from './spans.ts';

export type Move = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

/** The bar that a key leads to: left and right in time within a band, up and down by lanes. */
export function moveFrom(timeline: Timeline, span: Span, move: Move): Span {
  const at = timeline.bands.findIndex(({ spans }) => spans.includes(span));
  const spans = timeline.bands[at]?.spans ?? [];
  const index = spans.indexOf(span);
  switch (move) {
    case 'left':
      return spans[index - 1] ?? span;
    case 'right':
      return spans[index + 1] ?? span;
    case 'first':
      return spans[0] ?? span;
    case 'last':
      return spans.at(-1) ?? span;
    case 'up':
      return nextLane(timeline, at, span, -1) ?? span;
    case 'down':
      return nextLane(timeline, at, span, 1) ?? span;
  }
}

/** In the nearest lane that way that has a bar, of this band or else of the next: the nearest in time. */
function nextLane(timeline: Timeline, band: number, span: Span, way: 1 | -1): Span | undefined {
  const beyond = (timeline.bands[band]?.spans ?? []).filter(
    ({ lane }) => (lane - span.lane) * way > 0,
  );
  const here = nearestLane(beyond, span, way);
  if (here !== undefined) return here;
  for (let at = band + way; at >= 0 && at < timeline.bands.length; at += way) {
    const there = nearestLane(timeline.bands[at]?.spans ?? [], span, way);
    if (there !== undefined) return there;
  }
  return undefined;
}

function nearestLane(spans: readonly Span[], to: Span, way: 1 | -1): Span | undefined {
  let lane: number | null = null;
  for (const span of spans) {
    if (lane === null || (span.lane - lane) * way < 0) lane = span.lane;
  }
  const middle = (to.from + to.to) / 2;
  let nearest: Span | undefined;
  for (const span of spans) {
    if (span.lane !== lane) continue;
    if (nearest === undefined || distance(span, middle) < distance(nearest, middle)) nearest = span;
  }
  return nearest;
}

function distance({ from, to }: Span, at: number): number {
  return at < from ? from - at : Math.max(0, at - to);
}

/** The bar of what is selected: of the call, else of the cell's code, else of the model's reply. */
export function spanOf(timeline: Timeline, selection: Selection | null): Span | undefined {
  if (selection === null) return undefined;
  for (const { spans } of timeline.bands) {
    for (const span of spans) {
      const same =
        span.run === selection.run &&
        span.iteration === selection.iteration &&
        span.call === selection.call;
      if (same && (span.cell === selection.cell || span.call !== null)) return span;
    }
  }
  return undefined;
}
