import type { RunRequest } from './scope.ts';

/** What is left of a window for the reply at least: a quarter, and never more tokens than this. */
const leastReply = 1_024;

/** Tokens that a prompt to the root model may have. `refused`: what the server has refused. */
export function mostPrompt({ model, options }: RunRequest, refused: number): number {
  const { window } = model.facts(options.rootModel);
  const most = Math.min(refused, window ?? Number.POSITIVE_INFINITY);
  return most - Math.min(leastReply, most / 4);
}

/** Tokens that its conversation may have, so that a long reply fits too, as far as is known. */
export function conversationRoom({ model, options }: RunRequest, refused: number): number {
  const { window, maxOutput } = model.facts(options.rootModel);
  if (window === null) return refused;
  const output = Math.min(options.maxOutputTokens, maxOutput ?? window, window / 2);
  return Math.min(refused, window - output);
}
