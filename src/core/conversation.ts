import type { Message, ModelReply } from './model.ts';
import { cutMessage, cutOutput, foldMessage } from './observation.ts';
import { mostTokens } from './scope.ts';
import { makeupOf } from './textMakeup.ts';

/** What chat servers add to the tokens of a message's text. */
const tokensPerMessage = 16;
/** UTF-8 bytes that a token has at least, in nearly all text. */
const likelyBytes = 3;
/** UTF-8 bytes that a token has at most, in nearly all text: what is taken out may have few tokens. */
const mostBytes = 5;
/** Tokens from which on a conversation is long. */
const foldFrom = 30_000;
/** Characters of a message with outputs that is worth being folded, and what is left of it then. */
const largeChars = 4_000;
const foldedChars = 1_200;
/** Of a message, however narrow the window is. */
const fewestChars = 400;

/** Tokens of a prompt: an upper bound, and what it is likely to have. */
interface Tokens {
  readonly most: number;
  readonly likely: number;
}

/**
 * What the root model is sent: append-only, so that servers' prefix caches hit, until it is compacted,
 * or folded where there is no cache.
 * Keeps an upper bound of its tokens, which gets tight once a server has reported what the messages so
 * far really were.
 */
export class Conversation {
  /** Every message there was, what compaction has taken out included. */
  readonly history: Message[];
  readonly #messages: Message[];
  #tokens: Tokens;
  /** As it stood when the last reply was asked for. */
  #lastAsked: { readonly messages: number; readonly tokens: Tokens } | null = null;
  /** Messages at the beginning that stay. */
  readonly #head: number;

  private constructor(head: readonly Message[], history: readonly Message[], tokens: Tokens) {
    this.#messages = [...head];
    this.history = [...history];
    this.#tokens = tokens;
    this.#head = head.length;
  }

  static begin(system: string, first: string): Conversation {
    const messages: Message[] = [
      { role: 'system', content: system },
      { role: 'user', content: first },
    ];
    return new Conversation(messages, messages, tokensOf(messages));
  }

  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** About how many tokens its beginning has; `scaleOf`: those that the model makes of each that is counted here. */
  headTokens(scaleOf: (text: string) => number): number {
    const text = this.#messages
      .slice(0, 2)
      .map(({ content }) => content)
      .join('\n');
    return Math.round(scaleOf(text) * makeupOf(text).density * text.length);
  }

  /** At most so many tokens are sent. */
  get inputTokens(): number {
    return this.#tokens.most;
  }

  /** About so many: what a window is compared with. */
  get likelyTokens(): number {
    return this.#tokens.likely;
  }

