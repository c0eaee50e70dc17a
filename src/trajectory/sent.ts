import type { Message } from '../core/model.ts';
import type { ReplyModel, RunModel, StoredText } from './model.ts';

/** The messages of one request, and how many of them, the first ones, the request before had too. */
export interface SentRequest {
  readonly messages: readonly Message[];
  readonly resent: number;
}

/**
 * The messages that a reply came on, put together from what each request before it had anew; null where
 * the record doesn't have them. `whole` fetches a text; rejects as it does.
 */
export async function requestOf(
  reply: ReplyModel,
  { iterations }: RunModel,
  whole: (text: StoredText) => Promise<string>,
): Promise<SentRequest | null> {
  const replies = iterations.flatMap((iteration) => iteration.replies);
  const upTo = replies.slice(0, replies.indexOf(reply) + 1);
  const texts = await Promise.all(
    upTo.map(({ sent }) => (sent === null ? null : whole(sent.added))),
  );
  let messages: readonly Message[] = [];
  let resent = 0;
  for (const [index, text] of texts.entries()) {
    const added = text === null ? null : messagesIn(text);
    resent = upTo[index]?.sent?.resent ?? 0;
    if (added === null || resent > messages.length) return null;
    messages = [...messages.slice(0, resent), ...added];
  }
  return { messages, resent };
}

/** Null for what is no list of messages: a record can come from anywhere. */
function messagesIn(text: string): readonly Message[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  return Array.isArray(value) && value.every(isMessage) ? value : null;
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null) return false;
  const { role, content } = value as Partial<Record<keyof Message, unknown>>;
  return (
    (role === 'system' || role === 'user' || role === 'assistant') && typeof content === 'string'
  );
}
