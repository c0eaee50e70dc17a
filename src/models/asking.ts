import { Cancelled } from '../core/errors.ts';
import type { ModelRequest } from '../core/model.ts';
import type { EffortLevel } from '../core/reasoningEffort.ts';
import { mostUnlimited } from '../core/usage.ts';
import type { Attempt, Completion, TimedCompletion } from './attempt.ts';
import type { Meaning } from './dialects/meaning.ts';
import { readMeaning } from './dialects/read.ts';
import { effortFor, withoutForm } from './efforts.ts';
import { unwrap } from './failures.ts';
import { Refused } from './fetching.ts';
import { learn, readRoom } from './lessons.ts';
import { shapeMessages } from './messages.ts';
import { readRates } from './rates.ts';
import { ReplyParts } from './replyParts.ts';
import { isPlainest, plainest, type RequestForm, thinksUnseen } from './requestForm.ts';
import { UnendedStream } from './stream.ts';
import { mayBeBilled } from './transport.ts';
import { withoutHours } from './usage.ts';
import { type Patience, underWatch, type Watch } from './watch.ts';

type OnText = (piece: string) => void;

/** Asks one server, in the form that it takes. */
export interface Asker {
  /**
   * One attempt at a completion; asks again at once where the server says what it wants instead. Throws
   * `Refused` and whatever else ends a request.
   */
  ask(request: ModelRequest, onText: OnText): Promise<TimedCompletion>;
  /** True once the server has been found to take no limit of a reply's tokens. */
  isUnlimited(model: string): boolean;
}

export interface AskerOptions {
  /** As sentences name it. */
  readonly server: string;
  /** One request, over the server's API. */
  readonly complete: (attempt: Attempt) => Promise<Completion>;
  /** How a model is asked at first. */
  readonly firstForm: (model: string) => RequestForm;
  readonly patience: Patience;
  /** The model's own limit of reply tokens, where it is known. */
  readonly maxOutput: (model: string) => number | null;
  readonly onWindow: (model: string, tokens: number) => void;
}

/** How often one attempt may ask again because the server taught it how to. */
const mostLessons = 8;
/** Characters that are read for each token of the limit: tokens have 4 on average. */
const charsPerToken = 16;
/** Where no limit holds the server, they are all that holds it. */
const charsPerUnlimited = 4;
/** Streams in a row without an end after which none is asked for: the server never says it. */
const mostUnended = 2;
/** Servers that think before they write need some room whatever the limit. */
const leastChars = 16_384;

/** What one request was, when it failed. */
interface Trial {
  readonly form: RequestForm;
  readonly effort: EffortLevel | null;
  readonly error: unknown;
}

