import type { Message } from '../core/model.ts';
import type { RequestForm } from './requestForm.ts';

/** A conversation in the form that a server takes. */
export function shapeMessages(
  messages: readonly Message[],
  { system, mergeRoles }: Pick<RequestForm, 'system' | 'mergeRoles'>,
): Message[] {
  const plain = messages.map(({ role, content }): Message => {
    return { role: system === 'user' && role === 'system' ? 'user' : role, content };
  });
  const merged: Message[] = [];
  for (const [at, message] of plain.entries()) {
    const last = merged.at(-1);
    // A system's text never stands as a message of the user's own: it begins the next one.
    const isHead = system === 'user' && messages[at - 1]?.role === 'system';
    if (last?.role === message.role && (mergeRoles || isHead))
      merged[merged.length - 1] = {
        role: last.role,
        content: `${last.content}\n\n${message.content}`,
      };
    else merged.push(message);
  }
  return merged;
}

/** Whether messages of one role follow each other. */
export function repeatsRoles(messages: readonly Message[]): boolean {
  return messages.some(({ role }, at) => at > 0 && messages[at - 1]?.role === role);
}

export function hasSystem(messages: readonly Message[]): boolean {
  return messages.some(({ role }) => role === 'system');
}
