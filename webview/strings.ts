import type { LimitName, StoredEvent } from '../src/core/events.ts';
import type { StalePlace } from '../src/protocol/panel.ts';
import type { Activity } from './activity.ts';
import type { ReadPart } from './coverage.ts';
import { formatChars, formatCount, formatDuration, formatShare } from './format.ts';
import type { RunState } from './model.ts';

function many(count: number, one: string, more: string): string {
  return `${formatCount(count)} ${count === 1 ? one : more}`;
}

const states: Readonly<Record<RunState, string>> = {
  running: 'Running',
  answered: 'Answered',
  limit: 'Ended at a limit',
  cancelled: 'Stopped',
  failed: 'Failed',
  interrupted: 'Interrupted',
};

const limits: Readonly<Record<LimitName, string>> = {
  iterations: 'The limit of iterations was reached.',
  cost: 'The cost limit was reached.',
  tokens: 'The token limit was reached.',
  time: 'The time limit was reached.',
  subcalls: 'The limit of sub-calls was reached.',
  errors: 'Too many replies in a row had a cell that failed.',
};

const staleReasons: Readonly<Record<StalePlace['why'], string>> = {
  changed: 'its lines read differently now',
  short: 'the text has fewer lines now',
  gone: "the file can't be read any more",
};

/** Every sentence and label of the page, in one place for translation. */
export const strings = {
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
  insertAnswer: 'Insert answer into a new document',
  askFollowUp: 'Ask follow-up',
  runAgain: 'Run again',
  follows: 'Follows up an earlier run',
  setApiKey: 'Set API key',
  showLog: 'Show log',
  showLess: 'Show less',
  showAll: (chars: number) => `Show all ${formatChars(chars)}`,
  loading: 'Loading…',
  unknown: 'n/a',
  offlineDemo: 'Offline demo: fixed rules, no AI',
  loadFailed: (why: string) => `The run can't be shown: ${why}`,
  requestFailed: (why: string) => `That did not work: ${why}`,
  textFailed: (why: string) => `The whole text can't be shown: ${why}`,
  faults: (why: string) => `The panel had a problem: ${why}`,

  // --- head and status
  asks: (root: string, sub: string) => (root === sub ? root : `${root} asks ${sub}`),
  items: (count: number) => many(count, 'text', 'texts'),
  lines: (count: number) => many(count, 'line', 'lines'),
  state: (state: RunState) => states[state],
  activity: (activity: Activity): string => {
    switch (activity.kind) {
      case 'preparing':
        return 'reading the text';
      case 'between':
        return 'between two steps';
      case 'asking':
        return 'asking the model';
      case 'writing':
        return 'the model is writing';
      case 'executing':
        return `running cell ${activity.cell}`;
      case 'waiting':
        return `waiting for ${many(activity.calls, 'call', 'calls')}`;
      case 'finishing':
        return 'finishing';
    }
  },
  iteration: (number: number, most: number) =>
    ['iteration ', formatCount(number), ` of ${formatCount(most)}`] as const,
  iterationsWord: (count: number) => (count === 1 ? ' iteration' : ' iterations'),
  calls: (count: number) => many(count, 'call', 'calls'),
  callsWord: (count: number) => (count === 1 ? ' call' : ' calls'),
  children: (count: number) => many(count, 'child run', 'child runs'),
  raised: (limit: string) => `The cost limit was raised to ${limit}.`,
  spentOf: (cost: string, limit: string) => `${cost} of ${limit}`,
  noLimit: (cost: string) => `${cost}, no limit`,
  read: (share: number) => `${formatShare(share)} read`,

  // --- how it ended
  limitReached: (limit: LimitName) => limits[limit],
  noAnswer: 'There is no answer.',
  stoppedBefore: 'The run was stopped before it had an answer.',
  stoppedAfter: 'The run was stopped; this is the answer it had.',
  interrupted:
    'The window that ran this was closed before the run ended. Its record up to then is kept.',
  failedWithout: 'The run failed.',

  // --- answer
  citation: (label: string, verified: boolean) =>
    verified ? `Open ${label}: the lines exist` : `${label} was not verified`,
  citationLabel: (label: string, verified: boolean) =>
    `${label}, ${verified ? 'verified' : 'not verified'}`,
  staleCitation: (label: string, why: StalePlace['why']) => `Open ${label}: ${staleReasons[why]}`,
  staleLabel: (label: string, why: StalePlace['why']) =>
    `${label}, verified for the answer, changed since: ${staleReasons[why]}`,
  quoteNotFound: 'not found word for word in the text',
  quoteFound: (label: string) => `Found word for word at ${label}`,
  citationsChecked: (verified: number, unverified: number, changed: number) =>
    [
      `${many(verified, 'citation', 'citations')} verified`,
      unverified === 0 ? '' : `${formatCount(unverified)} unverified`,
      changed === 0 ? '' : `${formatCount(changed)} changed since`,
    ]
      .filter((part) => part !== '')
      .join(', '),
  quotesChecked: (found: number, all: number) =>
    `${formatCount(found)} of ${many(all, 'quote', 'quotes')} found word for word`,
  coverage: (share: number) => `${formatShare(share)} of the text was read`,
  coverageStrip: 'Parts of the text that were read',
  coverageParts: (named: readonly string[], more: number) =>
    `Parts of the text that were read: ${[...named, ...(more > 0 ? [`${formatCount(more)} more`] : [])].join('; ')}`,
  lineSpan: ({ path, startLine, endLine }: Omit<ReadPart, 'wasRead' | 'start' | 'end'>) => {
    const from = formatCount(startLine);
    const to = formatCount(endLine);
    return `${path === '' ? '' : `${path}, `}${from === to ? `line ${from}` : `about lines ${from} to ${to}`}`;
  },
  readPart: (part: ReadPart): string =>
    `${strings.lineSpan(part)}: ${part.wasRead ? 'read' : 'not read'}`,

  // --- replay
  replay: 'Replay',
  replayStep: 'Step of the replay',
  replayStepOf: (step: number, steps: number) =>
    `step ${formatCount(step)} of ${formatCount(steps)}`,
  replayFirst: 'First step',
  replayBack: 'Step back (k)',
  replayNext: 'Step forward (j)',
  replayLast: 'Last step',
  replayPlay: 'Play',
  replayPause: 'Pause',
  replayLeave: 'Leave replay',
  /** What an event was, in a few words. */
  happened: (event: StoredEvent): string => {
    const within = event.run === '' ? '' : ` of child run ${event.run}`;
    switch (event.type) {
      case 'run.started':
        return event.run === '' ? 'the run starts' : `child run ${event.run} starts`;
      case 'iteration.started':
        return `iteration ${event.iteration}${within} starts`;
      case 'model.replied':
        return `the model replies in iteration ${event.iteration}${within}`;
      case 'cell.started':
        return `cell ${event.cell} of iteration ${event.iteration}${within} starts`;
      case 'cell.finished':
        return `cell ${event.cell} of iteration ${event.iteration}${within} ends`;
      case 'call.started':
        return `call ${event.call}${within} starts`;
      case 'call.finished':
        return `call ${event.call}${within} ends`;
      case 'limit.reached':
        return 'a limit is reached';
      case 'notice':
        return 'a notice comes';
      case 'coverage':
        return 'what was read so far';
      case 'answer':
        return `the answer${within}`;
      case 'run.finished':
        return event.run === '' ? 'the run ends' : `child run ${event.run} ends`;
      default:
        return '';
    }
  },

  // --- timeline
  bands: { model: 'model', code: 'code', calls: 'calls' },
  childRunsAt: (depth: number) => (depth === 1 ? 'child runs' : `child runs at depth ${depth}`),
  legend: {
    model: 'model',
    code: 'code',
    call: 'sub-call',
    child: 'child run',
    memo: 'paid before',
    failed: 'failed',
  },
  /** `from` and `to` are costs; '' at the open ends. */
  costStep: (from: string, to: string) => {
    if (from === '' && to === '') return 'sub-call';
    if (to === '') return `over ${from}`;
    return from === '' ? `sub-call to ${to}` : `to ${to}`;
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
  largest: (count: number) =>
    count === 1 ? 'The call as a table' : `The ${count} largest calls as a table`,
  largestColumns: ['call', 'model', 'iteration', 'start', 'time', 'cost', 'prompt'],
  timelineSummary: (length: number, model: number, code: number, calls: number, callTime: number) =>
    `${formatDuration(length)} in all: model ${formatDuration(model)}, code ${formatDuration(code)}` +
    (calls === 0
      ? ''
      : `, ${many(calls, 'call', 'calls')} of ${formatDuration(callTime)} together`),

  // --- trace
  iterationLabel: (number: number, title: string) => `Iteration ${number}: ${title}`,
  thinking: 'Asking the model…',
  writing: 'Writing…',
  noReply: 'The model did not reply',
  givesAnswer: 'Gives the answer',
  running: 'running',
  cell: (number: number) => `Cell ${number}`,
  cellLabel: (number: number, lines: number) => `Cell ${number}, ${many(lines, 'line', 'lines')}`,
  cellStatus: { error: 'failed', timeout: 'timed out', killed: 'stopped', skipped: 'not run' },
  skippedCell: 'Not run, because an earlier cell of this reply failed.',
  errorAt: (line: number | null, name: string, message: string) =>
    `${line === null ? '' : `Line ${line}: `}${name}: ${message}`,
  cutOutput: (shown: number, printed: number) =>
    `${formatCount(printed)} characters were printed; ${formatCount(shown)} are kept.`,
  code: 'Code',
  output: 'Output',
  prompt: 'Prompt',
  response: 'Response',
  noResponse: 'No response yet.',
  emptyResponse: 'The response is empty.',
  group: (count: number, name: string) => `${formatCount(count)} × ${name}`,
  eachChars: (chars: number) => `${formatChars(chars)} each`,
  together: (time: string) => `${time} together`,
  pending: (count: number) => `${formatCount(count)} running`,
  failedCalls: (count: number) => `${formatCount(count)} failed`,
  memoCalls: (count: number) => `${formatCount(count)} paid before`,
  callNumber: (number: number) => `Call ${number}`,
  callStatus: { error: 'failed', cancelled: 'stopped', memo: 'paid before' },
  childRun: 'child run',
  rowStatus: {
    running: 'running',
    ok: 'done',
    answer: 'answered',
    limit: 'ended at a limit',
    error: 'failed',
    stopped: 'stopped',
    skipped: 'not run',
    memo: 'paid before',
  },
  follow: 'Follow the run',
  askedForAnswer: 'Asked for the answer',
  compacted: 'Summary of the conversation so far',

  // --- cost
  columns: ['model', 'calls', 'input', 'cached', 'output', 'cost'],
  modelAt: (model: string, depth: number) =>
    depth === 0 ? `${model} (root)` : `${model} (depth ${depth})`,
  total: 'all',

  // --- two runs compared
  compareRuns: 'Two runs compared',
  compareFailed: (why: string) => `The runs can't be compared: ${why}`,
  runName: (side: number) => (side === 0 ? 'A' : 'B'),
  answers: 'Answers',
  answerOf: (name: string) => `Answer of run ${name}`,
  markDifferences: 'Mark differing words',
  showRun: 'Show run',
  factsOfRuns: 'Facts of the two runs',
  fact: 'Fact',
  differs: 'differs',
  facts: {
    status: 'Status',
    text: 'Text',
    size: 'Size',
    models: 'Models',
    asked: 'Asked',
    iterations: 'Iterations',
    calls: 'Calls',
    tokens: 'Tokens',
    cost: 'Cost',
    time: 'Time',
    read: 'Read',
  },
  demoCost: 'demo',
  noLimitSet: 'no limit',
} as const;
