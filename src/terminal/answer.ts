import type { LineRange } from '../core/environment.ts';
import type { RunResult } from '../core/events.ts';
import { number } from '../core/prompts.ts';
import { shareText } from '../core/shareText.ts';
import { withoutProof } from '../core/withoutProof.ts';
import { counted, money, seconds } from './format.ts';
import type { Paint } from './paint.ts';
import { printableLine } from './printable.ts';

/**
 * What stands below the trace: the answer, how the run ended, what it cost. `isStep`: what the run has
 * come to is no answer, but what the model said in its last step.
 */
export function answerText(result: RunResult, paint: Paint, isStep = false): string {
  const { status, reason, answer, error, citations, quotes, calls } = result;
  const { usage, costUsd, coverage, searched } = result;
  const parts: string[] = [''];
  const heading = isStep ? paint.bold('Last step') : paint.bold(paint.green('Answer'));
  if (answer !== '') parts.push(heading, answer.trim(), '');
  if (status === 'failed')
    parts.push(paint.red(`Failed: ${printableLine(error?.message ?? reason ?? '')}`));
  else if (reason !== null) parts.push(paint.yellow(printableLine(reason)));
  if ((answer === '' || isStep) && status !== 'failed')
    parts.push(paint.yellow('There is no answer.'));
  const strange = quotes.filter(({ verified }) => !verified).map(({ text }) => shortened(text));
  if (strange.length > 0) {
    parts.push(paint.yellow(`Quoted, but not found in the text: ${strange.join(', ')}`));
  }
  for (const sentence of longLineSentences(result)) parts.push(paint.yellow(sentence));
  const facts = [
    counted(result.iterations, 'iteration'),
    counted(calls.llm, 'call'),
    ...(calls.rlm > 0 ? [counted(calls.rlm, 'child run')] : []),
    ...(calls.memo > 0 ? [`${calls.memo} cached ($0)`] : []),
    money(costUsd, usage.estimated),
    ...cachesText(usage),
    seconds(result.durationMs),
    `${shareText(coverage)} read by models, ${shareText(searched)} searched by code`,
  ];
  if (citations.length > 0) facts.push(citationsText(citations));
  parts.push(paint.dim(facts.join(' · ')));
  return `${parts.join('\n')}\n`;
}

/** Of places in lines that are too long for their numbers: where the quoted words stand, or that nothing is proved. */
function longLineSentences({ citations, quotes }: RunResult): string[] {
  const name = ({ path, startLine }: LineRange): string =>
    printableLine(`${path === '' ? '' : `${path}:`}L${startLine}`);
  const proved = quotes.flatMap(({ text, place }) =>
    place?.column === undefined
      ? []
      : [`${shortened(text)} stands in ${name(place)}, at character ${number(place.column)}.`],
  );
  const unproved = withoutProof(citations, quotes).map(
    (place) =>
      `[${name(place)}] is a line of ${number(place.longLine ?? 0)} characters, which is no proof: quote its words.`,
  );
  return [...proved, ...unproved];
}

/** What of the input was read from servers' caches and written to them; nothing where neither is. */
function cachesText({ cachedInputTokens, cacheWriteTokens = 0 }: RunResult['usage']): string[] {
  const parts = [
    cachedInputTokens > 0 ? `${number(cachedInputTokens)} tokens cached` : '',
    cacheWriteTokens > 0 ? `${number(cacheWriteTokens)} written to caches` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? [] : [parts.join(', ')];
}

/** How far the places that an answer names can be trusted. */
function citationsText(citations: RunResult['citations']): string {
  const shown = citations.filter((citation) => citation.shown).length;
  const found = citations.filter((citation) => citation.verified).length;
  const parts = [`${shown} of ${counted(citations.length, 'citation')} seen by a model`];
  if (found > shown)
    parts.push(`${found - shown} only ${found - shown === 1 ? 'exists' : 'exist'}`);
  if (found < citations.length) parts.push(`${citations.length - found} not found`);
  return parts.join(', ');
}

/** In quotes, on one line. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 80 ? `"${line.slice(0, 79)}…"` : `"${line}"`;
}
