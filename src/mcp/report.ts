import { ExpectedError } from '../core/errors.ts';
import type { RunResult } from '../core/events.ts';
import { shareText } from '../core/shareText.ts';
import { withoutProof } from '../core/withoutProof.ts';
import { formatDuration } from '../trajectory/duration.ts';
import type { AskedResult } from './asker.ts';
import { cut, fitReport, longest, mostChars } from './fit.ts';
import { formatCost, type Progress } from './progress.ts';
import type { Report, ReportedCitation } from './shapes.ts';

/** What a tool returns. */
export interface ToolResult {
  readonly text: string;
  /** Null: a refusal, which has nothing but its sentence. */
  readonly report: Report | null;
  readonly isError: boolean;
}

const mostSources = 10;
const mostSourceChars = 120;
const mostNoticeChars = 1_200;
const mostReasonChars = 600;
const mostOutputChars = 2_000;

export function refusal(sentence: string): ToolResult {
  return { text: cut(sentence, mostChars), report: null, isError: true };
}

/** What failed, as far as a caller can do something about it. */
export function refusalFor(error: Error): ToolResult {
  return refusal(
    error instanceof ExpectedError ? error.message : 'Something went wrong that nobody expected.',
  );
}

/** Of a run that was stopped while its text was read. */
export function stoppedBefore(runId: string): ToolResult {
  return {
    text: 'The run was stopped before its text was read. There is no answer.',
    report: {
      ...{ status: 'cancelled', answer: '', citations: [], costUsd: 0, runId, runFolder: null },
    },
    isError: false,
  };
}

/** Of a run that goes on. */
export function runningResult(
  runId: string,
  progress: Progress,
  notices: readonly string[],
): ToolResult {
  const { lastWords, lastOutput, costUsd } = progress;
  const report = fitReport({
    ...{ status: 'running', answer: lastWords, citations: [], costUsd, runId, runFolder: null },
  });
  const head = [
    `There is no answer yet. ${progress.line}.`,
    `Call get_run with run_id "${runId}" to wait for the answer, or stop_run to give it up.`,
    ...noticesText(notices),
  ];
  const soFar = [
    ...(lastWords === '' ? [] : [`So far the model says:\n${cut(lastWords, mostOutputChars)}`]),
    ...(lastOutput === '' ? [] : [`Last output:\n${cut(lastOutput, mostOutputChars)}`]),
  ];
  return { text: [...head, ...soFar].join('\n\n'), report, isError: false };
}

/** Of a run that has ended. `label`: what a single text is called. */
export function endResult(
  { result, citedLines, runFolder }: AskedResult,
  label: string,
  notices: readonly string[],
): ToolResult {
  const { status, answer, costUsd, runId } = result;
  const citations = result.citations.map((citation, index) => ({
    path: citation.path === '' ? label : citation.path,
    startLine: citation.startLine,
    endLine: citation.endLine,
    quote: citedLines[index] ?? null,
    verified: citation.verified,
    shown: citation.shown ?? false,
  }));
  const report = fitReport({ status, answer, citations, costUsd, runId, runFolder });
  const before = headOf(result);
  const after = [
    ...sourcesText(citations),
    ...doubts(result),
    ...noticesText(notices),
    factsOf(result),
    `Run ${runId}${runFolder === null ? '' : `, kept in ${cut(runFolder, mostReasonChars)}`}.`,
  ];
  const whole = (shown: string): string => {
    const isCut = shown.length < answer.trim().length;
    const missing = `This is the beginning of an answer of ${answer.length} characters: ask for a shorter one, or for a part of it.`;
    return [...before, shown, ...(isCut ? [missing] : []), ...after]
      .filter((part) => part !== '')
      .join('\n\n');
  };
  const shown = longest(answer.trim(), (tried) => whole(tried).length <= mostChars);
  return { text: whole(shown), report, isError: status === 'failed' };
}

function headOf({ status, reason, error, answer }: RunResult): string[] {
  const why = cut(
    status === 'failed' ? (error?.message ?? reason ?? '') : (reason ?? ''),
    mostReasonChars,
  );
  const best = answer === '' ? 'There is no answer.' : 'The best answer so far:';
  switch (status) {
    case 'answered':
      return why === '' ? [] : [why];
    case 'limit':
      return [`${why} ${best}`];
    case 'cancelled':
      return [`The run was stopped. ${best}`];
    case 'failed':
      return [`The run failed: ${why}`];
  }
}

function sourcesText(citations: readonly ReportedCitation[]): string[] {
  if (citations.length === 0) return [];
  const lines = citations.slice(0, mostSources).map(({ path, startLine, endLine, ...rest }) => {
    const place = `${cut(path, mostSourceChars)}:${startLine}${endLine === startLine ? '' : `-${endLine}`}`;
    const proof = rest.shown
      ? 'read by a model'
      : rest.verified
        ? 'exists, but no model has read it'
        : 'is not there';
    const quote =
      rest.quote === null ? '' : `: ${cut(rest.quote.replace(/\s+/g, ' '), mostSourceChars)}`;
    return `- ${place} (${proof})${quote}`;
  });
  const more = citations.length - lines.length;
  return [`Sources:\n${lines.join('\n')}${more > 0 ? `\nand ${more} more` : ''}`];
}

/** What the answer gives as the text's, and is not; places that prove nothing. */
function doubts({ quotes, citations }: RunResult): string[] {
  const strange = quotes
    .filter(({ verified }) => !verified)
    .map(({ text }) => `"${cut(text, 80)}"`);
  const unproved = withoutProof(citations, quotes).map(({ startLine }) => `L${startLine}`);
  return [
    ...(strange.length === 0
      ? []
      : [`Quoted, but not found in the text: ${strange.slice(0, 5).join(', ')}.`]),
    ...(unproved.length === 0
      ? []
      : [
          `In lines too long for their numbers to prove anything: ${unproved.slice(0, 5).join(', ')}.`,
        ]),
  ];
}

function noticesText(notices: readonly string[]): string[] {
  return notices.length === 0 ? [] : [cut(notices.join(' '), mostNoticeChars)];
}

function factsOf({
  costUsd,
  iterations,
  calls,
  coverage,
  searched,
  durationMs,
}: RunResult): string {
  const parts = [
    formatCost(costUsd),
    `${iterations} ${iterations === 1 ? 'iteration' : 'iterations'}`,
    `${calls.llm + calls.rlm} ${calls.llm + calls.rlm === 1 ? 'sub-call' : 'sub-calls'}`,
    `${shareText(coverage)} of the text read by models, ${shareText(searched)} searched by code`,
    formatDuration(durationMs),
  ];
  return `Cost and completeness: ${parts.join(' · ')}.`;
}
