import type { Message } from '../../core/model.ts';
import type { Writer } from './cells.ts';
import { javascript } from './javascript.ts';
import { python } from './python.ts';
import type { Situation } from './step.ts';

/** What the demo reads out of the messages that every model gets. */
export interface Conversation extends Situation {
  /** Of the REPL's language. */
  readonly writer: Writer;
  /** What came of each of its own replies so far, in order. */
  readonly outputs: readonly string[];
  /** The run has ended and asks for an answer without code. */
  readonly lastQuestion: boolean;
}

/** A request with no system message is a sub-call: its only message is the prompt. */
export function isSubcall(messages: readonly Message[]): boolean {
  return !messages.some(({ role }) => role === 'system');
}

export function readConversation(messages: readonly Message[]): Conversation {
  const system = messages.find(({ role }) => role === 'system')?.content ?? '';
  const turns = messages.filter(({ role }) => role !== 'system');
  const first = withoutEarlier(turns[0]?.content ?? '');
  const end = first.indexOf('\n\nContext: ');
  const question = first.slice(0, end === -1 ? undefined : end).replace(/^Question: /, '');
  const [kind = ''] = (end === -1 ? '' : first.slice(end + '\n\nContext: '.length)).split('\n');
  const figure = (pattern: RegExp): number | null => {
    const found = pattern.exec(kind)?.[1];
    return found === undefined ? null : Number(found.replaceAll(',', ''));
  };
  const many = !/^a str/.test(kind);
  const outputs: string[] = [];
  let current: string[] | null = null;
  for (const { role, content } of turns.slice(1)) {
    if (role === 'assistant') {
      if (current !== null) outputs.push(current.join('\n'));
      current = [];
    } else current?.push(content);
  }
  if (current !== null) outputs.push(current.join('\n'));
  return {
    question,
    many,
    texts: many ? figure(/([\d,]+) (?:paths|strings|strs)/) : null,
    lines: figure(/([\d,]+) lines?\b/),
    longest: figure(/the longest has ([\d,]+) characters/),
    subcalls: /\bllm_query\b/.test(system),
    writer: /\bPython REPL\b/.test(system) ? python : javascript,
    outputs,
    lastQuestion: /No more code can run\./.test(turns.at(-1)?.content ?? ''),
  };
}

/** A follow-up is told first what was asked before it. */
function withoutEarlier(first: string): string {
  const end = 'Now a follow-up about the same text.\n\n';
  const at = first.startsWith('Asked before: ') ? first.indexOf(end) : -1;
  return at === -1 ? first : first.slice(at + end.length);
}
