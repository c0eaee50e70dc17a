import type { CallRequest } from '../core/environment.ts';
import { maxPromptChars } from '../protocol/sandbox.ts';

/** What each item of a context counts on top of its characters, for what it costs to keep. */
const itemChars = 16;

/**
 * A sentence for the code when a call is too big; null when it isn't.
 * @param contextChars most characters that a context given along may have.
 */
export function tooBig({ prompt, context }: CallRequest, contextChars: number): string | null {
  if (prompt.length > maxPromptChars) return tooLong('The prompt', prompt.length, maxPromptChars);
  const given = charsOf(context);
  return given > contextChars ? tooLong('The context', given, contextChars) : null;
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

function charsOf(context: CallRequest['context']): number {
  if (context === undefined) return 0;
  if (typeof context === 'string') return context.length;
  return Object.values(context).reduce((sum: number, text: string) => sum + text.length, 0);
}
