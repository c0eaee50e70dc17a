import type { CallKind } from './cellEvents.ts';
import type { CallRequest } from './environment.ts';
import { CallRefused } from './errors.ts';
import type { RunScope } from './scope.ts';

/** Throws CallRefused where this run makes no calls, and for a model whose cost no budget could hold. */
export function checkModel({ request }: RunScope, called: string, named: string): void {
  const { options, model } = request;
  if (options.maxDepth === 0)
    throw new CallRefused(`${called} is not available: this run makes no sub-calls.`);
  const known = named === options.subModel || named === options.rootModel;
  if (known || model.facts(named).price !== null) return;
  throw new CallRefused(
    `There is no model "${named}" in this run: use "${options.subModel}" or "${options.rootModel}".`,
  );
}

/** Of an `rlm` call: hex, by which one of the same question and context is known. */
export function askedHash(
  { parts }: Pick<RunScope, 'parts'>,
  prompt: string,
  { context }: CallRequest,
): string {
  return parts.sha256(JSON.stringify([context ?? null, prompt]));
}

/** By which equal calls are known. Hashed: the memo is kept for follow-ups, and prompts are long. */
export function keyOfCall(
  scope: RunScope,
  kind: CallKind,
  model: string,
  prompt: string,
  request: CallRequest,
): string {
  if (kind === 'llm') return `llm\n${model}\n${scope.parts.sha256(prompt)}`;
  // With its depth: a child that asks what it was asked must not wait for itself.
  return `rlm ${scope.depth}\n${model}\n${askedHash(scope, prompt, request)}`;
}
