import type { Citation, RunResult } from '../../core/events.ts';
import { formatCount, formatUsd } from '../figures.ts';

/** Bytes of all that the tool says, in UTF-8: what is longer is cut from a model's conversation. */
const mostBytes = 7_900;
/** Of those, what notices and citations may take. */
const noticeBytes = 700;
const citationBytes = 2_400;

export interface AnswerFacts {
  /** USD; null: no limit. */
  readonly maxCostUsd: number | null;
  /** What the user should know of the text: what was left out. */
  readonly notices: readonly string[];
  /** How the workspace names the lines: `src/a.ts:12-20`. */
  readonly nameOf: (citation: Citation) => string;
}

/** What a model is told of a run: its answer, where that stands, whether it is whole, and its cost. */
export function toolAnswer(result: RunResult, facts: AnswerFacts): string {
  const behind = [
    citationsOf(result, facts),
    completenessOf(result, facts),
    costOf(result, facts),
    `Run: ${result.runId} (the command "RLM: Show run" opens all of its steps)`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
  const head = headOf(result);
  const room = mostBytes - bytesOf(`${head}\n\n\n\n${behind}`);
  return `${head}\n\n${cut(result.answer, room)}\n\n${behind}`;
}

function headOf({ status, reason }: RunResult): string {
  const why = reason === null ? '' : ` ${cut(reason.replace(/\s+/g, ' '), 400)}`;
  switch (status) {
    case 'answered':
      return 'ANSWER';
    case 'limit':
      return `ANSWER SO FAR: the run ended at a limit, so this may be incomplete.${why}`;
    case 'cancelled':
      return 'ANSWER SO FAR: the run was stopped, so this may be incomplete.';
    case 'failed':
      return `NO ANSWER: the run failed.${why}`;
  }
}

function citationsOf({ citations }: RunResult, { nameOf }: AnswerFacts): string {
  if (citations.length === 0) return '';
  const lines: string[] = [];
  let bytes = 0;
  for (const citation of citations) {
    const line = `- ${nameOf(citation)}: ${trustIn(citation)}`;
    bytes += bytesOf(line) + 1;
    if (bytes > citationBytes) break;
    lines.push(line);
  }
  const more = citations.length - lines.length;
  if (more > 0) lines.push(`- and ${formatCount(more)} more`);
  return `CITATIONS, checked against the text\n${lines.join('\n')}`;
}

function trustIn({ verified, shown }: Citation): string {
  if (!verified) return 'there are no such lines';
  return shown === false ? 'the lines exist, but no model has read them' : 'read by a model';
}

function completenessOf({ coverage, searched }: RunResult, { notices }: AnswerFacts): string {
  const figures = `Models have read ${percent(coverage)} of the text, code has searched ${percent(searched)} of it.`;
  const told = cut(notices.join(' '), noticeBytes);
  return `COMPLETENESS\n${[figures, told].filter((part) => part !== '').join('\n')}`;
}

function costOf({ costUsd, usage, calls }: RunResult, { maxCostUsd }: AnswerFacts): string {
  const spent =
    costUsd === null
      ? `unknown (${formatCount(usage.inputTokens + usage.outputTokens)} tokens of models whose price is not known)`
      : formatUsd(costUsd);
  const most = maxCostUsd === null ? '' : ` of at most ${formatUsd(maxCostUsd)}`;
  return `COST\n${spent}${most}; ${formatCount(calls.llm + calls.rlm)} sub-calls.`;
}

/** Rounded down, so that nothing is called whole that isn't. */
function percent(share: number): string {
  const whole = Math.floor(share * 100);
  return share > 0 && whole === 0 ? 'under 1 %' : `${whole} %`;
}

/** With the number of characters that are left out, where there are any. */
function cut(text: string, most: number): string {
  if (bytesOf(text) <= most) return text;
  const note = (left: number): string =>
    `\n[${formatCount(left)} more characters: the run's panel has all of it]`;
  const room = Math.max(0, most - bytesOf(note(text.length)));
  const kept = new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, room));
  // What was cut within a character has become one that the text doesn't have.
  const whole = kept.replace(/\uFFFD+$/, '');
  return `${whole}${note(text.length - whole.length)}`;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
