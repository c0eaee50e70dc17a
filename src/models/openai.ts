import { APIError } from 'openai/error';
import { asError, RequestRejected } from '../core/errors.ts';
import type { Model, ModelRequest, Usage } from '../core/model.ts';
import type { Attempt, Completion } from './attempt.ts';
import { completeChat } from './chat.ts';
import type { Connection } from './connection.ts';
import { explainFailure } from './failures.ts';
import { firstHabits, type Habits, learn } from './habits.ts';
import type { Prices } from './prices.ts';
import { readWords } from './refusals.ts';
import { completeResponse } from './responses.ts';
import { type Clock, systemClock, withRetries } from './retry.ts';
import { type CountTokens, guessTokens } from './tokens.ts';
import { defaultPatience, type Patience, underWatch } from './watch.ts';
import { createServerWindows } from './windows.ts';

export interface OpenAiOptions {
  readonly connection: Connection;
  readonly api: 'responses' | 'chat';
  readonly prices: Prices;
  /** Counts where the server reports nothing. */
  readonly countTokens: CountTokens;
  readonly clock?: Clock;
  readonly patience?: Patience;
}

/** How often one attempt may ask again because the server taught it how to. */
const mostLessons = 6;

/** The models of a server that speaks OpenAI's Responses or Chat Completions. */
export function createOpenAiModel(options: OpenAiOptions): Model {
  const { connection, api, prices, clock = systemClock, patience = defaultPatience } = options;
  const send = api === 'responses' ? completeResponse : completeChat;
  const known = new Map<string, Habits>();
  const windows = createServerWindows(connection, prices);

  /** One attempt; asks again at once where the server says which parameters it wants instead. */
  async function attempt(request: ModelRequest, onText: Attempt['onText']): Promise<Completion> {
    let room = Number.POSITIVE_INFINITY;
    for (let lessons = 0; ; lessons += 1) {
      const habits = known.get(request.model) ?? firstHabits(request.model, connection.isOpenAi);
      const most = habits.maxOutput ?? prices.facts(request.model).maxOutput ?? room;
      const maxOutputTokens = Math.min(request.maxOutputTokens, most, room);
      try {
        return await underWatch(request.signal, patience, (watch) =>
          send({ connection, request, habits, maxOutputTokens, watch, onText }),
        );
      } catch (error) {
        const isRefusal = error instanceof APIError && /^4(?:00|22)$/.test(String(error.status));
        if (!isRefusal || lessons === mostLessons) throw error;
        const lesson = learn(readWords(error), habits, maxOutputTokens);
        if (lesson === null) throw error;
        if (lesson.kind === 'habits') known.set(request.model, lesson.habits);
        else room = lesson.maxOutputTokens;
      }
    }
  }

  async function complete(request: ModelRequest) {
    let streamed = false;
    const onText = (piece: string) => {
      // What a request still had in its pocket when it was stopped.
      if (request.signal.aborted) return;
      streamed = true;
      request.onDelta?.(piece);
    };
    const { text, usage, finish } = await withRetries(
      () => {
        // Nothing was shown yet when the failure came before the text.
        if (streamed) request.onRestart?.();
        streamed = false;
        return attempt(request, onText);
      },
      {
        signal: request.signal,
        clock,
        explain: (error) => explainFailure(error, request.model, connection),
        onRetry: ({ what }, waitMs) =>
          request.onNotice?.(`${what}; trying again in ${(waitMs / 1000).toFixed(1)} s.`),
      },
    );
    if (finish === 'content_filter' && text === '')
      throw new RequestRejected(connection.server, 'its content filter refused to answer');
    if (finish === 'content_filter')
      request.onNotice?.(`The server's content filter cut the reply of ${request.model}.`);
    await windows.afterReply(request.model, request.signal);
    const counted = usage ?? (await estimate(request, text, options.countTokens));
    return {
      text,
      usage: counted,
      costUsd: prices.cost(request.model, counted),
      finish: finish === 'content_filter' ? 'filtered' : finish,
    } as const;
  }

  return {
    provider: 'openai',
    address: connection.url,
    complete,
    facts: prices.facts,
    prepare: windows.prepare,
    learnWindow: prices.learnWindow,
    countTokens: async (text, bound) => (await options.countTokens(text, bound)).tokens,
  };
}

/** Tokens that a chat's format adds to each message, as OpenAI documents it. */
const tokensPerMessage = 4;

/** What was paid for is not lost because it can't be counted: then it is guessed. */
async function estimate(
  { messages, onBug }: ModelRequest,
  reply: string,
  countTokens: CountTokens,
): Promise<Usage> {
  const texts = messages.map(({ content }) => content);
  const count = async (): Promise<[input: number[], output: number]> => {
    const input: number[] = [];
    for (const text of texts) input.push((await countTokens(text)).tokens);
    return [input, (await countTokens(reply)).tokens];
  };
  const [input, outputTokens] = await count().catch((error: unknown) => {
    onBug?.(asError(error));
    return [texts.map(guessTokens), guessTokens(reply)] as const;
  });
  const inputTokens = input.reduce((sum, tokens) => sum + tokens + tokensPerMessage, 0);
  return { inputTokens, cachedInputTokens: 0, outputTokens, estimated: true };
}
