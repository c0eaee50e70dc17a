import type { RunRequest } from './scope.ts';

/**
 * Replies of sub-models that outlive a run, by a key of 64 hex digits. Neither method rejects: a memo
 * that fails is one that knows nothing.
 */
export interface Memo {
  /** Null when there is none. */
  find(key: string): Promise<string | null>;
  keep(key: string, reply: string): Promise<void>;
}

/** A request's memo, as its calls use it. */
export interface KeptReplies {
  find(model: string, prompt: string): Promise<string | null>;
  keep(model: string, prompt: string, reply: string): void;
}

/** Null where the request has no memo, or where a model's name alone doesn't say who answers. */
export function keptReplies(
  { memo, model: models, options }: RunRequest,
  sha256: (text: string) => string,
): KeptReplies | null {
  const { address } = models;
  if (memo === undefined || address === undefined) return null;
  const { sub } = options.reasoningEffort;
  const effort = sub === 'off' ? [] : [sub];
  const keyOf = (model: string, prompt: string): string =>
    sha256(JSON.stringify([address, model, options.maxOutputTokens, prompt, ...effort]));
  return {
    find: (model, prompt) => memo.find(keyOf(model, prompt)),
    keep: (model, prompt, reply) => void memo.keep(keyOf(model, prompt), reply),
  };
}
