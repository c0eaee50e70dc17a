/** Made once: a page has thousands of them. */
const counts = new Intl.NumberFormat('en-US');

/** `512,331` */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** USD with the digits that say something: `$1.24`, `$0.062`, `$0.0004`, `$0`; `n/a` for unknown. */
export function formatUsd(usd: number | null): string {
  if (usd === null) return 'n/a';
  if (usd === 0) return '$0';
  if (usd >= 1) return `$${usd.toFixed(2)}`;
  if (usd >= 0.01) return `$${usd.toFixed(3)}`;
  if (usd < 0.000_001) return '< $0.000001';
  return `$${Number(usd.toFixed(1 - Math.floor(Math.log10(usd))))}`;
}

/** A limit as it was set: `$1.00`, `$0.05`, `$0.001`. */
export function formatUsdLimit(usd: number): string {
  return usd >= 0.01 && Number.isInteger(Math.round(usd * 1e6) / 1e4)
    ? `$${usd.toFixed(2)}`
    : `$${usd}`;
}

/** ms as `40 ms`, `2.1 s`, `1 m 12 s`, `2 h 5 m`. */
export function formatDuration(ms: number): string {
  if (ms < 95) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

/** Time that still counts: whole seconds, so that it doesn't flicker. */
export function formatElapsed(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1_000);
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1_000);
}

/** Characters of a text: `12,310 characters`, `1.2 million characters`. */
export function formatChars(chars: number): string {
  if (chars >= 999_500) return `${Number((chars / 1e6).toPrecision(3))} million characters`;
  return `${formatCount(chars)} ${chars === 1 ? 'character' : 'characters'}`;
}

/** `today 10:42` or `14 Mar 2026, 10:42`, in the viewer's time. */
export function formatMoment(at: number, now: number): string {
  const date = new Date(at);
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (date.toDateString() === new Date(now).toDateString()) return `today ${time}`;
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
  return `${day}, ${time}`;
}
