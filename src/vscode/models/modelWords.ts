import { l10n } from 'vscode';
import type { ModelFacts } from '../../core/model.ts';

/** `$2.50 in, $10.00 out per million tokens · window 128k`; `''` where nothing is known. */
export function describeModel({ price, window }: ModelFacts): string {
  const parts: string[] = [];
  if (price !== null) {
    const { input, output } = price;
    parts.push(l10n.t('{0} in, {1} out per million tokens', dollars(input), dollars(output)));
  }
  if (window !== null) parts.push(l10n.t('window {0}', formatTokens(window)));
  return parts.join(' · ');
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
