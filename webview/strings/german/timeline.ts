import { formatDuration } from '../../../src/trajectory/duration.ts';
import type { Translation } from '../language.ts';
import { many } from '../many.ts';
import type { timelineStrings } from '../timeline.ts';

export const timelineGerman: Translation<typeof timelineStrings> = {
  bands: { model: 'Modell', code: 'Code', calls: 'Aufrufe' },
  childRunsAt: (depth) => (depth === 1 ? 'Unterläufe' : `Unterläufe in Tiefe ${depth}`),
  legend: {
    model: 'Modell',
    code: 'Code',
    call: 'Unteraufruf',
    unpricedCall: 'Unteraufruf, noch ohne Kosten',
    child: 'Unterlauf',
    memo: 'aus dem Cache ($0)',
    stopped: 'angehalten',
    failed: 'fehlgeschlagen',
  },
  costStep: (from, to) => {
    if (from === '' && to === '') return 'Unteraufruf';
    if (to === '') return `über ${from}`;
    return from === '' ? `Unteraufruf bis ${to}` : `bis ${to}`;
  },
  timelineBars: 'Balken der Zeitleiste',
  timelineKeys:
    'Links und rechts bewegen in der Zeit, auf und ab zwischen den Spuren; die Eingabetaste zeigt den Balken im Verlauf; Plus, Minus und 0 zoomen.',
  zoomIn: 'Vergrößern (+)',
  zoomOut: 'Verkleinern (-)',
  zoomFit: 'Den ganzen Lauf zeigen (0)',
  inIteration: (iteration) => `Iteration ${iteration}`,
  atDepth: (depth) => `Unterlauf in Tiefe ${depth}`,
  duration: (from, to) => `${formatDuration(to - from)}, ab ${formatDuration(from)}`,
  largest: (count) => (count === 1 ? '1 Aufruf' : `${count} teuerste Aufrufe`),
  largestColumns: ['Aufruf', 'Modell', 'Iteration', 'Beginn', 'Zeit', 'Kosten', 'Prompt'],
  timelineSummary: (length, model, code, calls, callTime) =>
    `${formatDuration(length)} insgesamt: Modell ${formatDuration(model)}, Code ${formatDuration(code)}` +
    (calls === 0
      ? ''
      : `, ${many(calls, 'Aufruf', 'Aufrufe')} mit insgesamt ${formatDuration(callTime)}`),
};
