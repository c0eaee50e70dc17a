import { worstCase } from './attempts.ts';
import { Conversation } from './conversation.ts';
import type { CutPrompt } from './cutPrompts.ts';
import { cutConversationText, headTooLong } from './cutPromptWords.ts';
import { cutOf, cutRootReply } from './cutReplies.ts';
import type { Environment } from './environment.ts';
import { Cancelled, LimitRefused, nullWhenExpected, PromptTooLong } from './errors.ts';
import type { ModelReplied } from './events.ts';
import { reachLimit } from './limits.ts';
import { conversationRoom, mostPrompt } from './promptRoom.ts';
import { afterCompaction, compactionRequest, lastQuestion, noSummary, number } from './prompts.ts';
import { type Bought, buy, codeReading, type RunScope } from './scope.ts';
import { SentMessages } from './sentMessages.ts';
import { spokenReply } from './spokenReply.ts';
import { makeupOf } from './textMakeup.ts';
import type { ToldVariables } from './toldVariables.ts';

/** Tokens that are kept for the answer to the last question. */
const lastAnswerTokens = 2_048;
const summaryTokens = 4_096;
/** Share of the room for the conversation from which on it is compacted. */
const fullest = 0.85;
/** Turns of fewer tokens are not worth a summary. */
const leastMiddle = 512;

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

/** The root model of one run: its conversation, and each request with its events. */
export class RootModel {
  readonly #scope: RunScope;
  readonly #environment: Environment;
  readonly #told: ToldVariables | null;
  #conversation: Conversation;
  /** Tokens that the server has refused. */
  #refusedTokens = Number.POSITIVE_INFINITY;
  #wasCut = false;
  /** The server has said that it keeps what it was sent: then it is sent again as it was. */
  #isCached = false;
  #isHeadTooLong = false;
  readonly #cutNoticed = new Set<number | null>();
  readonly #sent = new SentMessages();
  #thoughtChars = 0;
  #hasSpoken = false;

  /** `told`: of variables; forgotten when a summary takes the place of what was told. */
  constructor(
    scope: RunScope,
    environment: Environment,
    { system, first }: Opening,
    told: ToldVariables | null = null,
  ) {
    this.#told = told;
    this.#scope = scope;
    this.#environment = environment;
    this.#conversation = Conversation.begin(system, first);
  }

