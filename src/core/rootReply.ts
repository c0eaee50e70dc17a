import type { CutPrompt } from './cutPrompts.ts';
import { cutOf, cutRootReply } from './cutReplies.ts';
import type { ModelReplied } from './events.ts';
import type { Message } from './model.ts';
import { number } from './prompts.ts';
import type { Bought, RunScope } from './scope.ts';

/** A reply of the root model, without its reasoning. */
export interface RootReply extends Bought {
  /** All that it was sent, by which marks in its text are told from text about marks. */
  readonly sent: string;
}

/** The messages that a conversation begins with. */
export interface Opening {
  readonly system: string;
  readonly first: string;
}

/** What the replies of one root model have shown so far. */
export class HeardReplies {
  /** The server has said that it keeps what it was sent: then it is sent again as it was. */
  isCached = false;
  /** One held more than reasoning. */
  hasSpoken = false;
  /** Characters of reasoning that came. */
  thoughtChars = 0;

  add({ text, thoughts = '', usage }: RootReply): void {
    this.isCached ||= usage.cachedInputTokens > 0;
    this.hasSpoken ||= text.trim() !== '';
    this.thoughtChars += thoughts.length;
  }
}

/** All that is sent of a conversation, as one text. */
export function textOf(messages: readonly Message[]): string {
  return messages.map(({ content }) => content).join('\n');
}

/** Records a reply that has come, and says where it was cut. */
export function recordReply(
  { request, record }: RunScope,
  asked: Pick<ModelReplied, 'iteration' | 'purpose' | 'durationMs' | 'resent' | 'sent'>,
  reply: RootReply,
): void {
  const { text, thoughts = '', cut, finish } = reply;
  const { durationMs, ...of } = asked;
  record({
    type: 'model.replied',
    ...of,
    text,
    ...(thoughts !== '' && { thoughts }),
    ...(finish !== 'stop' && { finish }),
    ...(cut !== null && { cut }),
    // With what attempts that broke off have cost.
    ...reply.paid,
    durationMs,
  });
  const cutReply = cutOf(reply);
  if (cutReply === null) return;
  record({ type: 'notice', text: cutRootReply(request.options.rootModel, cutReply) });
}

/** The reply to a conversation as it is recorded. */
export function recordedReply(known: ModelReplied, messages: readonly Message[]): RootReply {
  const { text, thoughts, usage, costUsd, finish = 'stop', cut = null } = known;
  const said = { text, ...(thoughts !== undefined && { thoughts }), usage, costUsd };
  return { ...said, finish, cut, sent: textOf(messages), paid: { usage, costUsd } };
}

/** Null where a reply is no summary, or one of a conversation that was not read whole. */
export function summaryIn(
  reply: { readonly text: string; readonly cut?: CutPrompt | null } | null,
): string | null {
  return reply === null || reply.cut ? null : reply.text.trim() || null;
}

/** For the user: so many messages were left out. `name`: where the REPL has them; null: it hasn't. */
export function compactedText(left: number, hasSummary: boolean, name: string | null): string {
  const what = hasSummary ? 'replaced by a summary' : 'left out';
  const place = name === null ? '' : ` They can be read in the REPL as ${name}.`;
  return `The conversation neared the model's window: ${number(left)} messages were ${what}.${place}`;
}
