import type { LimitName } from '../src/core/events.ts';
import type { Activity } from '../src/trajectory/activity.ts';
import type { RunState } from '../src/trajectory/model.ts';
import { formatChars, formatCount } from './format.ts';
import { answerStrings } from './strings/answer.ts';
import { comparisonStrings } from './strings/comparison.ts';
import { exportedStrings } from './strings/exported.ts';
import { findStrings } from './strings/find.ts';
import { followUpStrings } from './strings/followUp.ts';
import { german } from './strings/german.ts';
import { type AnyLanguage, isGerman, translated } from './strings/language.ts';
import { many } from './strings/many.ts';
import { replayStrings } from './strings/replay.ts';
import { timelineStrings } from './strings/timeline.ts';
import { traceStrings } from './strings/trace.ts';

const states: Readonly<Record<RunState, string>> = {
  running: 'Running',
  answered: 'Answered',
  limit: 'Limit reached',
  cancelled: 'Stopped',
  failed: 'Failed',
  interrupted: 'Interrupted',
};

const limits: Readonly<Record<LimitName, string>> = {
  iterations: 'The iteration limit was reached.',
  cost: 'The cost limit was reached.',
  tokens: 'The token limit was reached.',
  time: 'The time limit was reached.',
  subcalls: 'The sub-call limit was reached.',
  errors: 'Too many steps in a row failed.',
};

function callAt(call: number | null): string {
  return call === null ? '' : `call ${formatCount(call)}: `;
}

/** These are of the page as a whole, the rest is by its parts. */
const english = {
  ...answerStrings,
  ...followUpStrings,
  ...replayStrings,
  ...timelineStrings,
  ...traceStrings,
  ...comparisonStrings,
  ...findStrings,
  ...exportedStrings,

  answer: 'Answer',
  bestAnswer: 'Best answer so far',
  timeline: 'Timeline',
  trace: 'Trace',
  cost: 'Cost',
  budget: 'Budget',
  runStatus: 'Run status',
  buttons: 'Run',
  stop: 'Stop',
  copy: 'Copy',
  copied: 'Copied',
  copyAnswer: 'Copy answer',
  copyCode: 'Copy code',
  copyText: (what: string) => `Copy ${what.toLowerCase()}`,
  insertAnswer: 'Insert answer into a new document',
  askFollowUp: 'Ask follow-up',
  resume: 'Resume',
  forkFromHere: 'Fork run from here...',
  runAgain: 'Run again',
  exportRun: 'Export',
  follows: 'Follow-up to an earlier run',
  forkOf: (iteration: number) => `Fork of an earlier run at iteration ${formatCount(iteration)}`,
  remedies: {
    connectModel: 'Connect a model...',
    setApiKey: 'Set API key',
    selectModels: 'Select models...',
    testConnection: 'Test connection',
    openSettings: 'Open settings',
    showLog: 'Show log',
  },
  showLess: 'Show less',
  showAll: (chars: number) => `Show all ${formatChars(chars)}`,
  showMore: (chars: number) => `Show more, ${formatChars(chars)} are left`,
  loading: 'Loading…',
  unknown: 'n/a',
  offlineDemo: 'Offline demo: fixed rules, no AI',
  loadFailed: (why: string) => `The run can't be shown: ${why}`,
  requestFailed: (why: string) => `That did not work: ${why}`,
  textFailed: (why: string) => `The whole text can't be shown: ${why}`,
  faults: (why: string) => `The panel had a problem: ${why}`,

  // --- head and status
  asks: (root: string, sub: string) => (root === sub ? root : `${root} + ${sub}`),
  direct: (root: string) => `${root}, asked directly`,
  items: (count: number) => many(count, 'file', 'files'),
  lines: (count: number) => many(count, 'line', 'lines'),
  state: (state: RunState) => states[state],
  activity: (activity: Activity): string => {
    switch (activity.kind) {
      case 'preparing':
        return 'reading the text';
      case 'between':
        return 'preparing the next step';
      case 'asking':
        return 'asking the model';
      case 'writing':
        return 'the model is writing';
      case 'executing':
        return `cell ${activity.cell}`;
      case 'waiting':
        return `waiting for ${many(activity.calls, 'call', 'calls')}`;
      case 'finishing':
        return 'finishing';
      case 'deciding':
        return 'waiting for your decision about the cost limit';
      case 'held':
        return `${callAt(activity.call)}the server asks to wait ${activity.seconds} s`;
      case 'retrying':
        return `${callAt(activity.call)}trying again in ${activity.seconds} s`;
    }
  },
  iteration: (number: number, most: number) =>
    ['iteration ', formatCount(number), ` of ${formatCount(most)}`] as const,
  iterationsWord: (count: number) => (count === 1 ? ' iteration' : ' iterations'),
  calls: (count: number) => many(count, 'call', 'calls'),
  callsWord: (count: number) => (count === 1 ? ' call' : ' calls'),
  callsFailed: (count: number) => `${many(count, 'call', 'calls')} failed`,
  children: (count: number) => many(count, 'child run', 'child runs'),
  raised: (limit: string) => `The cost limit was raised to ${limit}.`,
  /** Of a notice: the call that it is about, and how often it came. */
  noticeText: (text: string, call: number | null, times: number) =>
    `${call === null ? '' : `Call ${formatCount(call)}: `}${text}${times === 1 ? '' : ` (${formatCount(times)} times)`}`,
  spentOf: (cost: string, limit: string) => `${cost} of ${limit}`,
  unpriced: "price unknown: the cost limit can't hold",
  noLimit: (cost: string) => `${cost}, no limit`,
  readWord: ' read',
  searchedWord: ' searched',

  // --- how it ended
  limitReached: (limit: LimitName) => limits[limit],
  noAnswer: 'There is no answer.',
  stoppedBefore: 'Stopped before there was an answer.',
  stoppedAfter: 'Stopped. This is the answer that was drafted by then.',
  /** `cost`: '' where it isn't known. */
  cancelledCalls: (count: number, cost: string) =>
    count === 1
      ? `1 call was cancelled; the server may still bill it${cost === '' ? '' : ` (${cost})`}.`
      : `${formatCount(count)} calls were cancelled; the server may still bill them${cost === '' ? '' : ` (${cost})`}.`,
  lastStep: (iteration: number) => `Last step (iteration ${formatCount(iteration)}): `,
  interrupted:
    'This run was interrupted because its window was closed or reloaded. Everything up to that point was kept.',
  failedWithout: 'The run failed.',

  // --- cost
  columns: ['model', 'calls', 'input', 'cached', 'written', 'output', 'cost'],
  modelAt: (model: string, depth: number) =>
    depth === 0 ? `${model} (root)` : `${model} (depth ${depth})`,
  total: 'total',
} as const;
export type English = typeof english;

/** Every sentence and label of the pages, in the display language of VS Code as far as it is translated. */
export const strings: AnyLanguage<English> = isGerman ? translated(english, german) : english;