/** Asks a server in the form that it takes, and remembers that for each model. */
export function createAsker(options: AskerOptions): Asker {
  const { complete, patience, onWindow } = options;
  const known = new Map<string, RequestForm>();
  const unended = new Map<string, number>();

  const formOf = (model: string): RequestForm => known.get(model) ?? options.firstForm(model);

  async function send(
    request: ModelRequest,
    form: RequestForm,
    room: number | null,
    onText: OnText,
  ): Promise<TimedCompletion | Trial> {
    const { model, messages, signal, cacheKey, oneOff } = request;
    const isUnlimited = form.tokenLimit === null;
    const admitted = (await request.admit?.(isUnlimited)) ?? request.maxOutputTokens;
    const chars = messages.reduce((sum, { content }) => sum + content.length, 0);
    const most = form.maxOutput ?? options.maxOutput(model) ?? Number.POSITIVE_INFINITY;
    const wanted = Math.min(admitted, most, room ?? readRoom(form, chars));
    const sent = isUnlimited ? null : wanted;
    const mostChars = isUnlimited
      ? charsPerUnlimited * mostUnlimited(admitted)
      : Math.max(leastChars, charsPerToken * wanted);
    if (signal.aborted) throw new Cancelled();
    const effort = effortFor(request.reasoningEffort, form);
    const parts = new ReplyParts(mostChars, onText);
    const started = performance.now();
    let isHeard = false;
    const hear = (watch: Watch): void => {
      if (!isHeard) request.onHeard?.(performance.now() - started);
      isHeard = true;
      watch.heard();
    };
    const tellRates = (headers: Headers): void => {
      const rates = readRates(headers, Date.now());
      if (rates !== null) request.onRates?.(rates);
    };
    try {
      const completion = await underWatch(signal, patience, (watch) =>
        complete({
          onHeaders: tellRates,
          model,
          messages: shapeMessages(messages, form),
          form,
          maxOutputTokens: sent,
          effort,
          caching: { ...(cacheKey !== undefined && { cacheKey }), ...(oneOff && { oneOff }) },
          parts,
          watch: { ...watch, heard: () => hear(watch) },
        }),
      );
      unended.delete(model);
      return { ...sayingCut(completion, sent), durationMs: performance.now() - started };
    } catch (thrown) {
      const error = unwrap(thrown);
      if (mayBeBilled(error)) {
        const { text, thoughts, usage } = parts;
        const durationMs = performance.now() - started;
        request.onSpent?.({
          ...{ text, thoughts, usage: usage && withoutHours(usage), durationMs },
          ...((thinksUnseen(model) || (effort ?? 'none') !== 'none') && { thinksUnseen: true }),
        });
      }
      if (error instanceof Refused) {
        error.sent = sent;
        if (error.headers !== undefined) tellRates(error.headers);
      }
      return { form, effort, error };
    }
  }

  /** What no row of the table knows may be about anything: asked for nothing special, many a server answers. */
  async function askPlainly(
    request: ModelRequest,
    form: RequestForm,
    first: Refused,
    onText: OnText,
  ): Promise<TimedCompletion> {
    const plain = plainest(form);
    const result = await send(request, plain, null, onText);
    if (!isTrial(result)) {
      known.set(request.model, plain);
      return result;
    }
    // The first refusal answers what was really asked.
    throw result.error instanceof Refused ? first : result.error;
  }

  function noteUnended(model: string, form: RequestForm): void {
    const count = (unended.get(model) ?? 0) + 1;
    unended.set(model, count);
    if (count >= mostUnended) known.set(model, { ...form, stream: false });
  }

  function tellWindow(model: string, meaning: Meaning): void {
    const isTold = meaning.kind === 'promptTooLong' || meaning.kind === 'noRoom';
    if (!isTold || meaning.window === null) return;
    if (meaning.kind === 'promptTooLong' || meaning.isWindow) onWindow(model, meaning.window);
  }

  async function ask(request: ModelRequest, onText: OnText): Promise<TimedCompletion> {
    const { model, messages } = request;
    let room: number | null = null;
    let streamed = false;
    const take = (piece: string): void => {
      streamed = true;
      onText(piece);
    };
    for (let lessons = 0; ; lessons += 1) {
      const result = await send(request, formOf(model), room, take);
      if (!isTrial(result)) return result;
      const { form, effort, error } = result;
      if (error instanceof UnendedStream) noteUnended(model, form);
      if (!(error instanceof Refused) || streamed || lessons === mostLessons) throw error;
      const meaning = readMeaning({ status: error.status, ...error.said, sent: error.sent });
      tellWindow(model, meaning);
      // Another request has learned in the meantime.
      if (formOf(model) !== form && known.has(model) && isTeachable(meaning)) continue;
      const lesson = learn(meaning, { form, messages, sent: error.sent, effort });
      if (lesson?.kind === 'room' && meaning.kind === 'noBalance')
        request.onNotice?.(
          `The balance at ${options.server} pays no more than ${lesson.maxOutputTokens} tokens of a reply.`,
        );
      if (lesson?.kind === 'form') {
        known.set(model, lesson.form);
        sayEffort(request, effort, lesson.form);
        room = lesson.room ?? null;
      } else if (lesson?.kind === 'room') room = lesson.maxOutputTokens;
      else if (isRiddle(error, meaning) && effort !== null) {
        // Few servers take a wish for effort: it is the first thing to leave out.
        known.set(model, withoutForm(form));
        sayEffort(request, effort, withoutForm(form));
      } else if (isRiddle(error, meaning) && !isPlainest(form))
        return askPlainly(request, form, error, onText);
      else throw error;
    }
  }

  return { ask, isUnlimited: (model) => known.get(model)?.tokenLimit === null };
}

/** Says once that a model takes no wish for effort, since somebody has set one. */
function sayEffort(
  { model, reasoningEffort, onNotice }: ModelRequest,
  before: EffortLevel | null,
  form: RequestForm,
): void {
  if (before === null || effortFor(reasoningEffort, form) !== null) return;
  onNotice?.(`${model} takes no reasoning effort where it is served: it is asked without.`);
}

/** One of just as many tokens as were allowed was cut, whatever the server says. */
function sayingCut(completion: Completion, sent: number | null): Completion {
  const { usage, finish } = completion;
  const isCut = finish === 'stop' && sent !== null && usage?.outputTokens === sent;
  return isCut ? { ...completion, finish: 'length' } : completion;
}

function isTrial(result: TimedCompletion | Trial): result is Trial {
  return 'error' in result;
}

/** Refusals that other form might answer. */
function isTeachable({ kind }: Meaning): boolean {
  return /^(?:outputLimit|noRoom|unknownParameter|effortRefused|streamRefused|noSystemRole|rolesMustAlternate|unknown)$/.test(
    kind,
  );
}

/** A bad request that nobody knows the meaning of. */
function isRiddle({ status }: Refused, { kind }: Meaning): boolean {
  const isOpen = /^(?:unknown|unknownParameter|effortRefused|streamRefused)$/.test(kind);
  return (status === 400 || status === 422) && isOpen;
}