  /**
   * An empty reply leaves nothing: many servers refuse an empty message, and a word put into the
   * model's mouth in its place is a word that it may say again.
   */
  addReply({ text, usage }: ModelReply): void {
    const isEmpty = text.trim() === '';
    if (!isEmpty) {
      // What is joined to a message later stands behind these: there is a reply between.
      this.#lastAsked = { messages: this.#messages.length, tokens: this.#tokens };
      const message: Message = { role: 'assistant', content: text };
      this.#messages.push(message);
      this.history.push(message);
      this.#addTokens(tokensOf([message]));
    }
    if (usage.inputTokens === 0) return;
    // Reported for all messages so far; of the reply its reasoning is not sent back.
    const reply = isEmpty ? 0 : Math.min(usage.outputTokens, mostTokens(text)) + tokensPerMessage;
    const reported = usage.inputTokens + reply;
    this.#tokens = {
      most: usage.estimated ? this.#tokens.most : reported,
      likely: reported,
    };
  }

  /** Roles alternate: what follows another message of the user's is put at its end. */
  addUser(content: string): void {
    const message: Message = { role: 'user', content };
    tellUser(this.#messages, message);
    tellUser(this.history, message);
    this.#addTokens(tokensOf([message]));
  }

  /** The conversation as the last reply was asked for; null before the first. */
  withoutLastTurn(): Conversation | null {
    if (this.#lastAsked === null) return null;
    const { messages, tokens } = this.#lastAsked;
    return new Conversation(this.#messages.slice(0, messages), this.history, tokens);
  }

  /** True when there are turns between its beginning and the last one. */
  get hasMiddle(): boolean {
    return this.#lastAsked !== null && this.#lastAsked.messages > this.#head;
  }

  /** About how many tokens those turns have. */
  get middleTokens(): number {
    const middle = this.#messages.slice(this.#head, this.#lastAsked?.messages ?? this.#head);
    return tokensOf(middle).likely;
  }

  /**
   * Takes the middle out of the longest messages, but for the first two, until about so many tokens
   * are left, or nothing is left to take. True when something was taken.
   */
  shorten(tokens: number): boolean {
    let isShorter = false;
    for (;;) {
      const excess = this.#tokens.likely - tokens;
      const index = this.#longest();
      const message = this.#messages[index];
      if (excess <= 0 || message === undefined) return isShorter;
      const bytes = mostTokens(message.content);
      const share = Math.max(0, 1 - (excess * mostBytes) / bytes);
      const chars = Math.max(fewestChars, Math.floor(share * message.content.length));
      const cut = message.role === 'user' ? cutMessage : cutOutput;
      const content = cut(message.content, chars);
      const taken = bytes - mostTokens(content);
      if (taken <= 0) return isShorter;
      this.#messages[index] = { ...message, content };
      this.#take(taken, mostBytes);
      isShorter = true;
    }
  }

  /** When it has grown long, folds large outputs of all turns but the last to their ends, each once. */
  fold(): void {
    if (this.#tokens.likely <= foldFrom) return;
    for (const [index, message] of this.#messages.entries()) {
      const { role, content } = message;
      const isOld = index >= 2 && index < this.#messages.length - 1;
      if (role !== 'user' || !isOld || content.length <= largeChars) continue;
      const shorter = foldMessage(content, foldedChars);
      this.#messages[index] = { ...message, content: shorter };
      this.#take(mostTokens(content) - mostTokens(shorter), likelyBytes);
    }
  }

  /** So many bytes are not there any more, of which that many made a token. */
  #take(bytes: number, bytesPerToken: number): void {
    this.#tokens = {
      most: Math.min(this.#tokens.most, tokensOf(this.#messages).most),
      likely: Math.max(0, this.#tokens.likely - bytes / bytesPerToken),
    };
  }

  #longest(): number {
    let longest = -1;
    let chars = fewestChars;
    for (const [index, { content }] of this.#messages.entries()) {
      if (index < 2 || content.length <= chars) continue;
      longest = index;
      chars = content.length;
    }
    return longest;
  }

  /** With a summary, and what to say about it, in place of all turns but the last. */
  compacted(summary: string, note: string): Conversation {
    const turn = this.#messages.slice(this.#lastAsked?.messages ?? this.#messages.length);
    const head: Message[] = [
      ...this.#messages.slice(0, 2),
      { role: 'assistant', content: summary },
      { role: 'user', content: note },
    ];
    const compacted = new Conversation(head, this.history, tokensOf([...head, ...turn]));
    compacted.#messages.push(...turn);
    compacted.#lastAsked = { messages: head.length, tokens: tokensOf(head) };
    return compacted;
  }

  #addTokens(added: Tokens): void {
    const { most, likely } = this.#tokens;
    this.#tokens = { most: most + added.most, likely: likely + added.likely };
  }
}

/** Adds a message of the user's, to the last one where that is the user's too. */
function tellUser(messages: Message[], message: Message): void {
  const last = messages.at(-1);
  if (last?.role !== 'user') messages.push(message);
  else
    messages[messages.length - 1] = { ...last, content: `${last.content}\n\n${message.content}` };
}

function tokensOf(messages: readonly Message[]): Tokens {
  let most = 0;
  let likely = 0;
  for (const { role, content } of messages) {
    const bytes = mostTokens(content);
    // Our own English: every tokenizer in use makes fewer tokens of it than a third of its characters.
    most += (role === 'system' ? Math.ceil(content.length / 3) : bytes) + tokensPerMessage;
    likely += Math.ceil(bytes / likelyBytes) + tokensPerMessage;
  }
  return { most, likely };
}
