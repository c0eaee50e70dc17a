import { InvalidOption } from '../core/errors.ts';
import {
  type ReasoningEfforts,
  readReasoningEfforts,
  reasoningEfforts,
} from '../core/reasoningEffort.ts';

/** `MODEL=IN,OUT[,CACHED]`. Model names can hold `=` themselves. */
export function readPrice(
  typed: string,
): [string, { input: number; output: number; cachedInput: number }] {
  const match = /^(.+)=([^=]+)$/.exec(typed);
  const [input = Number.NaN, output = Number.NaN, cachedInput = input, ...more] =
    match?.[2]?.split(',').map((price) => (price.trim() === '' ? Number.NaN : Number(price))) ?? [];
  const prices = [input, output, cachedInput];
  if (match?.[1] === undefined || more.length > 0 || !prices.every((p) => p >= 0 && p < Infinity)) {
    throw new InvalidOption(
      `--price takes MODEL=IN,OUT[,CACHED] in $ per million tokens, not "${typed}".`,
    );
  }
  return [match[1], { input, output, cachedInput }];
}

/** `MODEL=TOKENS`. */
export function readWindow(typed: string): [string, number] {
  const match = /^(.+)=(\d+)$/.exec(typed);
  const tokens = Number(match?.[2]);
  if (match?.[1] === undefined || !Number.isSafeInteger(tokens) || tokens < 1) {
    throw new InvalidOption(`--window takes MODEL=TOKENS, a whole number of them, not "${typed}".`);
  }
  return [match[1], tokens];
}

/** `ROOT[,SUB]`; one alone is for both. */
export function readEfforts(typed: string): ReasoningEfforts {
  const [root = '', sub = root, ...more] = typed.split(',').map((effort) => effort.trim());
  const efforts = more.length > 0 ? null : readReasoningEfforts({ root, sub });
  if (efforts !== null) return efforts;
  throw new InvalidOption(
    `--reasoning-effort takes ROOT[,SUB], each one of ${reasoningEfforts.join(', ')}, not "${typed}".`,
  );
}
