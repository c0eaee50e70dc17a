import type { Message, ModelReply } from './model.ts';
import { mostTokens } from './scope.ts';

/** What chat servers add to the tokens of a message's text. */
const tokensPerMessage = 16;

/**
 * What the root model is sent: append-only, so that servers' prefix caches hit. Keeps an upper bound
 * of its tokens, which gets tight once a server has reported what the messages so far really were.
 */
export class Conversation {
  readonly #messages: Message[];
  #inputTokens: number;
  /** As it stood when the last reply was asked for. */
  #lastAsked: { readonly messages: number; readonly inputTokens: number } | null = null;

  constructor(system: string, first: string) {
    this.#messages = [
      { role: 'system', content: system },
      { role: 'user', content: first },
    ];
    // Our own English: every tokenizer in use makes fewer tokens of it than a third of its characters.
    this.#inputTokens = Math.ceil(system.length / 3) + mostTokens(first) + 2 * tokensPerMessage;
  }

  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** At most so many tokens are sent. */
  get inputTokens(): number {
    return this.#inputTokens;
  }

  addReply({ text, usage }: ModelReply): void {
    this.#lastAsked = { messages: this.#messages.length, inputTokens: this.#inputTokens };
    this.#messages.push({ role: 'assistant', content: text });
    // Reported for all messages so far, the reply included.
    this.#inputTokens =
      usage.estimated || usage.inputTokens === 0
        ? this.#inputTokens + mostTokens(text) + tokensPerMessage
        : usage.inputTokens + usage.outputTokens + tokensPerMessage;
  }

  addUser(content: string): void {
    this.#messages.push({ role: 'user', content });
    this.#inputTokens += mostTokens(content) + tokensPerMessage;
  }

  /** The conversation as the last reply was asked for; null before the first. */
  withoutLastTurn(): Conversation | null {
    if (this.#lastAsked === null) return null;
    const shorter = new Conversation('', '');
    shorter.#messages.splice(0, 2, ...this.#messages.slice(0, this.#lastAsked.messages));
    shorter.#inputTokens = this.#lastAsked.inputTokens;
    return shorter;
  }
}
