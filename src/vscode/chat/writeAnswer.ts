import * as vscode from 'vscode';
import { TextNames } from '../../core/citedPlaces.ts';
import type { LineRange } from '../../core/environment.ts';
import type { Citation, RunResult, RunStarted } from '../../core/events.ts';
import { formatCount, formatUsd } from '../figures.ts';
import type { LiveRun } from '../live/liveRun.ts';
import { markdownText, plainLine } from '../plainText.ts';
import { splitAnswer } from './answerParts.ts';
import { locate } from './citedSources.ts';
import { startOf } from './runStart.ts';

/** Writes the answer with its citations as links into the text, how far it is whole, and its cost. */
export function writeAnswer(
  result: RunResult,
  run: LiveRun,
  stream: vscode.ChatResponseStream,
): void {
  const { context, models } = startOf(run);
  const names = new TextNames({ ...context, items: context.sources });
  for (const part of splitAnswer(result.answer, names)) {
    if (part.kind === 'markdown') stream.markdown(part.text);
    else writePlace(part.place, result.citations, context, stream);
  }
  const notes = [statusNote(result), demoNote(models.provider), figures(result)];
  for (const note of notes.filter((each) => each !== '')) stream.markdown(`\n\n${note}`);
}

function writePlace(
  place: LineRange,
  citations: readonly Citation[],
  { sources, label }: RunStarted['context'],
  stream: vscode.ChatResponseStream,
): void {
  const checked = citations.find(
    ({ path, startLine, endLine }) =>
      path === place.path && startLine === place.startLine && endLine === place.endLine,
  );
  const where = locate(place, sources);
  const { startLine, endLine } = where ?? place;
  const lines = startLine === endLine ? `${startLine}` : `${startLine}-${endLine}`;
  const title = `${place.path || label}:${lines}`;
  if (checked?.verified !== true || where === null) {
    const note = checked?.verified === true ? '' : ` (${vscode.l10n.t('no such lines')})`;
    stream.markdown(markdownText(`${title}${note}`));
    return;
  }
  const range = new vscode.Range(startLine - 1, 0, endLine - 1, Number.MAX_SAFE_INTEGER);
  stream.anchor(new vscode.Location(vscode.Uri.parse(where.uri, true), range), plainLine(title));
  if (checked.shown === false)
    stream.markdown(` (${vscode.l10n.t('no model has read these lines')})`);
}

function statusNote({ status, reason }: RunResult): string {
  if (status === 'cancelled') return `*${vscode.l10n.t('Stopped: this is what there is so far.')}*`;
  if (status !== 'limit') return '';
  const why = markdownText(reason ?? '');
  return `*${vscode.l10n.t('Ended at a limit: this is the best answer so far.')}* ${why}`;
}

function demoNote(provider: RunStarted['models']['provider']): string {
  return provider === 'demo' ? `*${vscode.l10n.t('Offline demo: fixed rules, no AI.')}*` : '';
}

function figures(result: RunResult): string {
  const { costUsd, iterations, calls, coverage, searched, usage } = result;
  const tokens = formatCount(usage.inputTokens + usage.outputTokens);
  const cost =
    costUsd === null
      ? vscode.l10n.t('cost n/a, {0} tokens', tokens)
      : formatUsd(costUsd).replace('$', '\\$');
  return [
    cost,
    vscode.l10n.t('iterations: {0}', iterations),
    vscode.l10n.t('sub-calls: {0}', formatCount(calls.llm + calls.rlm)),
    vscode.l10n.t('read by models: {0}', percent(coverage)),
    vscode.l10n.t('searched by code: {0}', percent(searched)),
  ].join(' · ');
}

/** Rounded down, so that nothing is called whole that isn't. */
function percent(share: number): string {
  const whole = Math.floor(share * 100);
  return share > 0 && whole === 0 ? '<1%' : `${whole}%`;
}
