import { unlessStopped } from './deferred.ts';
import { asError, Cancelled } from './errors.ts';
import type { Message, Model, ModelReply, SpentAttempt, Usage } from './model.ts';
import { keep } from './promptSamples.ts';
import { areAlike, type Makeup, makeupOf } from './textMakeup.ts';

/** What one reply has reported of its prompt, for each token of the rough guess. */
interface Report {
  readonly makeup: Makeup;
  readonly ratio: number;
}

/** What the replies of one model tell about its requests that bring none. */
interface Experience {
  readonly reports: Report[];
  outputTokens: number;
  durationMs: number;
  /** It has been billed for far more than came. */
  thinksUnseen: boolean;
}

const mostReports = 64;
/** No tokenizer in use makes more of a text than so many times what is guessed. */
const mostRatio = 5;
/** Tokens that chat servers add to each message, at most. */
const tokensPerMessage = 8;
/** Output tokens a ms of a model that has not replied yet: what fast hosted ones write. */
const usualPace = 0.1;
/** A reply of which so many more tokens are billed than came has been thought about. */
const unseen = { times: 2, tokens: 64 };

/**
 * Estimates what requests that brought no reply have used, in one tree of runs: at least the local
 * count of all that was sent and came, at most what was held for it.
 */
export class Unreported {
  readonly #models: Model;
  readonly #reportBug: (error: Error) => void;
  readonly #known = new Map<string, Experience>();

  constructor(models: Model, reportBug: (error: Error) => void) {
    this.#models = models;
    this.#reportBug = reportBug;
  }

  /** `durationMs`: of the attempt that brought the reply. */
  learn(
    model: string,
    messages: readonly Message[],
    { text, thoughts = '', usage }: ModelReply,
    durationMs: number,
  ): void {
    const known = this.#experienceOf(model);
    known.outputTokens += usage.outputTokens;
    known.durationMs += durationMs;
    if (usage.estimated) return;
    const sent = joined(messages);
    const makeup = makeupOf(sent);
    const guessed = makeup.density * sent.length;
    if (guessed > 0)
      keep(known.reports, mostReports, { makeup, ratio: usage.inputTokens / guessed });
    const came = guess(text) + guess(thoughts);
    known.thinksUnseen ||= usage.outputTokens > unseen.times * came + unseen.tokens;
  }

  /**
   * Counts where there is time: whoever stops a run doesn't wait for a count. Never rejects.
   * `most`: what was held for the request.
   */
  async estimate(
    model: string,
    messages: readonly Message[],
    attempt: SpentAttempt,
    most: { readonly input: number; readonly output: number },
    signal: AbortSignal,
  ): Promise<Usage> {
    const { usage, durationMs } = attempt;
    const known = this.#experienceOf(model);
    const came = `${attempt.thoughts}${attempt.text}`;
    const [sent, streamed] = await Promise.all([
      usage === null ? this.#count(known, joined(messages), signal) : 0,
      this.#count(known, came, signal),
    ]);
    const pace = known.durationMs > 0 ? known.outputTokens / known.durationMs : usualPace;
    const isUnseen = came === '' || known.thinksUnseen || attempt.thinksUnseen === true;
    const written = Math.max(streamed, usage?.outputTokens ?? 0, isUnseen ? pace * durationMs : 0);
    const inputTokens = usage?.inputTokens ?? sent + tokensPerMessage * messages.length;
    return {
      cachedInputTokens: 0,
      ...usage,
      inputTokens: usage === null ? Math.ceil(Math.min(inputTokens, most.input)) : inputTokens,
      outputTokens: Math.ceil(Math.min(written, most.output)),
      estimated: true,
    };
  }

  /** As the model has counted text like it, never less than the local count. */
  async #count({ reports }: Experience, text: string, signal: AbortSignal): Promise<number> {
    if (text === '') return 0;
    const makeup = makeupOf(text);
    const guessed = makeup.density * text.length;
    const alike = reports.filter((report) => areAlike(report.makeup, makeup));
    const ratio = Math.min(mostRatio, Math.max(1, ...alike.map((report) => report.ratio)));
    return Math.max(ratio * guessed, await this.#countHere(text, signal));
  }

  /** 0 where there is no time, or nothing that could count. */
  async #countHere(text: string, signal: AbortSignal): Promise<number> {
    if (signal.aborted) return 0;
    try {
      return await unlessStopped(this.#models.countTokens?.(text, 0) ?? Promise.resolve(0), signal);
    } catch (error) {
      if (!(error instanceof Cancelled)) this.#reportBug(asError(error));
      return 0;
    }
  }

  #experienceOf(model: string): Experience {
    const known = this.#known.get(model);
    if (known !== undefined) return known;
    const first = { reports: [], outputTokens: 0, durationMs: 0, thinksUnseen: false };
    this.#known.set(model, first);
    return first;
  }
}

function joined(messages: readonly Message[]): string {
  return messages.map(({ content }) => content).join('\n');
}

/** About how many tokens a text has, without counting. */
function guess(text: string): number {
  return makeupOf(text).density * text.length;
}
