import type { Allowance, Rates } from '../core/model.ts';
import { readSpan } from './waits.ts';

/** ms for which figures hold that don't say how long: servers count by the minute. */
const usualResetMs = 60_000;

/**
 * What `x-ratelimit-*` headers, or Anthropic's, say that may still be sent; null where they say nothing. Servers write when
 * their count begins anew as a span (`6m0s`, `20ms`), in seconds, or as a time. `nowMs` is ms since 1970.
 */
export function readRates(headers: Headers, nowMs: number): Rates | null {
  const find = (...names: readonly (readonly [remaining: string, reset: string])[]) =>
    names.reduce<Allowance | null>(
      (found, [remaining, reset]) => found ?? readAllowance(headers, remaining, reset, nowMs),
      null,
    );
  const requests = find(usual('-requests'), usual(''), anthropics('requests'));
  const tokens = find(usual('-tokens'), anthropics('tokens'), anthropics('input-tokens'));
  return requests === null && tokens === null ? null : { requests, tokens };
}

function usual(what: string): readonly [remaining: string, reset: string] {
  return [`x-ratelimit-remaining${what}`, `x-ratelimit-reset${what}`];
}

function anthropics(what: string): readonly [remaining: string, reset: string] {
  return [`anthropic-ratelimit-${what}-remaining`, `anthropic-ratelimit-${what}-reset`];
}

function readAllowance(
  headers: Headers,
  remainingName: string,
  resetName: string,
  nowMs: number,
): Allowance | null {
  const remaining = headers.get(remainingName);
  if (remaining === null || !/^\d{1,15}$/.test(remaining.trim())) return null;
  return { left: Number(remaining), resetMs: readReset(headers.get(resetName), nowMs) };
}

function readReset(text: string | null, nowMs: number): number {
  const reset = text?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(reset)) return spanOf(Number(reset), nowMs);
  const span = readSpan(reset);
  if (span !== null) return span;
  const time = Date.parse(reset);
  return Number.isNaN(time) ? usualResetMs : Math.max(0, time - nowMs);
}

/** Seconds from now, or since 1970, or ms since then. */
function spanOf(number: number, nowMs: number): number {
  if (number < 1e9) return number * 1_000;
  return Math.max(0, (number < 1e11 ? number * 1_000 : number) - nowMs);
}
