import type { CallRequest } from './environment.ts';

/** What is sent for a call: its prompt verbatim, at the depth limit with the context given along. */
export function promptOf(request: CallRequest): string {
  const { prompt, context } = request;
  if (context === undefined || context === '') return prompt;
  if (typeof context === 'string') return `${prompt}\n\n${context}`;
  const parts = Array.isArray(context)
    ? context
    : Object.entries(context).map(([path, text]) => `${path}:\n${text}`);
  return [prompt, ...parts].join('\n\n');
}
