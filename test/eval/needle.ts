import { buildHaystack } from '../examples/haystack.ts';
import type { MadeProblem } from './task.ts';

/** Characters to a token of o200k_base, measured on this very text. */
const charactersPerToken = 4.07;

/** One line of the text holds a code. Finding it takes the same work at any size. */
export function buildNeedle(tokens: number, seed: number): MadeProblem {
  const { text, key, code } = buildHaystack(tokens * charactersPerToken, seed);
  // A form of question that the offline demo knows too.
  return { question: `Find "secret code of ${key}"`, text, truth: { kind: 'code', code } };
}
