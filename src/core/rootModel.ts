import { Conversation } from './conversation.ts';
import { LimitRefused } from './errors.ts';
import type { ModelReply } from './model.ts';
import { lastQuestion, number } from './prompts.ts';
import { buy, type RunScope } from './scope.ts';

/** Tokens that are kept for the answer to the last question. */
const lastAnswerTokens = 2_048;

/** The root model of one run: its conversation, and each request with its events. */
export class RootModel {
  readonly #scope: RunScope;
  readonly #conversation: Conversation;
  #costNoticed = false;

  constructor(scope: RunScope, system: string, first: string) {
    this.#scope = scope;
    this.#conversation = new Conversation(system, first);
  }

  /** Asks for the next reply. Rejects with LimitRefused, Cancelled, or what the Model rejects with. */
  async ask(iteration: number): Promise<ModelReply> {
    const { ledger, request, signal } = this.#scope;
    const { rootModel, maxOutputTokens } = request.options;
    // The tree has one last question, its root's.
    if (this.#scope.depth === 0) {
      ledger.keepForLastQuestion({
        run: this.#scope.path,
        model: rootModel,
        inputTokens: this.#conversation.inputTokens,
        outputTokens: Math.min(lastAnswerTokens, maxOutputTokens),
        price: request.model.facts(rootModel).price,
      });
    }
    return await this.#complete('iteration', iteration, maxOutputTokens, signal);
  }

  /** Tells the model what came of its reply. */
  tell(observation: string): void {
    this.#conversation.addUser(observation);
  }

  /** Asks once more, at a limit, out of what was kept for it. */
  async askLast(why: string, iteration: number, signal: AbortSignal): Promise<ModelReply> {
    const tokens = Math.min(lastAnswerTokens, this.#scope.request.options.maxOutputTokens);
    const shorter = this.#conversation.withoutLastTurn();
    this.#conversation.addUser(lastQuestion(why));
    try {
      return await this.#complete('answer', iteration, tokens, signal);
    } catch (error) {
      if (!(error instanceof LimitRefused) || shorter === null) throw error;
      // What the last turn added can be more than was kept back; what stood before it is not.
      shorter.addUser(lastQuestion(why));
      return await this.#complete('answer', iteration, tokens, signal, shorter);
    }
  }

  async #complete(
    purpose: 'iteration' | 'answer',
    iteration: number,
    outputTokens: number,
    signal: AbortSignal,
    conversation = this.#conversation,
  ): Promise<ModelReply> {
    const { request, parts, depth } = this.#scope;
    const started = parts.clock.now();
    const delta = (text: string, restart: boolean): void =>
      this.#scope.record({
        type: 'model.delta',
        iteration,
        text,
        ...(restart && { restart }),
      });
    const reply = await buy(this.#scope, {
      model: request.options.rootModel,
      messages: conversation.messages,
      inputTokens: conversation.inputTokens,
      outputTokens,
      signal,
      purpose: purpose === 'answer' && depth === 0 ? 'lastQuestion' : 'request',
      onDelta: (text) => delta(text, false),
      onRestart: () => delta('', true),
    });
    const { text, usage, costUsd, finish } = reply;
    const durationMs = parts.clock.now() - started;
    this.#scope.record({
      type: 'model.replied',
      iteration,
      purpose,
      text,
      usage,
      costUsd,
      durationMs,
    });
    if (finish === 'length') {
      const cut = `The reply of ${request.options.rootModel} was cut at its limit of ${number(usage.outputTokens)} tokens.`;
      this.#scope.record({ type: 'notice', text: cut });
    }
    this.#sayUnknownCost(costUsd);
    conversation.addReply(reply);
    return reply;
  }

  #sayUnknownCost(costUsd: number | null): void {
    const { rootModel, maxCostUsd } = this.#scope.request.options;
    if (costUsd !== null || maxCostUsd === null || this.#costNoticed) return;
    this.#costNoticed = true;
    this.#scope.record({
      type: 'notice',
      text: `The price of ${rootModel} is unknown, so the limit of $${maxCostUsd} can't hold.`,
    });
  }
}
