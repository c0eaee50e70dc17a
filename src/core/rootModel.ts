import { worstCase } from './attempts.ts';
import { Conversation } from './conversation.ts';
import type { CutPrompt } from './cutPrompts.ts';
import { cutConversationText, headTooLong } from './cutPromptWords.ts';
import type { Environment } from './environment.ts';
import { Cancelled, LimitRefused, nullWhenExpected, PromptTooLong } from './errors.ts';
import type { ModelReplied } from './events.ts';
import { reachLimit } from './limits.ts';
import { conversationRoom, mostPrompt } from './promptRoom.ts';
import { afterCompaction, compactionRequest, lastQuestion, noSummary } from './prompts.ts';
import type { RecordedCompaction } from './replay/recordedRun.ts';
import {
  compactedText,
  HeardReplies,
  type Opening,
  type RootReply,
  recordedReply,
  recordReply,
  summaryIn,
  textOf,
} from './rootReply.ts';
import { type Bought, buy, cacheKeyOf, codeReading, type RunScope } from './scope.ts';
import { SentMessages } from './sentMessages.ts';
import { spokenReply } from './spokenReply.ts';
import type { ToldVariables } from './toldVariables.ts';

/** Tokens that are kept for the answer to the last question. */
const lastAnswerTokens = 2_048;
const summaryTokens = 4_096;
/** Share of the room for the conversation from which on it is compacted. */
const fullest = 0.85;
/** Turns of fewer tokens are not worth a summary. */
const leastMiddle = 512;

/** The root model of one run: its conversation, and each request with its events. */
export class RootModel {
  readonly #scope: RunScope;
  readonly #environment: Environment;
  readonly #told: ToldVariables | null;
  #conversation: Conversation;
  /** Tokens that the server has refused. */
  #refusedTokens = Number.POSITIVE_INFINITY;
  #wasCut = false;
  #isHeadTooLong = false;
  readonly #cutNoticed = new Set<number | null>();
  readonly #sent = new SentMessages();
  /** Of what it has replied. */
  readonly heard = new HeardReplies();

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
    if (!this.heard.isCached) this.#conversation.fold();
    const { replay } = this.#scope;
    const known = replay?.compactions(iteration) ?? [];
    for (const each of known) await this.#compact(iteration, each);
    const isReplied = replay?.reply('iteration', iteration) != null;
    const { likelyTokens, middleTokens } = this.#conversation;
    const isFull = likelyTokens > fullest * this.#room && middleTokens > leastMiddle;
    if (isFull && !isReplied && known.length === 0) await this.#compact(iteration);
    this.#conversation.shorten(this.#most);
    if (isReplied) return this.#askNow(iteration);
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
    const tokens = this.#conversation.headTokens((text) =>
      this.#scope.cutPrompts.scaleFor(cut.model, text),
    );
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

  /**
   * Puts a summary in the place of all turns but the last; false when there are none. `known`: as it was
   * done before, by the record.
   */
  async #compact(iteration: number, known?: RecordedCompaction): Promise<boolean> {
    const before = this.#conversation;
    const middle = before.hasMiddle ? before.withoutLastTurn() : null;
    if (middle === null) return false;
    const count = before.messages.length;
    const summary = known ? summaryIn(known.summary) : await this.#summarize(middle, iteration);
    const name = await this.#environment.remember(before.history).catch(nullWhenExpected);
    this.#conversation = before.compacted(
      summary ?? noSummary,
      afterCompaction(name, this.#scope.request.options.language),
    );
    this.#told?.forget();
    const left = count - this.#conversation.messages.length + 2;
    const text = compactedText(left, summary !== null, name);
    this.#scope.record({ type: 'notice', text, compacts: true });
    return true;
  }

  /** Null when it can't be had. */
  async #summarize(middle: Conversation, iteration: number): Promise<string | null> {
    const { signal, request } = this.#scope;
    const most = Math.min(summaryTokens, request.options.maxOutputTokens);
    const tokens = Math.min(most, Math.max(leastMiddle, this.#room / 4));
    middle.addUser(compactionRequest);
    if (middle.likelyTokens > this.#most) return null;
    try {
      return summaryIn(await this.#complete('compaction', iteration, tokens, signal, middle));
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
      const { inputTokens } = this.#conversation;
      ledger.keepForLastQuestion(worstCase(this.#scope, rootModel, inputTokens, tokens));
    }
    return await this.#complete('iteration', iteration, maxOutputTokens, signal);
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
    const { request, parts, depth, replay } = this.#scope;
    const known = purpose === 'compaction' ? null : (replay?.reply(purpose, iteration) ?? null);
    if (known !== null) return await this.#repeat(known, conversation);
    if (replay?.isLive === false) this.#sent.forget();
    replay?.goLive();
    const started = parts.clock.now();
    const lasted = () => ({ durationMs: parts.clock.now() - started });
    const messages = [...conversation.messages];
    const delta = { type: 'model.delta', iteration } as const;
    const bought = await buy(this.#scope, {
      model: request.options.rootModel,
      reasoningEffort: request.options.reasoningEffort.root,
      messages,
      inputTokens: conversation.inputTokens,
      outputTokens,
      signal,
      purpose: purpose === 'answer' && depth === 0 ? 'lastQuestion' : 'request',
      ...(purpose === 'direct' ? { oneOff: true } : { cacheKey: cacheKeyOf(this.#scope) }),
      onLost: (spent) =>
        this.#scope.record({ type: 'model.failed', iteration, purpose, ...spent, ...lasted() }),
      // A summary is nothing to watch: it would look like the iteration's reply.
      ...(purpose !== 'compaction' && {
        onDelta: (text: string) => void this.#scope.record({ ...delta, text }),
        onRestart: () => void this.#scope.record({ ...delta, text: '', restart: true }),
      }),
    });
    const sent = textOf(messages);
    const reply = { ...spokenReply(bought, sent, codeReading(this.#scope)), sent };
    this.heard.add(reply);
    const asked = { iteration, purpose, ...lasted(), ...this.#sent.next(messages) };
    recordReply(this.#scope, asked, reply);
    const { cut: cutPrompt } = reply;
    if (purpose !== 'compaction') this.#wasCut = cutPrompt !== null;
    this.#sayCut(cutPrompt);
    // One that shows the window is asked for again, in a prompt that fits.
    if (cutPrompt?.window == null || purpose !== 'iteration') this.#keep(reply, conversation);
    return reply;
  }

  /** As it was answered then. */
  async #repeat(known: ModelReplied, conversation: Conversation): Promise<RootReply> {
    const { cut = null, purpose } = known;
    const reply = recordedReply(known, conversation.messages);
    this.#sent.next(conversation.messages);
    this.heard.add(reply);
    if (purpose !== 'compaction') this.#wasCut = cut !== null;
    if (cut !== null) this.#cutNoticed.add(cut.window);
    const { cutPrompts, request } = this.#scope;
    const { rootModel } = request.options;
    // What is reported of its next turns is judged by it.
    if (cut === null) await cutPrompts.judge(rootModel, conversation.messages, known.usage);
    this.#keep(reply, conversation);
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
