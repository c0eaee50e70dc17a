import { mostWords } from './said.ts';

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const amount = String.raw`\d+(?:\.\d+)?\s*(?:milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?![a-z])`;
const span = String.raw`${amount}(?:(?:\s|,|and)*${amount})*`;
const asked = new RegExp(
  String.raw`\b(?:(?:try|retry|retrying|again|wait|come back|available|resets?|reset)(?:[ a-z]{0,24}?)|retry[-_ ]after:?|cooldown:?)\s*(${span})`,
  'i',
);

/** ms that words ask to wait: "try again in 12m30.5s", "wait 20 seconds"; null without any. */
export function readWaitAsked(words: string): number | null {
  const found = asked.exec(words.slice(0, mostWords))?.[1];
  return found === undefined ? null : sumSpan(found);
}

const wholeSpan = new RegExp(`^${span}$`, 'i');

/** ms of `6m0s`, `20ms`, `1 minute`; null for what is no span. */
export function readSpan(text: string): number | null {
  return text.length < 40 && wholeSpan.test(text) ? sumSpan(text) : null;
}

function sumSpan(text: string): number {
  let ms = 0;
  for (const [, number, unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi)) {
    const short = /^m(?:s|illi)/i.test(unit) ? 'ms' : unit.charAt(0).toLowerCase();
    ms += Number(number) * (units[short] ?? 0);
  }
  return ms;
}

/**
 * What `retry-after-ms` (ms) or `retry-after` (seconds or a date) asks for, in ms; null when neither
 * makes sense. `nowMs` is ms since 1970.
 */
export function readRetryAfter(headers: Headers | undefined, nowMs: number): number | null {
  const ms = readNumber(headers?.get('retry-after-ms'));
  if (ms !== null) return ms;
  const text = headers?.get('retry-after');
  const seconds = readNumber(text);
  if (seconds !== null) return seconds * 1000;
  const date = Date.parse(text ?? '');
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}

function readNumber(text: string | null | undefined): number | null {
  if (text === null || text === undefined || text.trim() === '') return null;
  const number = Number(text);
  return Number.isFinite(number) && number >= 0 ? number : null;
}
