import * as vscode from 'vscode';
import { Cancelled } from '../../core/errors.ts';
import type { Estimate } from '../../core/estimate.ts';
import { describeWindows } from '../models/modelWords.ts';
import { notify, remedies } from '../notifications.ts';
import type { TextSource } from '../texts/textSource.ts';
import { type Forecast, type ForecastServices, foresee } from './forecast.ts';
import { describeCost, describeDirect, describeModels, describeTokens } from './forecastWords.ts';
import { ReadingProgress } from './readingProgress.ts';

/**
 * Says what a question about the text will cost, and returns it. Sends nothing. Undefined when the
 * person has stopped the reading; throws an ExpectedError where the text or the settings allow none.
 */
export async function estimateAbout(
  source: TextSource,
  overrides: Readonly<Record<string, unknown>>,
  services: ForecastServices,
): Promise<Estimate | undefined> {
  const givenUp = new AbortController();
  const progress = new ReadingProgress();
  const { text } = source.read({
    signal: givenUp.signal,
    asked: Promise.resolve(),
    onProgress: progress.tell,
  });
  try {
    await progress.show(source, text, () => givenUp.abort());
  } catch (error) {
    if (error instanceof Cancelled) return undefined;
    throw error;
  }
  let last: Forecast | null = null;
  for await (const forecast of foresee(text, overrides, services)) last = forecast;
  if (last?.obstacle) throw last.obstacle;
  if (last?.estimate == null || last.tokens === null) return undefined;
  notify('information', sentenceFor(source.label, last, last.tokens, last.estimate), [
    remedies.selectModels(),
  ]);
  return last.estimate;
}

function sentenceFor(
  label: string,
  { provider, rootModel, subModel, windows, warnings }: Forecast,
  tokens: number,
  estimate: Estimate,
): string {
  const size = describeTokens(tokens);
  if (provider === 'demo') {
    return vscode.l10n.t(
      '"{0}" is {1}. The offline demo answers by fixed rules, at no cost.',
      label,
      size,
    );
  }
  const basis =
    estimate.basis === 'history'
      ? vscode.l10n.t('That is what earlier runs with these models cost.')
      : vscode.l10n.t('Most runs cost less than that, a few cost much more.');
  const cost = vscode.l10n.t(
    '"{0}" is {1}. One question to {2}: {3}.',
    label,
    size,
    describeModels(rootModel, subModel),
    describeCost(estimate),
  );
  const direct =
    estimate.direct === null
      ? ''
      : vscode.l10n.t(
          'The text fits the model: asked directly, without code, {0}.',
          describeDirect(estimate.direct),
        );
  const known = describeWindows(windows);
  return [
    cost,
    basis,
    direct,
    known && `${known}.`,
    ...warnings,
    vscode.l10n.t('Nothing was sent.'),
  ]
    .filter((part) => part !== '')
    .join(' ');
}
