import { number } from '../core/prompts.ts';

/** `$0.0123`, `~$0.0123` where tokens were counted here, `$ unknown`. */
export function money(usd: number | null, estimated: boolean): string {
  if (usd === null) return '$ unknown';
  return `${estimated && usd > 0 ? '~' : ''}$${usd === 0 ? '0' : usd.toFixed(usd < 0.1 ? 4 : 2)}`;
}

/** `0.4 s`, `12 s`, `1 m 12 s`. */
export function seconds(ms: number): string {
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  const whole = Math.round(ms / 1_000);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} m ${whole % 60} s`;
}

/** `1.2 M characters`. */
export function size(chars: number): string {
  if (chars < 10_000) return counted(chars, 'character');
  if (chars < 1_000_000) return `${Math.round(chars / 1_000)} k characters`;
  return `${(chars / 1_000_000).toFixed(1)} M characters`;
}

/** `1 line`, `1,200 lines`. */
export function counted(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}
