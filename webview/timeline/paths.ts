import type { Axis, Place } from './places.ts';
import { labelWidth } from './places.ts';
import type { Band, Span, SpanKind } from './spans.ts';

/** Pixels of one square of shading. */
const square = 3;
/** Steps of shading: how many of the lanes behind a square are busy. */
const shades = 4;
const costSteps: readonly SpanKind[] = ['cost1', 'cost2', 'cost3', 'cost4'];

/** What is drawn in one colour, by the classes of its path: one path each, however many calls. */
export type Paths = ReadonlyMap<string, string>;

export function pathsOf(bands: readonly Band[], places: readonly Place[], axis: Axis): Paths {
  const paths = new Map<string, string[]>();
  const add = (name: string, path: string): void => {
    const drawn = paths.get(name);
    if (drawn === undefined) paths.set(name, [path]);
    else drawn.push(path);
  };
  for (const [index, band] of bands.entries()) {
    const place = places[index];
    if (place === undefined) continue;
    if (place.dense) shade(band, place, axis, add);
    else for (const span of band.spans) addBar(band, span, place, axis, add);
  }
  return new Map([...paths].map(([name, drawn]) => [name, drawn.join('')]));
}

type Add = (name: string, path: string) => void;

function addBar(band: Band, span: Span, place: Place, axis: Axis, add: Add): void {
  const edges = axis.edges(span);
  if (edges === null) return;
  // Code that mostly waits for its calls is drawn fainter than code that computes.
  const waits = band.label === 'code' && span.waits;
  const name = `${span.kind}${span.open ? ' open' : ''}${waits ? ' waits' : ''}`;
  add(name, rectangle(edges[0], edges[1], place.top + span.lane * place.pitch, place.bar));
}

/**
 * More lanes than there is room for: each square is shaded by how many of its lanes are busy, in the
 * colour of most of them or of their mean cost, so that a thousand calls at once show their rise, their costs and their end.
 */
function shade(band: Band, place: Place, axis: Axis, add: Add): void {
  const rows = Math.max(1, Math.floor((place.bottom - place.top) / square));
  const columns = Math.ceil((axis.end - labelWidth) / square) + 1;
  const lanesOf = band.lanes / rows;
  // Of each kind, where bars begin less where they have ended; summed up from the left.
  const changes = new Map<SpanKind, Int32Array>();
  for (const span of band.spans) {
    const edges = axis.edges(span);
    if (edges === null) continue;
    const row = Math.min(rows - 1, Math.floor(span.lane / lanesOf));
    const known = changes.get(span.kind) ?? new Int32Array(rows * (columns + 1));
    changes.set(span.kind, known);
    const base = row * (columns + 1);
    const first = base + Math.floor((edges[0] - labelWidth) / square);
    const after = base + Math.floor((edges[1] - labelWidth) / square) + 1;
    known[first] = (known[first] ?? 0) + 1;
    known[after] = (known[after] ?? 0) - 1;
  }
  for (let row = 0; row < rows; row++) {
    const y = place.top + row * square;
    let [begun, drawn] = [0, ''];
    const counts = new Map<SpanKind, number>();
    for (let column = 0; column <= columns; column++) {
      let busy = 0;
      for (const [kind, change] of changes) {
        const count = (counts.get(kind) ?? 0) + (change[row * (columns + 1) + column] ?? 0);
        counts.set(kind, count);
        busy += count;
      }
      const name = colourOf(counts);
      const level = Math.min(shades, Math.ceil((busy / lanesOf) * shades));
      const wanted = busy === 0 || column === columns ? '' : `${name} shade${level}`;
      if (wanted === drawn) continue;
      if (drawn !== '') {
        const [left, right] = [begun, column].map((at) => labelWidth + at * square) as [
          number,
          number,
        ];
        add(drawn, rectangle(left, right, y, square - 0.5));
      }
      [begun, drawn] = [column, wanted];
    }
  }
}

/** The kind of most bars; where those have costs, the step that is nearest to the mean of all steps. */
function colourOf(counts: ReadonlyMap<SpanKind, number>): SpanKind {
  let [kind, most, costs, sum]: [SpanKind, number, number, number] = ['call', 0, 0, 0];
  for (const [each, count] of counts) {
    if (count > most) [kind, most] = [each, count];
    const step = costSteps.indexOf(each);
    if (step < 0) continue;
    costs += count;
    sum += count * step;
  }
  return costSteps.includes(kind) ? (costSteps[Math.round(sum / costs)] ?? kind) : kind;
}

/** The path of one rectangle, from left to right and down from `top`. */
export function rectangle(left: number, right: number, top: number, height: number): string {
  const width = (right - left).toFixed(1);
  return `M${left.toFixed(1)} ${top.toFixed(2)}h${width}v${height.toFixed(2)}h-${width}z`;
}
