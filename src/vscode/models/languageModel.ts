import * as vscode from 'vscode';
import { Cancelled, UnknownModel } from '../../core/errors.ts';
import type { Message, Model, ModelFacts, ModelReply, ModelRequest } from '../../core/model.ts';
import { mostUnlimited } from '../../core/usage.ts';
import { systemClock, withRetries } from '../../models/retry.ts';
import type { CountTokens } from '../../models/tokens.ts';
import { defaultPatience, underWatch, type Watch } from '../../models/watch.ts';
import { NoLanguageModel } from '../failures.ts';
import { cancellationFrom } from './cancellation.ts';
import { chooseModel } from './chatModels.ts';
import { ChatTokens } from './chatTokens.ts';
import { explainProviderFailure, ProviderFailure } from './providerFailure.ts';

interface Chosen {
  readonly chat: vscode.LanguageModelChat;
  readonly tokens: ChatTokens;
}

/**
 * The language models that extensions offer VS Code (Copilot's and others'), as far as `names` mean
 * them. Sends nothing: VS Code asks for the person's consent with the first request. Throws
 * NoLanguageModel, UnknownModel, InvalidOption. `assetsFolder` is where the tokenizer's files stand.
 */
export async function openLanguageModel(
  names: readonly string[],
  assetsFolder: string,
): Promise<Model> {
  const offered = await vscode.lm.selectChatModels();
  if (offered.length === 0) throw new NoLanguageModel();
  const { createTokenCounter } = await import('../../models/tokens.ts');
  const ours = createTokenCounter(assetsFolder);
  const chosen = new Map<string, Chosen>();
  for (const name of names) {
    const chat = chooseModel(name, offered);
    chosen.set(name, { chat, tokens: new ChatTokens(chat, ours) });
  }
  return modelOf(chosen, ours);
}

/** The one language model that a person has chosen for a chat, under its id. Sends nothing. */
export async function openChatModel(
  chat: vscode.LanguageModelChat,
  assetsFolder: string,
): Promise<Model> {
  const { createTokenCounter } = await import('../../models/tokens.ts');
  const ours = createTokenCounter(assetsFolder);
  return modelOf(new Map([[chat.id, { chat, tokens: new ChatTokens(chat, ours) }]]), ours);
}

function modelOf(chosen: ReadonlyMap<string, Chosen>, ours: CountTokens): Model {
  const find = (name: string): Chosen => {
    const found = chosen.get(name);
    if (found === undefined) throw new UnknownModel(name, 'VS Code', [...chosen.keys()]);
    return found;
  };
  return {
    provider: 'vscodeLm',
    complete: (request) => complete(request, find(request.model)),
    facts: (name) => factsOf(chosen.get(name)?.chat),
    countTokens: async (text, bound) => (await ours(text, bound)).tokens,
  };
}

/** Nothing tells a price, or bounds a reply. */
export function factsOf(chat: vscode.LanguageModelChat | undefined): ModelFacts {
  const window = chat?.maxInputTokens ?? 0;
  return { price: null, window: window > 0 ? window : null, maxOutput: null, unlimited: true };
}

/** VS Code has no way to bound a reply, and says neither what it used nor why it ended. */
async function complete(request: ModelRequest, { chat, tokens }: Chosen): Promise<ModelReply> {
  let streamed = false;
  const onText = (piece: string): void => {
    streamed = true;
    request.onDelta?.(piece);
  };
  const { text, isFull, durationMs } = await withRetries(
    () => {
      if (streamed) request.onRestart?.();
      streamed = false;
      return attempt(request, chat, onText);
    },
    {
      request,
      clock: systemClock,
      explain: (error) => explainProviderFailure(error, chat),
    },
  );
  const usage = await tokens.usage(request, text);
  return { text, usage, costUsd: null, finish: isFull ? 'length' : 'stop', durationMs };
}

/** Characters of a token, on average. */
const charsPerToken = 4;

interface Reply {
  readonly text: string;
  /** It was not read to its end. */
  readonly isFull: boolean;
  readonly durationMs: number;
}

async function attempt(
  request: ModelRequest,
  chat: vscode.LanguageModelChat,
  onText: (piece: string) => void,
): Promise<Reply> {
  const { signal } = request;
  const wanted = (await request.admit?.(true)) ?? request.maxOutputTokens;
  const mostChars = charsPerToken * mostUnlimited(wanted);
  if (signal.aborted) throw new Cancelled();
  const started = performance.now();
  let text = '';
  try {
    await underWatch(signal, defaultPatience, (watch) =>
      read(request, chat, watch, (piece) => {
        text += piece;
        onText(piece);
        return text.length <= mostChars;
      }),
    );
    const durationMs = performance.now() - started;
    return { text, isFull: text.length > mostChars, durationMs };
  } catch (error) {
    // VS Code doesn't say whether a request that failed has reached its model.
    const isBilled = !(error instanceof ProviderFailure) || text !== '';
    const durationMs = performance.now() - started;
    if (isBilled) request.onSpent?.({ text, thoughts: '', usage: null, durationMs });
    throw error;
  }
}

/** Reads until the reply ends, or `take` wants no more. */
async function read(
  { messages }: ModelRequest,
  chat: vscode.LanguageModelChat,
  { controller, heard }: Watch,
  take: (piece: string) => boolean,
): Promise<void> {
  using cancellation = cancellationFrom(controller.signal);
  const justification = vscode.l10n.t(
    'RLM asks it your question and sends it parts of the text that you chose.',
  );
  const sent = messages.flatMap(asChatMessage);
  const response = await fromProvider(
    chat.sendRequest(sent, { justification }, cancellation.token),
  );
  const parts = response.stream[Symbol.asyncIterator]();
  while (!controller.signal.aborted) {
    const { done, value } = await fromProvider(parts.next());
    if (done || controller.signal.aborted) break;
    // Thinking is a sign of life too.
    heard();
    if (!(value instanceof vscode.LanguageModelTextPart)) continue;
    // The provider is told to stop.
    if (!take(value.value)) controller.abort();
  }
}

/** VS Code knows no system message: as its documents advise, a user's stands first. */
function asChatMessage({ role, content }: Message): vscode.LanguageModelChatMessage[] {
  if (role !== 'assistant') return [vscode.LanguageModelChatMessage.User(content)];
  // Some models refuse a message without text.
  return content === '' ? [] : [vscode.LanguageModelChatMessage.Assistant(content)];
}

async function fromProvider<Result>(promise: PromiseLike<Result>): Promise<Result> {
  try {
    return await promise;
  } catch (error) {
    throw new ProviderFailure(error);
  }
}
