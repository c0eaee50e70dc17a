import type { CallModel, CellModel, RunModel, Trajectory } from '../../src/trajectory/model.ts';
import { depthOf } from '../../src/trajectory/nodes.ts';
import { type CostScale, type CostStep, costScale, stepOf } from './costScale.ts';

/** `call`: one whose cost isn't known (yet); the others are coloured by cost. */
export type SpanKind =
  | 'model'
  | 'code'
  | 'call'
  | CostStep
  | 'child'
  | 'failed'
  | 'stopped'
  | 'memo';

/** A bar of the timeline. Times are ms since the run's start. */
export interface Span {
  readonly kind: SpanKind;
  readonly from: number;
  readonly to: number;
  /** Of its band, from 0; the band of model and code has one lane each. */
  readonly lane: number;
  readonly open: boolean;
  /** Code that mostly waited for its calls. */
  readonly waits: boolean;
  readonly run: string;
  readonly iteration: number;
  /** Null for the model's time. */
  readonly cell: number | null;
  /** Null for the model's and the code's own time. */
  readonly call: number | null;
}

/** Spans that are drawn under one label, in lanes. */
export interface Band {
  readonly label: 'model' | 'code' | 'calls';
  /** 0 is the root run. */
  readonly depth: number;
  readonly lanes: number;
  readonly spans: readonly Span[];
}

export interface Timeline {
  /** ms. */
  readonly length: number;
  readonly bands: readonly Band[];
  /** Of the calls of the whole tree. */
  readonly scale: CostScale;
}

/** Lays out who worked when. `now` (host's clock, ms since 1970) ends what still runs. */
export function layOut(model: Trajectory, now: number): Timeline {
  const root = model.runs.get('');
  if (root === undefined) return { length: 0, bands: [], scale: costScale([]) };
  const end = root.end === null ? Math.max(now, root.lastAt) : root.lastAt;
  const clock = { start: root.startedAt, end };
  const bands: Band[] = [];
  const runs = [...model.runs.values()];
  const scale = costScale(runs.flatMap(({ calls }) => calls.map((call) => call?.costUsd ?? 0)));
  const deepest = runs.reduce((depth, { path }) => Math.max(depth, depthOf(path)), 0);
  for (let depth = 0; depth <= deepest; depth++) {
    const level = runs.filter(({ path }) => depthOf(path) === depth);
    bands.push(
      makeBand(
        'model',
        depth,
        level.flatMap((run) => modelSpans(run, clock)),
      ),
      makeBand(
        'code',
        depth,
        level.flatMap((run) => codeSpans(run, clock)),
      ),
      makeBand(
        'calls',
        depth,
        level.flatMap((run) => callSpans(run, clock, scale)),
      ),
    );
  }
  return {
    length: clock.end - clock.start,
    bands: bands.filter(({ depth, spans }) => depth === 0 || spans.length > 0),
    scale,
  };
}

interface Clock {
  readonly start: number;
  readonly end: number;
}

type Unplaced = Omit<Span, 'lane' | 'waits'> & { readonly waits?: boolean };

function modelSpans(run: RunModel, clock: Clock): Unplaced[] {
  return run.iterations.flatMap((iteration) => {
    const common = {
      kind: 'model',
      run: run.path,
      iteration: iteration.number,
      cell: null,
      call: null,
    } as const;
    const done = iteration.replies.map(({ finishedAt, durationMs }) => ({
      ...common,
      from: Math.max(0, finishedAt - durationMs - clock.start),
      to: finishedAt - clock.start,
      open: false,
    }));
    if (iteration.askedAt === null || run.end !== null) return done;
    return [
      ...done,
      { ...common, from: iteration.askedAt - clock.start, to: clock.end - clock.start, open: true },
    ];
  });
}

function codeSpans(run: RunModel, clock: Clock): Unplaced[] {
  return run.iterations.flatMap((iteration) =>
    iteration.cells
      .filter(({ status }) => status !== 'skipped')
      .map((cell) => ({
        kind: kindOfCell(cell),
        run: run.path,
        iteration: iteration.number,
        cell: cell.number,
        call: null,
        from: cell.startedAt - clock.start,
        to: (cell.finishedAt ?? clock.end) - clock.start,
        open: cell.finishedAt === null,
        waits: cell.groups.length > 0,
      })),
  );
}

function callSpans(run: RunModel, clock: Clock, scale: CostScale): Unplaced[] {
  const calls = run.calls.filter((call) => call !== undefined);
  return calls.map((call) => ({
    kind: kindOf(call, scale),
    run: run.path,
    iteration: call.iteration,
    cell: call.cell,
    call: call.number,
    from: call.startedAt - clock.start,
    to: (call.durationMs === null ? clock.end : call.startedAt + call.durationMs) - clock.start,
    open: call.durationMs === null,
  }));
}

function kindOfCell({ status }: CellModel): SpanKind {
  if (status === 'killed') return 'stopped';
  return status === 'ok' || status === 'running' ? 'code' : 'failed';
}

function kindOf(call: CallModel, scale: CostScale): SpanKind {
  if (call.status === 'error') return 'failed';
  if (call.status === 'cancelled') return 'stopped';
  if (call.status === 'memo') return 'memo';
  if (call.kind === 'rlm') return 'child';
  return call.costUsd === null ? 'call' : stepOf(scale, call.costUsd);
}

/** Puts each span into the first lane that is free when it starts. */
function makeBand(label: Band['label'], depth: number, unplaced: Unplaced[]): Band {
  const ends: number[] = [];
  const free: number[] = [];
  const running: { lane: number; to: number }[] = [];
  const spans = unplaced
    .sort((one, other) => one.from - other.from)
    .map((span) => {
      while (running.length > 0 && (running.at(-1)?.to ?? 0) <= span.from) {
        insertSorted(free, running.pop()?.lane ?? 0);
      }
      const lane = free.pop() ?? ends.length;
      ends[lane] = span.to;
      insertByEnd(running, { lane, to: span.to });
      return { waits: false, ...span, lane };
    });
  return { label, depth, lanes: Math.max(1, ends.length), spans };
}

/** Descending, so that `pop` gives the lowest lane. */
function insertSorted(lanes: number[], lane: number): void {
  lanes.splice(
    positionFor(lanes, (other) => other > lane),
    0,
    lane,
  );
}

/** Descending by end, so that `pop` gives what ends first. */
function insertByEnd(running: { lane: number; to: number }[], span: { lane: number; to: number }) {
  running.splice(
    positionFor(running, ({ to }) => to > span.to),
    0,
    span,
  );
}

/** How many items from the start satisfy `before`, in a list that has those first. */
function positionFor<Item>(items: readonly Item[], before: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && before(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Round times from `from` to `to` (ms), at most `most` of them; both ends left out. */
export function axisTicks(from: number, to: number, most: number): readonly number[] {
  const steps = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000,
    120_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000,
  ];
  const length = to - from;
  const step = steps.find((size) => length / size <= most) ?? length;
  const ticks: number[] = [];
  if (step <= 0) return ticks;
  for (let at = (Math.floor(from / step) + 1) * step; at < to; at += step) ticks.push(at);
  return ticks;
}
