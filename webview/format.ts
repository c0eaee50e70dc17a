import { formatDuration } from '../src/trajectory/duration.ts';
import type { Spent } from '../src/trajectory/model.ts';
import { isGerman } from './strings/language.ts';

/** Made once: a page has thousands of them. */
const counts = new Intl.NumberFormat('en-US');

/** `512,331` */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** `940`, `12.3k`, `1.2M`: as many digits as a row has room for. */
export function formatTokens(tokens: number): string {
  if (tokens < 1_000) return String(tokens);
  if (tokens < 999_500) return `${Number((tokens / 1e3).toPrecision(3))}k`;
  return `${Number((tokens / 1e6).toPrecision(3))}M`;
}

/** USD with the digits that say something: `$1.24`, `$0.062`, `$0.0004`, `$0`; `n/a` for unknown. */
export function formatUsd(usd: number | null): string {
  if (usd === null) return isGerman ? 'k. A.' : 'n/a';
  if (usd === 0) return '$0';
  if (usd >= 1) return `$${usd.toFixed(2)}`;
  if (usd >= 0.01) return `$${usd.toFixed(3)}`;
  if (usd < 0.000_001) return '< $0.000001';
  return `$${Number(usd.toFixed(1 - Math.floor(Math.log10(usd))))}`;
}

/** What was spent: with `~` where tokens were counted here, `n/a` where a price is unknown. */
export function formatSpent({ usd, unknown, estimated }: Spent): string {
  if (unknown) return formatUsd(null);
  return `${estimated && usd > 0 ? '~' : ''}${formatUsd(usd)}`;
}

/** Time that still counts: whole seconds, so that it doesn't flicker. */
export function formatElapsed(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1_000);
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1_000);
}

/** Characters of a text: `12,310 characters`, `1.2 million characters`. */
export function formatChars(chars: number): string {
  const million = isGerman ? 'Millionen Zeichen' : 'million characters';
  if (chars >= 999_500) return `${Number((chars / 1e6).toPrecision(3))} ${million}`;
  const noun = isGerman ? 'Zeichen' : chars === 1 ? 'character' : 'characters';
  return `${formatCount(chars)} ${noun}`;
}

/** `today 10:42` or `14 Mar 2026, 10:42`, in the viewer's time. */
export function formatMoment(at: number, now: number): string {
  const date = new Date(at);
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const isToday = date.toDateString() === new Date(now).toDateString();
  if (isToday) return `${isGerman ? 'heute' : 'today'} ${time}`;
  const day = date.toLocaleDateString(isGerman ? 'de' : 'en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  return `${day}, ${time}`;
}
