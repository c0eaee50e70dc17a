import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEvent, emptyTrajectory } from '../../../../src/trajectory/applyEvent.ts';
import { costScale, stepOf, stepsOf } from '../../../../webview/timeline/costScale.ts';
import { type Move, moveFrom, spanOf } from '../../../../webview/timeline/moves.ts';
import { pathsOf } from '../../../../webview/timeline/paths.ts';
import { Axis, placeBands, spanAt } from '../../../../webview/timeline/places.ts';
import { layOut, type Span, type Timeline } from '../../../../webview/timeline/spans.ts';
import { formatTicks, textOfSpan } from '../../../../webview/timeline/spanText.ts';
import { panned, showing, zoomed } from '../../../../webview/timeline/zoom.ts';
import { deepRun, manyCalls, manyIterations } from '../../../support/longRecordings.ts';
import { type Recording, recordings, sampleStart } from '../../../support/sampleEvents.ts';

function play({ events }: Recording) {
  const model = emptyTrajectory();
  for (const event of events) applyEvent(model, event);
  return model;
}

function timelineOf(recording: Recording): Timeline {
  return layOut(play(recording), sampleStart);
}

const wholeAxis = ({ length }: Timeline, width = 1_000) => new Axis({ from: 0, to: length }, width);

test('costs have as many steps as they are apart, and the dearest always the last colour', () => {
  assert.deepEqual(costScale([0.002, 0.002, 0]).limits, []);
  assert.deepEqual(costScale([]).limits, []);
  assert.deepEqual(costScale([0.002, 0.004]).limits, [0.0028]);
  assert.deepEqual(costScale([0.001, 0.008]).limits, [0.0017, 0.0028, 0.0048]);
  const scale = costScale([0.001, 0.008]);
  assert.deepEqual(
    [0.001, 0.002, 0.003, 0.008].map((usd) => stepOf(scale, usd)),
    ['cost1', 'cost2', 'cost3', 'cost4'],
  );
  assert.equal(stepOf(costScale([0.002, 0.004]), 0.004), 'cost4');
  assert.deepEqual(stepsOf(costScale([0.002, 0.004])), [
    { step: 'cost1', from: null, to: 0.0028 },
    { step: 'cost4', from: 0.0028, to: null },
  ]);
});

test('zooming keeps its place, ends at the whole run and never goes beyond it', () => {
  assert.deepEqual(zoomed(null, 1_000, 2, 500), { from: 250, to: 750 });
  assert.deepEqual(zoomed(null, 1_000, 2, 0), { from: 0, to: 500 });
  assert.deepEqual(zoomed({ from: 0, to: 500 }, 1_000, 2, 500), { from: 250, to: 500 });
  assert.equal(zoomed({ from: 250, to: 750 }, 1_000, 0.5, 500), null);
  let view = zoomed(null, 1_000, 2, 1_000);
  for (let turn = 0; turn < 50; turn++) view = zoomed(view, 1_000, 2, 1_000);
  assert.deepEqual(view, { from: 996, to: 1_000 });
});

test('panning stops at both ends', () => {
  assert.deepEqual(panned({ from: 100, to: 300 }, 1_000, 50), { from: 150, to: 350 });
  assert.deepEqual(panned({ from: 100, to: 300 }, 1_000, -500), { from: 0, to: 200 });
  assert.deepEqual(panned({ from: 100, to: 300 }, 1_000, 5_000), { from: 800, to: 1_000 });
  assert.equal(panned(null, 1_000, 50), null);
});

test('a bar out of sight is moved to, one in sight moves nothing', () => {
  const view = { from: 100, to: 300 };
  assert.equal(showing(view, 1_000, { from: 120, to: 280 }), view);
  assert.deepEqual(showing(view, 1_000, { from: 500, to: 560 }), { from: 370, to: 570 });
  assert.deepEqual(showing(view, 1_000, { from: 50, to: 60 }), { from: 40, to: 240 });
  assert.deepEqual(showing(view, 1_000, { from: 400, to: 990 }), { from: 390, to: 590 });
});

test('keys go through the bars of a band in time, and from lane to lane over all bands', () => {
  const timeline = timelineOf(recordings.answered());
  const [models, codes, calls] = timeline.bands.map(({ spans }) => spans);
  assert.ok(models?.[0] && codes?.[2] && calls?.[0]);
  const go = (span: Span, ...moves: Move[]) =>
    moves.reduce((at, move) => moveFrom(timeline, at, move), span);
  assert.equal(go(models[0], 'right'), models[1]);
  assert.equal(go(models[0], 'left'), models[0]);
  assert.equal(go(models[0], 'last'), models.at(-1));
  assert.equal(go(models[0], 'last', 'first'), models[0]);
  assert.equal(go(models[0], 'up'), models[0]);
  assert.equal(go(codes[2], 'down'), calls[0]);
  assert.deepEqual(go(calls[0], 'down').lane, 1);
  assert.equal(go(calls[0], 'down', 'up'), calls[0]);
  assert.equal(go(calls[0], 'up'), codes[2]);
});

