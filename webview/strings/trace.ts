import type { Usage } from '../../src/core/model.ts';
import { formatChars, formatCount, formatTokens } from '../format.ts';
import { many } from './many.ts';

/** The rows of the trace and what they open to. */
export const traceStrings = {
  iterationLabel: (number: number, title: string) => `Iteration ${number}: ${title}`,
  /** Of iterations whose reply has no words of its own. */
  iterationTitle: {
    asking: 'Asking the model…',
    writing: 'Writing…',
    noReply: 'No reply from the model',
    answer: 'Gives the answer',
  },
  running: 'running',
  cell: (number: number) => `Cell ${number}`,
  cellLabel: (number: number, lines: number) => `Cell ${number}, ${many(lines, 'line', 'lines')}`,
  cellStatus: { error: 'failed', timeout: 'timed out', killed: 'stopped', skipped: 'not run' },
  stoppedCalls: (count: number) => `${formatCount(count)} stopped`,
  skippedCell: 'Not run, because an earlier cell of this reply failed.',
  errorAt: (line: number | null, name: string, message: string) =>
    `${line === null ? '' : `Line ${line}: `}${name}: ${message}`,
  cutOutput: (shown: number, printed: number) =>
    `${formatCount(printed)} characters were printed; ${formatCount(shown)} are kept.`,
  code: (language: string) => `${language} code`,
  output: 'Output',
  prompt: 'Prompt',
  response: 'Response',
  reasoning: 'Reasoning',
  noResponse: 'No response yet.',
  emptyResponse: 'The response is empty.',
  group: (count: number, name: string) => `${formatCount(count)} × ${name}`,
  eachChars: (chars: number) => `about ${formatChars(chars)} each`,
  together: (time: string) => `${time} total`,
  pending: (count: number) => `${formatCount(count)} running`,
  failedCalls: (count: number) => `${formatCount(count)} failed`,
  memoCalls: (count: number) => `${formatCount(count)} cached ($0)`,
  callNumber: (number: number) => `Call ${number}`,
  callStatus: { error: 'failed', cancelled: 'stopped', memo: 'cached ($0)' },
  childRun: 'child run',
  rowStatus: {
    running: 'running',
    ok: 'done',
    answer: 'answered',
    partial: 'done, but calls failed',
    limit: 'limit reached',
    error: 'failed',
    stopped: 'stopped',
    interrupted: 'interrupted',
    skipped: 'not run',
    memo: 'cached ($0)',
  },
  follow: 'Follow the run',
  filterTrace: 'Filter the trace',
  traceFilter: { all: 'All iterations', calls: 'With calls', failed: 'Failed', stopped: 'Stopped' },
  filtered: (shown: number, all: number) =>
    `${formatCount(shown)} of ${many(all, 'iteration', 'iterations')}`,
  goTo: 'Go to',
  jumps: {
    nextFailed: 'Next failed',
    previousFailed: 'Previous failed',
    slowestIteration: 'Slowest iteration',
    slowestCall: 'Slowest call',
    costliestIteration: 'Most expensive iteration',
    costliestCall: 'Most expensive call',
  },
  /** Where there is nothing to go to. */
  noJump: {
    nextFailed: 'Nothing failed',
    previousFailed: 'Nothing failed',
    slowestIteration: 'No iteration has ended',
    slowestCall: 'No call has ended',
    costliestIteration: 'No iteration has a known cost',
    costliestCall: 'No call has a known cost',
  },
  whatWasSent: 'What was sent',
  notSaidWhatWasSent: "The record doesn't have what was sent.",
  sentBefore: (count: number) => `${many(count, 'message', 'messages')}, as in the request before`,
  roles: { system: 'System prompt', user: 'User', assistant: 'Assistant' },
  /** Of one message, by its share of the request; '' for none that count. */
  aboutTokens: (tokens: number) =>
    tokens < 0.5 ? '' : ` · about ${many(Math.round(tokens), 'token', 'tokens')}`,
  /** Tokens of a request and of its reply. */
  tokens: ({ inputTokens, cachedInputTokens, outputTokens, estimated }: Usage) =>
    `${estimated ? '~' : ''}${formatTokens(inputTokens)} in` +
    `${cachedInputTokens > 0 ? ` (${formatTokens(cachedInputTokens)} cached)` : ''}, ` +
    `${formatTokens(outputTokens)} out`,
  sentTokens: ({ inputTokens, cachedInputTokens, estimated }: Usage) =>
    `${estimated ? '~' : ''}${many(inputTokens, 'token', 'tokens')}` +
    `${cachedInputTokens > 0 ? `, ${formatCount(cachedInputTokens)} of them cached` : ''}`,
  askedForAnswer: 'Asked for the answer',
  askedDirectly: 'asked directly',
  compacted: 'Summary of the conversation so far',
} as const;
