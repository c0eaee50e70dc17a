import { spentOn } from '../../src/trajectory/costs.ts';
import { formatDuration } from '../../src/trajectory/duration.ts';
import type { Trajectory } from '../../src/trajectory/model.ts';
import { depthOf } from '../../src/trajectory/nodes.ts';
import { firstSentence, proseOf, titleOfCode } from '../../src/trajectory/prose.ts';
import { formatSpent } from '../format.ts';
import { strings } from '../strings.ts';
import { firstWords } from '../trace/rowText.ts';
import type { Span } from './spans.ts';

/** What a bar says when it is pointed at. */
export interface SpanText {
  readonly title: string;
  /** When, how long, how much. */
  readonly facts: string;
  /** The first words of the prompt, the reply or the code. */
  readonly words: string;
}

const longestWords = 140;

export function textOfSpan(span: Span, model: Trajectory): SpanText {
  const run = model.runs.get(span.run);
  const iteration = run?.iterations.find(({ number }) => number === span.iteration);
  const where = [strings.inIteration(span.iteration)];
  if (span.run !== '') where.push(strings.atDepth(depthOf(span.run)));
  const facts = [strings.duration(span.from, span.to), ...where];
  const call = span.call === null ? undefined : run?.calls[span.call - 1];
  if (call !== undefined) {
    const { number, name, status, prompt } = call;
    const title = [strings.callNumber(number), name, call.model].join(' · ');
    if (status === 'memo' || status === 'error' || status === 'cancelled') {
      facts.unshift(strings.callStatus[status]);
    }
    // A call that was stopped or failed may have cost something.
    const isPaid = call.usage !== null && (status === 'ok' || call.usage.inputTokens > 0);
    if (isPaid && status !== 'memo') facts.unshift(formatSpent(spentOn(call)));
    return { title, facts: facts.join(' · '), words: cut(firstWords(prompt.text)) };
  }
  const cell = iteration?.cells.find(({ number }) => number === span.cell);
  if (cell !== undefined) {
    const words = cut(titleOfCode(cell.code.text));
    return { title: strings.cell(cell.number), facts: facts.join(' · '), words };
  }
  const endedAt = (model.runs.get('')?.startedAt ?? 0) + span.to;
  const replies = iteration?.replies ?? [];
  const reply = replies.find(({ finishedAt }) => finishedAt === endedAt) ?? replies[0];
  if (reply !== undefined) facts.unshift(formatSpent(spentOn(reply)));
  const words = cut(firstSentence(proseOf(reply?.text ?? iteration?.streaming ?? '')));
  return { title: run?.models.root ?? '', facts: facts.join(' · '), words };
}

/** Labels of the axis, in minutes where all of its times (ms) are whole ones. */
export function formatTicks(times: readonly number[]): readonly string[] {
  if (times.every((ms) => ms % 60_000 === 0)) return times.map((ms) => `${ms / 60_000} m`);
  return times.map((ms) => (ms < 1_000 ? formatDuration(ms) : `${ms / 1_000} s`));
}

function cut(words: string): string {
  return words.length <= longestWords ? words : `${words.slice(0, longestWords).trimEnd()}…`;
}