test('every bar can be reached by its selection, at every depth', () => {
  for (const recording of [recordings.answered(), deepRun(3)]) {
    const timeline = timelineOf(recording);
    for (const span of timeline.bands.flatMap(({ spans }) => spans)) {
      assert.equal(spanOf(timeline, span), span);
    }
  }
  assert.equal(spanOf(timelineOf(recordings.answered()), null), undefined);
});

test('a bar is found where it is drawn', () => {
  const timeline = timelineOf(recordings.answered());
  const axis = wholeAxis(timeline);
  const places = placeBands(timeline.bands);
  for (const [index, { spans }] of timeline.bands.entries()) {
    for (const span of spans) {
      const place = places[index];
      const edges = axis.edges(span);
      assert.ok(place && edges);
      const y = place.top + span.lane * place.pitch + place.bar / 2;
      const found = spanAt(timeline.bands, axis, { x: (edges[0] + edges[1]) / 2, y });
      assert.equal(found, span);
    }
  }
  assert.equal(spanAt(timeline.bands, axis, { x: 20, y: 15 }), undefined);
});

test('what is out of sight is not drawn, and what reaches beyond is cut', () => {
  const span = { from: 0, to: 500 } as Span;
  assert.equal(new Axis({ from: 600, to: 900 }, 1_000).edges(span), null);
  assert.deepEqual(new Axis({ from: 100, to: 200 }, 1_000).edges(span), [64, 988]);
});

test('five thousand calls are a handful of paths, at once and one after the other', () => {
  for (const recording of [manyCalls(5_000), manyIterations(1_000)]) {
    const timeline = timelineOf(recording);
    const started = performance.now();
    const paths = pathsOf(timeline.bands, placeBands(timeline.bands), wholeAxis(timeline));
    const ms = performance.now() - started;
    assert.ok(paths.size < 24, `${paths.size} paths`);
    assert.ok(ms < 1_000, `${ms} ms`);
    for (const [name, path] of paths) assert.doesNotMatch(path, /NaN|Infinity/, name);
  }
});

test('many lanes are shaded by how many are busy, within the height of their band', () => {
  const timeline = timelineOf(manyCalls(5_000));
  const places = placeBands(timeline.bands);
  const [, , place] = places;
  assert.ok(place?.dense);
  const paths = pathsOf(timeline.bands, places, wholeAxis(timeline));
  const shaded = [...paths].filter(([name]) => name.includes('shade'));
  assert.ok(shaded.length >= 4, `${shaded.map(([name]) => name)}`);
  for (const [, path] of shaded) {
    for (const [, y] of path.matchAll(/M[\d.]+ ([\d.]+)/g)) {
      assert.ok(Number(y) >= place.top && Number(y) <= place.bottom);
    }
  }
});

test('a bar says what it is, when it was, what it cost and how it begins', () => {
  const model = play(recordings.answered());
  const timeline = layOut(model, sampleStart);
  const [[reply], [code], calls = []] = timeline.bands.map(({ spans }) => spans) as Span[][] as [
    Span[],
    Span[],
    Span[],
  ];
  assert.ok(reply && code && calls[0]);
  assert.deepEqual(textOfSpan(reply, model), {
    title: 'gpt-5',
    facts: '$0.004 · 2.1 s, from 45 ms · iteration 1',
    words: 'Look at the first and last lines and the shape of an entry',
  });
  assert.equal(textOfSpan(code, model).title, 'Cell 1');
  assert.match(textOfSpan(code, model).words, /^print/);
  const call = textOfSpan(calls[0], model);
  assert.equal(call.title, 'Call 1 · llm_query_batched · gpt-5-mini');
  assert.match(call.facts, /^\$0\.0062 · 4\.\d s, from 9\.9 s · iteration 3$/);
  assert.match(call.words, /^What set off/);
});

test('the times of an axis have one unit', () => {
  assert.deepEqual(formatTicks([30_000, 60_000, 90_000]), ['30 s', '60 s', '90 s']);
  assert.deepEqual(formatTicks([300_000, 600_000]), ['5 m', '10 m']);
  assert.deepEqual(formatTicks([500, 1_000, 1_500]), ['0.5 s', '1 s', '1.5 s']);
});
