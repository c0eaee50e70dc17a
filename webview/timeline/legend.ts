import { make } from '../dom.ts';
import { formatUsd } from '../format.ts';
import { strings } from '../strings.ts';
import { stepsOf } from './costScale.ts';
import type { SpanKind, Timeline } from './spans.ts';

/** Says what the colours mean, as far as they are there; the steps of cost with their bounds. */
export function drawLegend(container: HTMLElement, { bands, scale }: Timeline): void {
  const present = new Set(bands.flatMap(({ spans }) => spans.map(({ kind }) => kind)));
  const keys: [SpanKind, string][] = [
    ['model', strings.legend.model],
    ['code', strings.legend.code],
  ];
  for (const { step, from, to } of stepsOf(scale)) {
    const [least, most] = [from, to].map((usd) => (usd === null ? '' : formatUsd(usd)));
    keys.push([step, strings.costStep(least ?? '', most ?? '')]);
  }
  // Beside calls whose cost is known, those without one have a name of their own.
  const isPriced = keys.some(([kind]) => kind.startsWith('cost') && present.has(kind));
  keys.push(['call', isPriced ? strings.legend.unpricedCall : strings.legend.call]);
  for (const kind of ['child', 'memo', 'stopped', 'failed'] as const) {
    keys.push([kind, strings.legend[kind]]);
  }
  const shown = keys.filter(([kind]) => present.has(kind));
  const key = JSON.stringify(shown);
  if (container.dataset.drawn === key) return;
  container.dataset.drawn = key;
  container.replaceChildren(
    ...shown.map(([kind, label]) => make('span', 'key', {}, make('span', `swatch ${kind}`), label)),
  );
}

/** The timeline in a sentence. */
export function summaryOf({ bands, length }: Timeline): string {
  const of = (label: string) =>
    bands.filter((band) => band.label === label).flatMap(({ spans }) => spans);
  const time = (label: string) => of(label).reduce((sum, { from, to }) => sum + to - from, 0);
  return strings.timelineSummary(
    length,
    time('model'),
    time('code'),
    of('calls').length,
    time('calls'),
  );
}
