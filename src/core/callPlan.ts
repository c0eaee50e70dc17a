import { promptOf } from './callPrompt.ts';
import type { CallFacts } from './callRecord.ts';
import type { CallRequest } from './environment.ts';
import type { RunOptions } from './options.ts';

/** What a call of the code comes to: one request to a model, or a child run. */
export interface PlannedCall extends CallFacts {
  readonly prompt: string;
}

/** `depth`: of the run whose code makes the call; at the depth limit it is a plain one. */
export function planCall(request: CallRequest, options: RunOptions, depth: number): PlannedCall {
  const isChild = isRecursive(request) && depth + 1 < options.maxDepth;
  return isChild
    ? { kind: 'rlm', model: request.model ?? options.rootModel, prompt: request.prompt }
    : { kind: 'llm', model: request.model ?? options.subModel, prompt: promptOf(request) };
}

export function isRecursive({ name }: CallRequest): boolean {
  return name.startsWith('rlm_');
}
