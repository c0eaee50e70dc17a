import { setTimeout as delay } from 'node:timers/promises';
import { Cancelled } from '../core/errors.ts';
import type { Model, ModelFacts, ModelReply, ModelRequest } from '../core/model.ts';
import { answerSubcall } from './demo/causes.ts';
import { isSubcall } from './demo/conversation.ts';
import { nextReply } from './demo/plan.ts';

export interface DemoOptions {
  /** ms between two pieces of a reply as it streams; 0: all at once. */
  readonly pace?: number;
}

/** Characters that a token is taken to have. */
const charactersPerToken = 4;
/** A sub-call's reply is not watched as it streams: it takes this many pieces' time to come. */
const subcallPieces = 25;

const facts: ModelFacts = {
  price: { input: 0, cachedInput: 0, output: 0 },
  window: null,
  maxOutput: null,
};

/**
 * A Model without a language model: fixed rules, not AI. It understands a few forms of question
 * (`demo/question.ts`), writes cells that answer them from any text, and says of all others that it
 * can't. Its sub-calls are answered by rules too. Free, offline, and the same each time.
 */
export function createDemoModel({ pace = 12 }: DemoOptions = {}): Model {
  return {
    provider: 'demo',
    facts: () => facts,
    complete: (request) => complete(request, pace),
  };
}

async function complete(request: ModelRequest, pace: number): Promise<ModelReply> {
  const { messages, signal } = request;
  if (signal.aborted) throw new Cancelled();
  const subcall = isSubcall(messages);
  const whole = subcall ? answerSubcall(messages.at(-1)?.content ?? '') : nextReply(messages);
  const text = whole.slice(0, request.maxOutputTokens * charactersPerToken);
  if (subcall) await wait(pace * subcallPieces, signal);
  for (const piece of piecesOf(text)) {
    if (!subcall) await wait(pace, signal);
    request.onDelta?.(piece);
  }
  const prompt = messages.reduce((sum, { content }) => sum + content.length, 0);
  return {
    text,
    usage: {
      inputTokens: Math.ceil(prompt / charactersPerToken),
      cachedInputTokens: 0,
      outputTokens: Math.ceil(text.length / charactersPerToken),
      estimated: true,
    },
    costUsd: 0,
    finish: text.length < whole.length ? 'length' : 'stop',
  };
}

/** Pieces as servers send them: a word or two with the space before them, long words cut. */
function piecesOf(text: string): readonly string[] {
  return text.match(/\s*\S{1,12}(?:\s+\S{1,6})?|\s+/g) ?? [];
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw new Cancelled();
  if (ms <= 0) return;
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    if (signal.aborted) throw new Cancelled();
    throw error;
  }
}
