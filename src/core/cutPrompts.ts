import { ContinuedPrompts } from './continuedPrompts.ts';
import { asError } from './errors.ts';
import type { Message, Model, Usage } from './model.ts';
import {
  areSame,
  keep,
  type PromptSample,
  sameShare,
  samplesLike,
  scaleOf,
} from './promptSamples.ts';
import { type Makeup, makeupOf } from './textMakeup.ts';

/** A prompt that a server has probably cut without a word. */
export interface CutPrompt {
  readonly model: string;
  /** Tokens that the server says it has read. */
  readonly reported: number;
  /** About how many there must have been. */
  readonly expected: number;
  /** The model's window, where this shows it; null where it is a suspicion alone. */
  readonly window: number | null;
}

/** A prompt of fewer tokens is too short to tell a window by. */
const fewestTokens = 1_000;
/** Less than this share of what was expected is too little. */
const leastShare = 0.5;
/** Below this share one prompt is enough to show a window. */
const tellingShare = 1 / 3;
/** No chat model takes fewer tokens: a figure below shows a server that doesn't count, not a window. */
const leastWindow = 128;
/** What is left of a prompt that Ollama has cut, as a share of the window. */
const keptShare = 0.45;
/** No tokenizer in use makes fewer tokens of a text than this share of o200k's. */
const leastScale = 0.5;
/** Shares of the rough guess between which a report of plain text needs no count. */
const rough = { least: 0.8, most: 1.6 };
/** The share that is enough where text like it was counted before. */
const closeShare = 0.75;
/** How many times more tokens than guessed plain text may have and still not be worth a count. */
const dense = 1.2;
/** What is counted on where nothing can count, so that nothing is suspected wrongly. */
const surely = { ofGuess: 0.75, charsPerToken: 5 };

const mostSamples = 64;
const mostReports = 64;
/** What one model has reported. */
interface Reports {
  readonly samples: PromptSample[];
  readonly continued: ContinuedPrompts;
  readonly all: { readonly mark: number; readonly reported: number }[];
}

interface Prompt {
  readonly text: string;
  readonly makeup: Makeup;
  /** About how many tokens it has, without counting. */
  readonly guess: number;
  /** Tokens that the server has read of it, as far as its reports say. */
  readonly read: number;
  /** The report is of this prompt alone, whatever caches held. */
  readonly isFresh: boolean;
}

/** A prompt of one call of a cell that the server has probably cut. */
export interface CutCall extends CutPrompt {
  /** Which of the calls that its cell made, from 1. */
  readonly call: number;
}

/**
 * Compares what servers report with what they were sent, in one tree of runs. Since tokenizers differ
 * up to fivefold, a model is compared with what it made of other text like this, where there was any.
 */
export class CutPrompts {
  readonly #models: Model;
  readonly #reportBug: (error: Error) => void;
  readonly #reports = new Map<string, Reports>();

  constructor(models: Model, reportBug: (error: Error) => void) {
    this.#models = models;
    this.#reportBug = reportBug;
  }

  /** Null for a prompt that was read whole, as far as can be told. A window that shows is learned. */
  async judge(
    model: string,
    messages: readonly Message[],
    usage: Usage,
  ): Promise<CutPrompt | null> {
    const { inputTokens: reported, cachedInputTokens: cached, estimated } = usage;
    if (estimated || reported === 0) return null;
    const reports = this.#reportsOf(model);
    const text = messages.map(({ content }) => content).join('\n');
    const makeup = makeupOf(text);
    const guess = makeup.density * text.length;
    const before = reports.continued.find(messages);
    const isFresh = before === null && cached === 0;
    // Some servers count only what their cache didn't hold, and not all of those name the rest.
    const read = reported + Math.max(cached, before?.known ?? 0);
    const expected = await this.#expect(reports, { text, makeup, guess, read, isFresh });
    const mark = markOf(text);
    const window = expected && this.#learn(model, reports, { mark, reported, expected });
    keep(reports.all, mostReports, { mark, reported });
    if (expected !== null) return { model, reported, expected: Math.round(expected), window };
    reports.continued.add(messages, text, reported, before, reports.samples);
    return null;
  }

  /** Tokens that this model makes of text like this, for each of the local count. */
  scaleFor(model: string, text: string): number {
    const { samples } = this.#reportsOf(model);
    return samples.length === 0 ? 1 : scaleOf(samples, makeupOf(text));
  }

  /** Null where the prompt was read whole; else about how many tokens it has. */
  async #expect({ samples }: Reports, prompt: Prompt): Promise<number | null> {
    const { text, makeup, guess, read, isFresh } = prompt;
    const alike = samplesLike(samples, makeup);
    if (alike.length > 0) {
      // One letter a thousand times over has few tokens, and is made of the same as prose.
      const least = makeup.isPlain ? 1 : 0;
      const most = Math.max(least, ...alike.map(({ scale, density }) => scale * density));
      if (read >= closeShare * most * guess) return null;
    } else if (makeup.isPlain && read >= rough.least * guess && read <= rough.most * guess) {
      const scale = Math.min(1, read / guess);
      if (isFresh) keep(samples, mostSamples, { makeup, scale, density: 1 });
      return null;
    }
    if ((makeup.isPlain ? dense * guess : 3 * text.length) < fewestTokens) return null;
    const counted = await this.#count(text, read / leastShare);
    const local = Math.min(
      makeup.ceiling * text.length,
      counted ?? Math.min(surely.ofGuess * guess, text.length / surely.charsPerToken),
    );
    const expected = scaleOf(samples, makeup) * local;
    if (local > fewestTokens && read < leastShare * expected) return expected;
    if (isFresh && counted !== null && counted > 0 && guess > 0) {
      const scale = Math.max(leastScale, read / local);
      keep(samples, mostSamples, { makeup, scale, density: local / guess });
    }
    return null;
  }

  /** The window that a cut prompt shows, which is remembered; null where it may be something else. */
  #learn(
    model: string,
    { all }: Reports,
    cut: { readonly mark: number; readonly reported: number; readonly expected: number },
  ): number | null {
    const { mark, reported, expected } = cut;
    const { window, windowFrom } = this.#models.facts(model);
    const known = windowFrom === 'server' || windowFrom === 'learned' ? window : null;
    const isKnown =
      known !== null && reported <= (1 + sameShare) * known && reported >= keptShare * known;
    if (isKnown) return known;
    if (reported < leastWindow) return null;
    const isRepeated = all.some(
      (other) => other.mark !== mark && areSame(other.reported, reported),
    );
    if (!isRepeated && reported >= tellingShare * expected) return null;
    this.#models.learnWindow?.(model, reported);
    return reported;
  }

  /** Null where nothing can count. `bound`: the tokens near which it has to be exact. */
  async #count(text: string, bound: number): Promise<number | null> {
    try {
      return (await this.#models.countTokens?.(text, bound)) ?? null;
    } catch (error) {
      this.#reportBug(asError(error));
      return null;
    }
  }

  #reportsOf(model: string): Reports {
    const known = this.#reports.get(model);
    if (known !== undefined) return known;
    const reports: Reports = { samples: [], continued: new ContinuedPrompts(), all: [] };
    this.#reports.set(model, reports);
    return reports;
  }
}

/** Tells prompts apart without keeping them. */
function markOf(text: string): number {
  const stride = Math.max(1, Math.floor(text.length / 1_024));
  let mark = text.length;
  for (let at = 0; at < text.length; at += stride) {
    mark = (Math.imul(mark, 31) + text.charCodeAt(at)) | 0;
  }
  return mark;
}
