import type { Context, ContextItem } from './context.ts';
import type { CallRequest } from './environment.ts';
import type { RunParts } from './parts.ts';
import { createScope, type RunScope } from './scope.ts';
import { seedOf } from './seed.ts';

/**
 * The scope of a child run: its own question, context and path; the tree's ledger, memo, clock and
 * limits. `onSeen` is told what models see in it.
 */
export function childScope(
  parent: RunScope,
  call: CallRequest,
  own: Pick<RunScope, 'path' | 'call' | 'signal'> & { readonly model: string },
  onSeen: RunScope['onSeen'],
): RunScope {
  const { request, depth, counts, parts } = parent;
  counts.depth = Math.max(counts.depth, depth + 1);
  return createScope(parent, {
    path: own.path,
    call: own.call,
    depth: depth + 1,
    signal: AbortSignal.any([parent.signal, own.signal]),
    seed: seedOf(parts, `${parent.seed} ${own.path}`),
    onSeen,
    request: {
      ...request,
      question: call.prompt,
      context: contextOf(call, `part of ${request.context.label}`, parts),
      options: { ...request.options, rootModel: own.model },
    },
  });
}

/** The context that a call gave along; the question's own text when it gave none. */
function contextOf(
  { prompt, context = prompt }: CallRequest,
  label: string,
  parts: RunParts,
): Context {
  const item = (path: string, text: string): ContextItem => ({
    path,
    text: parts.share(text),
    origin: null,
  });
  if (typeof context === 'string') return { kind: 'string', items: [item('', context)], label };
  const items = Object.entries(context).map(([path, text]) => item(path, text));
  return { kind: Array.isArray(context) ? 'list' : 'map', items, label };
}
