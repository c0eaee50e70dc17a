import { l10n } from 'vscode';
import type { Estimate } from '../../core/estimate.ts';
import { formatUsd } from '../figures.ts';
import { formatTokens } from '../models/modelWords.ts';
import { sentenceOf } from '../sentences.ts';
import type { Forecast } from './forecast.ts';

/** One line about what is going to be asked and what it will cost. */
export function describeForecast(forecast: Forecast): string {
  const { provider, rootModel, subModel, tokens, estimate, obstacle } = forecast;
  const size = tokens === null ? l10n.t('reading the text') : describeTokens(tokens);
  if (obstacle !== null) return `${size} · ${sentenceOf(obstacle)}`;
  if (provider === 'demo')
    return `${size} · ${l10n.t('Offline demo: fixed rules, no AI. Nothing is sent, it costs nothing.')}`;
  const isDirect = estimate?.direct != null && forecast.direct === 'always';
  const cost =
    estimate === null
      ? l10n.t('estimating')
      : isDirect
        ? l10n.t('asked directly, {0}', describeDirect(estimate.direct))
        : describeCost(estimate);
  const models = describeModels(rootModel, subModel);
  // A small window decides more about the answer than the cost does.
  return [size, models, cost, ...forecast.warnings].join(' · ');
}

export function describeModels(rootModel: string, subModel: string): string {
  return rootModel === subModel ? rootModel : l10n.t('{0} with {1}', rootModel, subModel);
}

export function describeTokens(tokens: number): string {
  return l10n.t('about {0} tokens', formatTokens(tokens));
}

/** What a plain question costs: `about $0.01`; in tokens where the price is unknown. */
export function describeDirect({ usd, tokens }: NonNullable<Estimate['direct']>): string {
  return usd === null
    ? l10n.t('about {0} tokens', formatTokens(tokens))
    : l10n.t('about {0}', formatUsd(usd));
}

/** `Ask directly (fits the model; about $0.01)`; null where that is no choice. */
export function describeOffer({ provider, estimate, direct }: Forecast): string | null {
  if (provider === 'demo' || direct !== 'offer' || estimate?.direct == null) return null;
  return l10n.t('Ask directly (fits the model; {0})', describeDirect(estimate.direct));
}

/** `probably $0.02, at most $1.00`; in tokens where a price is unknown, and then nothing bounds them. */
export function describeCost({ probableUsd, worstUsd, probableTokens }: Estimate): string {
  if (probableUsd !== null && worstUsd !== null)
    return l10n.t('about {0}, never more than {1}', formatUsd(probableUsd), formatUsd(worstUsd));
  return l10n.t(
    "price unknown: about {0} tokens; their cost can't be limited",
    formatTokens(probableTokens),
  );
}
