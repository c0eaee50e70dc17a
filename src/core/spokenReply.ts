import type { ModelReply } from './model.ts';
import type { CodeReading } from './reply/codeBlocks.ts';
import { splitThoughts } from './reply/thoughts.ts';

/**
 * A reply with its reasoning apart, whether the server or the model's own marks kept it so. `sent` is
 * the text that it answers, by which marks are told from text about marks.
 */
export function spokenReply<Reply extends Pick<ModelReply, 'text' | 'thoughts'>>(
  reply: Reply,
  sent: string,
  code?: CodeReading,
): Reply {
  const split = splitThoughts(reply.text, sent, code);
  if (split.text === reply.text) return reply;
  const thoughts = [reply.thoughts ?? '', split.thoughts]
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');
  return { ...reply, text: split.text.trim(), thoughts };
}
