import type * as vscode from 'vscode';
import { asError, Cancelled } from '../../core/errors.ts';
import type { Message, ModelRequest, Usage } from '../../core/model.ts';
import { type CountTokens, guessTokens } from '../../models/tokens.ts';
import { underWatch } from '../../models/watch.ts';
import { cancellationFrom } from './cancellation.ts';

/** Tokens that a chat's format adds to each message. */
const tokensPerMessage = 4;
/** ms that a model may take to count one text. */
const patienceMs = 10_000;

/**
 * Counts what requests to one model use, which VS Code doesn't report: by the model's own tokenizer,
 * else by ours.
 */
export class ChatTokens {
  readonly #chat: vscode.LanguageModelChat;
  readonly #ours: CountTokens;
  /** A conversation's messages are sent again each turn. */
  readonly #known = new WeakMap<Message, number>();
  #noticed = false;

  constructor(chat: vscode.LanguageModelChat, ours: CountTokens) {
    this.#chat = chat;
    this.#ours = ours;
  }

  async usage(request: ModelRequest, reply: string): Promise<Usage> {
    let inputTokens = 0;
    for (const message of request.messages) {
      const tokens = this.#known.get(message) ?? (await this.#count(message.content, request));
      this.#known.set(message, tokens);
      inputTokens += tokens + tokensPerMessage;
    }
    const outputTokens = await this.#count(reply, request);
    return { inputTokens, cachedInputTokens: 0, outputTokens, estimated: true };
  }

  /** Never rejects, also when the request was stopped meanwhile: what was spent has to be known. */
  async #count(text: string, { signal, onNotice, onBug }: ModelRequest): Promise<number> {
    if (text === '') return 0;
    try {
      const patience = { firstMs: patienceMs, nextMs: patienceMs };
      const tokens = await underWatch(signal, patience, async ({ controller }) => {
        using cancellation = cancellationFrom(controller.signal);
        return await this.#chat.countTokens(text, cancellation.token);
      });
      // VS Code says 0 for models whose extension runs in another extension host than this one.
      if (Number.isFinite(tokens) && tokens > 0) return tokens;
    } catch (error) {
      if (!(error instanceof Cancelled) && !this.#noticed) {
        this.#noticed = true;
        const why = asError(error).message;
        onNotice?.(
          `${this.#chat.name} does not count its tokens (${why}): they are counted as OpenAI's would be.`,
        );
      }
    }
    try {
      return (await this.#ours(text)).tokens;
    } catch (error) {
      onBug?.(asError(error));
      return guessTokens(text);
    }
  }
}
