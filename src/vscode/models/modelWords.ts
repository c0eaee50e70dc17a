import { l10n } from 'vscode';
import type { ModelFacts } from '../../core/model.ts';
import { formatCount } from '../figures.ts';

/** `$2.50 in, $10.00 out per million tokens · window 128k`; `''` where nothing is known. */
export function describeModel({ price, ...facts }: ModelFacts): string {
  const parts: string[] = [];
  if (price !== null) {
    const { input, output } = price;
    parts.push(l10n.t('{0} in, {1} out per million tokens', dollars(input), dollars(output)));
  }
  const window = describeWindow(facts);
  return [...parts, ...(window === '' ? [] : [window])].join(' · ');
}

/** `window 4,096 (from the server)`, to the token where the server says so; `''` where none is known. */
export function describeWindow({
  window,
  windowFrom,
}: Pick<ModelFacts, 'window' | 'windowFrom'>): string {
  if (window === null) return '';
  return windowFrom === 'server'
    ? l10n.t('window {0} (from the server)', formatCount(window))
    : l10n.t('window {0}', formatTokens(window));
}

/** `qwen3:8b: window 4,096 (from the server)`, for each model whose window is known; else `''`. */
export function describeWindows(
  models: readonly (Pick<ModelFacts, 'window' | 'windowFrom'> & { readonly model: string })[],
): string {
  const known = models.filter(({ window }) => window !== null);
  return known.map((facts) => `${facts.model}: ${describeWindow(facts)}`).join(', ');
}

/** `950`, `14k`, `1.05M`: as much as helps to compare. */
export function formatTokens(tokens: number): string {
  if (tokens < 1_000) return String(tokens);
  if (tokens < 999_500) return `${Number((tokens / 1e3).toPrecision(tokens < 9_950 ? 2 : 3))}k`;
  return `${Number((tokens / 1e6).toPrecision(3))}M`;
}

function dollars(usd: number): string {
  return `$${usd !== 0 && usd < 0.1 ? Number(usd.toPrecision(2)) : usd.toFixed(2)}`;
}