  /**
   * Asks for the next reply, after a summary of the conversation where that nears the window. Rejects
   * with LimitRefused, Cancelled, or what the Model rejects with.
   */
  async ask(iteration: number): Promise<RootReply> {
    if (!this.#isCached) this.#conversation.fold();
    const { likelyTokens, middleTokens } = this.#conversation;
    const isFull = likelyTokens > fullest * this.#room;
    if (isFull && middleTokens > leastMiddle) await this.#compact(iteration);
    this.#conversation.shorten(this.#most);
    const reply = await this.#askShorter(iteration);
    return reply.cut?.window == null ? reply : await this.#askAgain(reply.cut, iteration);
  }

  /** Asks once, out of nothing that was kept: the reply is the answer. */
  askDirectly(iteration: number): Promise<RootReply> {
    const { request, signal } = this.#scope;
    return this.#complete('direct', iteration, request.options.maxOutputTokens, signal);
  }

  /** True once it has shown that question and instructions alone don't fit the model's window. */
  get isHeadTooLong(): boolean {
    return this.#isHeadTooLong;
  }

  /** True when what the model was told last has probably not come to it whole. */
  get wasCut(): boolean {
    return this.#wasCut;
  }

  /** Asks, and once more after a summary where the prompt is refused for its length. */
  async #askShorter(iteration: number): Promise<RootReply> {
    try {
      return await this.#askNow(iteration);
    } catch (error) {
      if (!(error instanceof PromptTooLong)) throw error;
      this.#refusedTokens = Math.min(this.#refusedTokens, this.#conversation.likelyTokens);
      if (!(await this.#compact(iteration))) throw error;
      return await this.#askNow(iteration);
    }
  }

  /** What a cut prompt is answered with is worth nothing: what fits the window is asked instead. */
  async #askAgain(cut: CutPrompt, iteration: number): Promise<RootReply> {
    const window = cut.window ?? cut.reported;
    this.#refusedTokens = Math.min(this.#refusedTokens, window);
    const head = this.#conversation.messages.slice(0, 2).map(({ content }) => content);
    const text = head.join('\n');
    const scale = this.#scope.cutPrompts.scaleFor(cut.model, text);
    const tokens = Math.round(scale * makeupOf(text).density * text.length);
    const isHead = this.#conversation.messages.length <= 2;
    if (isHead || tokens > window) {
      this.#isHeadTooLong = true;
      throw new PromptTooLong(cut.model, headTooLong(isHead ? cut.expected : tokens, window));
    }
    await this.#compact(iteration);
    this.#conversation.shorten(this.#most);
    const again = await this.#askShorter(iteration);
    if (again.cut?.window != null) this.#keep(again, this.#conversation);
    return again;
  }

  get #most(): number {
    return mostPrompt(this.#scope.request, this.#refusedTokens);
  }

  get #room(): number {
    return conversationRoom(this.#scope.request, this.#refusedTokens);
  }

  /** Puts a summary in the place of all turns but the last; false when there are none. */
  async #compact(iteration: number): Promise<boolean> {
    const before = this.#conversation;
    const middle = before.hasMiddle ? before.withoutLastTurn() : null;
    if (middle === null) return false;
    const count = before.messages.length;
    const summary = await this.#summarize(middle, iteration);
    const name = await this.#environment.remember(before.history).catch(nullWhenExpected);
    const place = name === null ? '' : `They can be read in the REPL as ${name}.`;
    this.#conversation = before.compacted(
      summary ?? noSummary,
      afterCompaction(name, this.#scope.request.options.language),
    );
    this.#told?.forget();
    const left = count - this.#conversation.messages.length + 2;
    this.#scope.record({
      type: 'notice',
      text:
        `The conversation neared the model's window: ${number(left)} messages were ` +
        `${summary === null ? 'left out' : 'replaced by a summary'}. ${place}`.trim(),
    });
    return true;
  }

  /** Null when it can't be had. */
  async #summarize(middle: Conversation, iteration: number): Promise<string | null> {
    const { signal, request } = this.#scope;
    const { maxOutputTokens } = request.options;
    const tokens = Math.min(summaryTokens, maxOutputTokens, Math.max(leastMiddle, this.#room / 4));
    middle.addUser(compactionRequest);
    if (middle.likelyTokens > this.#most) return null;
    try {
      const { text, cut } = await this.#complete('compaction', iteration, tokens, signal, middle);
      return cut === null ? text.trim() || null : null;
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      if (error instanceof LimitRefused) reachLimit(this.#scope, error.limit);
      return nullWhenExpected(error);
    }
  }

  async #askNow(iteration: number): Promise<RootReply> {
    const { ledger, request, signal } = this.#scope;
    const { rootModel, maxOutputTokens } = request.options;
    // The tree has one last question, its root's.
    if (this.#scope.depth === 0) {
      const tokens = Math.min(lastAnswerTokens, maxOutputTokens);
      ledger.keepForLastQuestion(
        worstCase(this.#scope, rootModel, this.#conversation.inputTokens, tokens),
      );
    }
    return await this.#complete('iteration', iteration, maxOutputTokens, signal);
  }

  /** True once a reply held more than reasoning. */
  get hasSpoken(): boolean {
    return this.#hasSpoken;
  }

  /** Characters of reasoning that came so far. */
  get thoughtChars(): number {
    return this.#thoughtChars;
  }

  /** Tells the model what came of its reply. */
  tell(observation: string): void {
    this.#conversation.addUser(observation);
  }

  /** Asks once more, at a limit, out of what was kept for it. */
  async askLast(why: string, iteration: number, signal: AbortSignal): Promise<RootReply> {
    const tokens = Math.min(lastAnswerTokens, this.#scope.request.options.maxOutputTokens);
    const shorter = this.#conversation.withoutLastTurn();
    this.#conversation.shorten(this.#most);
    this.#conversation.addUser(lastQuestion(why));
    try {
      return await this.#complete('answer', iteration, tokens, signal);
    } catch (error) {
      const isTooMuch = error instanceof LimitRefused || error instanceof PromptTooLong;
      if (!isTooMuch || shorter === null) throw error;
      if (error instanceof LimitRefused) reachLimit(this.#scope, error.limit);
      // What the last turn added can be more than was kept back; what stood before it is not.
      shorter.addUser(lastQuestion(why));
      return await this.#complete('answer', iteration, tokens, signal, shorter);
    }
  }

  async #complete(
    purpose: ModelReplied['purpose'],
    iteration: number,
    outputTokens: number,
    signal: AbortSignal,
    conversation = this.#conversation,
  ): Promise<RootReply> {
    const { request, parts, path, depth } = this.#scope;
    const started = parts.clock.now();
    const messages = [...conversation.messages];
    const delta = (text: string, restart: boolean): void => {
      const kind = restart ? { restart } : {};
      this.#scope.record({ type: 'model.delta', iteration, text, ...kind });
    };
    const bought = await buy(this.#scope, {
      model: request.options.rootModel,
      reasoningEffort: request.options.reasoningEffort.root,
      messages,
      inputTokens: conversation.inputTokens,
      outputTokens,
      signal,
      purpose: purpose === 'answer' && depth === 0 ? 'lastQuestion' : 'request',
      cacheKey: path === '' ? request.runId : `${request.runId}.${path}`,
      onLost: (spent) =>
        this.#scope.record({
          type: 'model.failed',
          iteration,
          purpose,
          ...spent,
          durationMs: parts.clock.now() - started,
        }),
      // A summary is nothing to watch: it would look like the iteration's reply.
      ...(purpose !== 'compaction' && {
        onDelta: (text: string) => delta(text, false),
        onRestart: () => delta('', true),
      }),
    });
    const sent = messages.map(({ content }) => content).join('\n');
    const reply = { ...spokenReply(bought, sent, codeReading(this.#scope)), sent };
    const { text, thoughts = '', cut: cutPrompt } = reply;
    this.#isCached ||= bought.usage.cachedInputTokens > 0;
    this.#hasSpoken ||= text.trim() !== '';
    this.#thoughtChars += thoughts.length;
    const durationMs = parts.clock.now() - started;
    this.#scope.record({
      type: 'model.replied',
      iteration,
      purpose,
      text,
      ...(thoughts !== '' && { thoughts }),
      ...this.#sent.next(messages),
      // With what attempts that broke off have cost.
      ...reply.paid,
      durationMs,
    });
    const cut = cutOf(reply);
    if (cut !== null) {
      const said = cutRootReply(request.options.rootModel, cut);
      this.#scope.record({ type: 'notice', text: said });
    }
    if (purpose !== 'compaction') this.#wasCut = cutPrompt !== null;
    this.#sayCut(cutPrompt);
    // One that shows the window is asked for again, in a prompt that fits.
    if (cutPrompt?.window == null || purpose !== 'iteration') this.#keep(reply, conversation);
    return reply;
  }

  #sayCut(cut: CutPrompt | null): void {
    if (cut === null || this.#cutNoticed.has(cut.window)) return;
    this.#cutNoticed.add(cut.window);
    this.#scope.record({ type: 'notice', text: cutConversationText(cut) });
  }

  /** What is reported of a cut prompt is not what was sent. */
  #keep(reply: Bought, conversation: Conversation): void {
    const { usage, cut } = reply;
    const inputTokens = cut?.expected ?? usage.inputTokens;
    conversation.addReply({ ...reply, usage: { ...usage, inputTokens } });
  }
}
