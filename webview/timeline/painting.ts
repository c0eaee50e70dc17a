import { makeSvg } from '../dom.ts';
import { strings } from '../strings.ts';
import { pathsOf } from './paths.ts';
import {
  type Axis,
  axisHeight,
  headingHeight,
  heightOf,
  labelWidth,
  type Place,
  placeBands,
} from './places.ts';
import { axisTicks, type Span, type Timeline } from './spans.ts';
import { formatTicks } from './spanText.ts';

/** Pixels between two labels of the axis, where it is wide. */
const labelEvery = 110;
const fewestLabels = 3;

/** Draws the whole timeline anew: a path a colour, so that five thousand calls are a dozen nodes. */
export function paint(
  svg: SVGSVGElement,
  timeline: Timeline,
  axis: Axis,
  selected: Span | undefined,
): void {
  const { bands, length } = timeline;
  const places = placeBands(bands);
  const height = heightOf(places);
  const bottom = height - axisHeight;
  const parts: SVGElement[] = [];
  const text = (className: string, x: number, y: number, content: string): void => {
    const label = makeSvg('text', className, { x: x.toFixed(1), y });
    label.textContent = content;
    parts.push(label);
  };
  const path = (className: string, d: string): void => {
    parts.push(makeSvg('path', className, { d }));
  };
  const { from, to } = axis.view;
  const most = Math.max(fewestLabels, Math.floor((axis.end - labelWidth) / labelEvery));
  const ticks = axisTicks(from, to, most);
  for (const [index, label] of formatTicks(ticks).entries()) {
    const x = axis.x(ticks[index] ?? 0);
    path('grid', `M${x.toFixed(1)} 0V${bottom}`);
    text('tick', x, height - 6, label);
  }
  for (const [index, { label, depth }] of bands.entries()) {
    const { top: y = 0, heading = false } = places[index] ?? {};
    if (heading) {
      path('grid', `M8 ${y - headingHeight - 5.5}H${axis.end}`);
      text('band', 8, y - 8, strings.childRunsAt(depth));
    }
    text('band', 8, y + 9, strings.bands[label]);
  }
  for (const [name, d] of pathsOf(bands, places, axis)) path(`span ${name}`, d);
  const outline = selected === undefined ? null : outlineOf(timeline, places, axis, selected);
  if (outline !== null) parts.push(makeSvg('rect', 'selected', outline));
  if (to - from < length) {
    const width = axis.end - labelWidth;
    const [left, right] = [from, to].map((at) => labelWidth + (at / length) * width);
    path('reach', `M${left?.toFixed(1)} ${bottom}H${right?.toFixed(1)}`);
  }
  svg.setAttribute('viewBox', `0 0 ${axis.width} ${height}`);
  svg.style.blockSize = `${height}px`;
  svg.replaceChildren(...parts);
}

/** The frame around a bar, in pixels; null when it isn't in sight. */
export function outlineOf(
  { bands }: Timeline,
  places: readonly Place[],
  axis: Axis,
  span: Span,
): { x: number; y: number; width: number; height: number; rx: number } | null {
  const at = bands.findIndex(({ spans }) => spans.includes(span));
  const place = places[at];
  const edges = axis.edges(span);
  if (place === undefined || edges === null) return null;
  const height = Math.max(3, place.bar) + 4;
  const middle = place.top + span.lane * place.pitch + place.bar / 2;
  const [left, right] = edges;
  return { x: left - 2, y: middle - height / 2, width: right - left + 4, height, rx: 2 };
}
