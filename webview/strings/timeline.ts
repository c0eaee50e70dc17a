import { formatDuration } from '../../src/trajectory/duration.ts';
import { many } from './many.ts';

/** The timeline and its table of calls. */
export const timelineStrings = {
  bands: { model: 'model', code: 'code', calls: 'calls' },
  childRunsAt: (depth: number) => (depth === 1 ? 'child runs' : `child runs at depth ${depth}`),
  legend: {
    model: 'model',
    code: 'code',
    call: 'sub-call',
    unpricedCall: 'sub-call, no cost yet',
    child: 'child run',
    memo: 'cached ($0)',
    stopped: 'stopped',
    failed: 'failed',
  },
  /** `from` and `to` are costs; '' at the open ends. */
  costStep: (from: string, to: string) => {
    if (from === '' && to === '') return 'sub-call';
    if (to === '') return `over ${from}`;
    return from === '' ? `sub-call up to ${to}` : `up to ${to}`;
  },
  timelineBars: 'Bars of the timeline',
  timelineKeys:
    'Left and right move in time, up and down between lanes; Enter shows the bar in the trace; plus, minus and 0 zoom.',
  zoomIn: 'Zoom in (+)',
  zoomOut: 'Zoom out (-)',
  zoomFit: 'Show the whole run (0)',
  inIteration: (iteration: number) => `iteration ${iteration}`,
  atDepth: (depth: number) => `child run at depth ${depth}`,
  duration: (from: number, to: number) =>
    `${formatDuration(to - from)}, from ${formatDuration(from)}`,
  largest: (count: number) => (count === 1 ? '1 call' : `${count} most expensive calls`),
  largestCalls: 'Calls',
  largestColumns: ['call', 'model', 'iteration', 'start', 'time', 'cost', 'prompt'],
  timelineSummary: (length: number, model: number, code: number, calls: number, callTime: number) =>
    `${formatDuration(length)} in total: model ${formatDuration(model)}, code ${formatDuration(code)}` +
    (calls === 0
      ? ''
      : `, ${many(calls, 'call', 'calls')} taking ${formatDuration(callTime)} in total`),
} as const;
