import type { CallRequest } from '../core/environment.ts';
import { maxPromptChars } from '../protocol/sandbox.ts';

const names = [
  'llm_query',
  'llm_query_batched',
  'rlm_query',
  'rlm_query_batched',
  'classify',
  'llm_map',
] as const;
/** What each item of a context counts on top of its characters, for what it costs to keep. */
const itemChars = 16;

/**
 * A call as it arrives from the worker, which is not trusted: a CallRequest made anew of what it may
 * hold, a sentence for the code when it is too big, or null when it is no call at all.
 * @param contextChars most characters that a context given along may have.
 */
export function readCallRequest(value: unknown, contextChars: number): CallRequest | string | null {
  if (typeof value !== 'object' || value === null) return null;
  const { name, prompt, context, model, batch }: Record<string, unknown> = { ...value };
  const known = names.find((each) => each === name);
  if (known === undefined || typeof prompt !== 'string') return null;
  if (model !== undefined && typeof model !== 'string') return null;
  if (batch !== undefined && !Number.isSafeInteger(batch)) return null;
  if (!isContext(context)) return null;
  if (prompt.length > maxPromptChars) return tooLong('The prompt', prompt.length, maxPromptChars);
  const given = charsOf(context);
  if (given > contextChars) return tooLong('The context', given, contextChars);
  return {
    name: known,
    prompt,
    ...(context === undefined ? {} : { context }),
    ...(model === undefined ? {} : { model: model.slice(0, 200) }),
    ...(batch === undefined ? {} : { batch: Number(batch) }),
  };
}

/** Characters that a call takes at the host, what it costs to keep its items included. */
export function sizeOfCall({ prompt, context }: Pick<CallRequest, 'prompt' | 'context'>): number {
  if (context === undefined || typeof context === 'string') return prompt.length + charsOf(context);
  const paths = Object.keys(context);
  return paths.reduce(
    (sum, path) => sum + path.length + itemChars,
    prompt.length + charsOf(context),
  );
}

function tooLong(what: string, chars: number, most: number): string {
  const [has, may] = [chars, most].map((count) => count.toLocaleString('en-US'));
  return `${what} has ${has} characters; the most is ${may}. Give less of the text.`;
}

/** Data as JSON has it: no Map, no typed array, no gaps. */
function isContext(value: unknown): value is CallRequest['context'] {
  if (value === undefined || typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) if (typeof value[at] !== 'string') return false;
    return true;
  }
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  return isPlain && Object.values(value).every((text) => typeof text === 'string');
}

function charsOf(context: CallRequest['context']): number {
  if (context === undefined) return 0;
  if (typeof context === 'string') return context.length;
  return Object.values(context).reduce((sum: number, text: string) => sum + text.length, 0);
}
