import { Cancelled, ExpectedError } from '../../src/core/errors.ts';
import type { Model, ModelFacts, ModelReply, ModelRequest } from '../../src/core/model.ts';
import type { CountTokens } from '../../src/models/tokens.ts';
import { keyOf, type Recordings } from './recordings.ts';

/** Nothing was recorded for a request: its prompt is new, or has changed. */
export class RecordingMissing extends ExpectedError {
  constructor(model: string, asked: string) {
    const start = JSON.stringify(asked.slice(0, 60));
    super(
      `No reply of ${model} is recorded for a request that ends in a message beginning ${start}: it is new or has changed. --record asks the model for what is missing.`,
      { model },
    );
  }
}

const unknown: ModelFacts = { price: null, window: null, maxOutput: null };

/**
 * A Model whose replies are those that were recorded. Where there is none, the source is asked and its
 * reply kept; without a source the request rejects with RecordingMissing. `repetition`, from 1: which
 * asking of the same this is, since a model replies differently each time.
 */
export function recordedModel(
  recordings: Recordings,
  source: Model | null,
  repetition: number,
  countTokens: CountTokens,
): Model {
  const find = async (request: ModelRequest): Promise<ModelReply | null> => {
    const found = await recordings.find(keyOf(request, repetition));
    if (request.signal.aborted) throw new Cancelled();
    if (found !== null) request.onDelta?.(found.text);
    return found;
  };
  if (source !== null) return recording(recordings, source, repetition, find);
  const { provider = 'openai', address, facts = {} } = recordings.models ?? {};
  const learned = new Map<string, ModelFacts>(Object.entries(facts));
  return {
    provider,
    ...(address !== undefined && { address }),
    complete: async (request) => {
      const found = await find(request);
      if (found !== null) return found;
      throw new RecordingMissing(request.model, request.messages.at(-1)?.content ?? '');
    },
    facts: (model) => learned.get(model) ?? unknown,
    countTokens: async (text, bound) => (await countTokens(text, bound)).tokens,
    learnWindow: (model, window) => {
      learned.set(model, { ...(learned.get(model) ?? unknown), window, windowFrom: 'learned' });
    },
  };
}

/** Asks the source where nothing is found. */
function recording(
  recordings: Recordings,
  source: Model,
  repetition: number,
  find: (request: ModelRequest) => Promise<ModelReply | null>,
): Model {
  /** Also of models that are never asked: their windows and prices decide what others are sent. */
  const named = new Set<string>();
  return {
    ...source,
    facts: (model) => {
      named.add(model);
      return source.facts(model);
    },
    complete: async (request) => {
      const found = await find(request);
      if (found !== null) return found;
      // Before the reply, which may teach something.
      await recordings.keepModels(source, named.add(request.model));
      const reply = await source.complete(request);
      await recordings.keep(keyOf(request, repetition), request, reply);
      return reply;
    },
  };
}
