import { unlessStopped } from '../core/deferred.ts';
import { asError, Cancelled, PolicyRefused } from '../core/errors.ts';
import type { Model, ModelReply, ModelRequest, Usage } from '../core/model.ts';
import { type AskerOptions, createAsker } from './asking.ts';
import type { Connection } from './connectionFacts.ts';
import { clean, explainFailure } from './failures.ts';
import type { Prices } from './prices.ts';
import { type Clock, systemClock, withRetries } from './retry.ts';
import { type CountTokens, guessTokens } from './tokens.ts';
import { withoutHours } from './usage.ts';
import { defaultPatience, type Patience } from './watch.ts';
import { createServerWindows } from './windows.ts';

/** What a Model needs beside its server. */
export interface ServerModelParts {
  readonly prices: Prices;
  /** Counts where the server reports nothing. */
  readonly countTokens: CountTokens;
  readonly clock?: Clock;
  readonly patience?: Partial<Patience>;
  /** Told of a window, in tokens, that a refusal named; the prices remember it unless given. */
  readonly onWindow?: (model: string, tokens: number) => void;
}

export interface ServerModelOptions
  extends ServerModelParts,
    Pick<AskerOptions, 'complete' | 'firstForm'> {
  readonly connection: Connection;
}

/** The models of a server, whichever API it speaks. */
export function createServerModel(options: ServerModelOptions): Model {
  const { connection, prices, clock = systemClock, onWindow = prices.learnWindow } = options;
  const asker = createAsker({
    server: connection.server,
    complete: options.complete,
    firstForm: options.firstForm,
    patience: { ...defaultPatience, ...options.patience },
    maxOutput: (model) => prices.facts(model).maxOutput,
    onWindow,
  });
  let warnings = connection.warnings;
  const windows = createServerWindows(connection, prices);

  async function complete(request: ModelRequest): Promise<ModelReply> {
    for (const warning of warnings) request.onNotice?.(warning);
    // Once is enough.
    warnings = [];
    let streamed = false;
    const onText = (piece: string) => {
      // What a request still had in its pocket when it was stopped.
      if (request.signal.aborted) return;
      streamed = true;
      request.onDelta?.(piece);
    };
    const { text, thoughts, usage, finish, declined, durationMs } = await withRetries(
      () => {
        // Nothing was shown yet when the failure came before the text.
        if (streamed) request.onRestart?.();
        streamed = false;
        return asker.ask(request, onText);
      },
      {
        request,
        clock,
        explain: (error) => explainFailure(error, request.model, connection),
      },
    );
    if (finish === 'content_filter' && text === '') {
      // The prompt was read, and is billed.
      request.onSpent?.({ text, thoughts, usage: usage && withoutHours(usage), durationMs });
      const why = declined && clean(declined, connection.redact).replace(/\.$/, '');
      throw new PolicyRefused(connection.server, why || 'its content filter refused to answer');
    }
    await windows.afterReply(request.model, request.signal);
    const counted = usage ?? (await estimate(request, `${thoughts}${text}`, options.countTokens));
    return {
      text,
      usage: withoutHours(counted),
      costUsd: prices.cost(request.model, counted),
      finish: finish === 'content_filter' ? 'filtered' : finish,
      ...(thoughts !== '' && { thoughts }),
      durationMs,
    };
  }

  return {
    provider: connection.serves,
    address: connection.url,
    complete,
    facts: (model) => ({
      ...prices.facts(model),
      ...(asker.isUnlimited(model) && { unlimited: true }),
    }),
    prepare: windows.prepare,
    learnWindow: prices.learnWindow,
    countTokens: async (text, bound) => (await options.countTokens(text, bound)).tokens,
  };
}

/** Tokens that a chat's format adds to each message, as OpenAI documents it. */
const tokensPerMessage = 4;

/** What was paid for is not lost because it can't be counted, or nobody waits for it: then it is guessed. */
async function estimate(
  { messages, signal, onBug }: ModelRequest,
  reply: string,
  countTokens: CountTokens,
): Promise<Usage> {
  const texts = messages.map(({ content }) => content);
  const count = async (): Promise<[input: number[], output: number]> => {
    const input: number[] = [];
    for (const text of texts) input.push((await countTokens(text)).tokens);
    return [input, (await countTokens(reply)).tokens];
  };
  const [input, outputTokens] = await unlessStopped(count(), signal).catch((error: unknown) => {
    if (!(error instanceof Cancelled)) onBug?.(asError(error));
    return [texts.map(guessTokens), guessTokens(reply)] as const;
  });
  const inputTokens = input.reduce((sum, tokens) => sum + tokens + tokensPerMessage, 0);
  return { inputTokens, cachedInputTokens: 0, outputTokens, estimated: true };
}
