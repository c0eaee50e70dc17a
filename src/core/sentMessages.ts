import type { Message } from './model.ts';
import { number } from './prompts.ts';
import { endsOf } from './textEnds.ts';

/** Characters of one message that are kept in a record: of a text that is sent whole, its ends. */
const keptChars = 64_000;

/** What a request had sent, as a record keeps it. */
export interface SentFields {
  /** So many of the messages before it, the first ones, were sent again as they were. */
  readonly resent: number;
  /** The messages behind those, as JSON. */
  readonly sent: string;
}

/**
 * What the root model of one run was sent, request by request: a conversation that grows is kept once, and
 * what compaction or folding has changed of it where that was sent.
 */
export class SentMessages {
  #last: readonly Message[] = [];

  /** The next request is kept whole: what was sent before it is known by the record alone. */
  forget(): void {
    this.#last = [];
  }

  /** What these messages have that those of the request before had not. */
  next(messages: readonly Message[]): SentFields {
    const last = this.#last;
    const changed = messages.findIndex((message, index) => !isSame(message, last[index]));
    const resent = changed < 0 ? messages.length : changed;
    this.#last = [...messages];
    return { resent, sent: JSON.stringify(messages.slice(resent).map(keep)) };
  }
}

function isSame(one: Message, other: Message | undefined): boolean {
  return one === other || (one.role === other?.role && one.content === other.content);
}

function keep({ role, content }: Message): Message {
  if (content.length <= keptChars) return { role, content };
  const { head, tail } = endsOf(content, keptChars);
  const left = number(content.length - head.length - tail.length);
  return {
    role,
    content: `${head}\n... ${left} characters are not kept in this record ...\n${tail}`,
  };
}
