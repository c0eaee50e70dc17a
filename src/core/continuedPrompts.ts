import type { Message } from './model.ts';
import { areSame, keep, type PromptSample, samplesLike } from './promptSamples.ts';
import { makeupOf } from './textMakeup.ts';

/** A whole prompt, which the next one may continue. */
export interface ReadPrompt {
  readonly messages: readonly Message[];
  readonly chars: number;
  readonly reported: number;
  /** All that the server has read of it: more than `reported` where that is of what was new alone. */
  readonly known: number;
  /** How often that was so, up to here. */
  readonly additions: number;
}

/**
 * How a report of what is new in a prompt may differ from what is expected of it: of plain text, of
 * text like some that was counted, of many digits; of a script that nothing is known of from the guess
 * up to the most that it can have. And the tokens of a chat's format.
 */
const added = {
  plain: [0.6, 1.5],
  alike: [0.5, 2],
  numbers: [0.6, 2.6],
  script: { ofGuess: 0.4, ofCeiling: 4 },
  tokens: 64,
} as const;
/** Of a text's bytes, from which on tokenizers differ on its digits. */
const manyDigits = 0.15;
/** Servers choose no smaller window by themselves. */
const usualWindow = 1_024;
/** So many reports of what is new alone are no coincidence. */
const usualAdditions = 2;
const mostKept = 8;

/** The prompts of one model that the next may continue: some servers count only what is new. */
export class ContinuedPrompts {
  readonly #read: ReadPrompt[] = [];

  /** The longest of the prompts that these messages begin with. */
  find(messages: readonly Message[]): ReadPrompt | null {
    return this.#read
      .filter((earlier) => continues(messages, earlier.messages))
      .reduce<ReadPrompt | null>(
        (longest, one) => (longest === null || one.chars > longest.chars ? one : longest),
        null,
      );
  }

  /** A prompt was read whole. `before`: the one that it continues; `text`: of all its messages. */
  add(
    messages: readonly Message[],
    text: string,
    reported: number,
    before: ReadPrompt | null,
    samples: readonly PromptSample[],
  ): void {
    const isNewAlone =
      before !== null &&
      !isLikeWindow(reported, before) &&
      isReportOf(text.slice(before.chars), reported, samples);
    keep(this.#read, mostKept, {
      messages: [...messages],
      chars: text.length,
      reported,
      known: reported + (isNewAlone ? before.known : 0),
      additions: (before?.additions ?? 0) + (isNewAlone ? 1 : 0),
    });
  }
}

function continues(messages: readonly Message[], earlier: readonly Message[]): boolean {
  return (
    messages.length >= earlier.length &&
    earlier.every(({ role, content }, index) => {
      const now = messages[index];
      // What is asked besides can stand at the end of the last message.
      const isLast = index === earlier.length - 1;
      return (
        now?.role === role &&
        (now.content === content || (isLast && now.content.startsWith(content)))
      );
    })
  );
}

/** True when the same was reported twice, so that it may be all that fits. */
function isLikeWindow(reported: number, before: ReadPrompt): boolean {
  const isUsual = before.additions >= usualAdditions;
  return !isUsual && reported >= usualWindow && areSame(reported, before.reported);
}

/** True when so many tokens can well be those of this text. */
function isReportOf(text: string, reported: number, samples: readonly PromptSample[]): boolean {
  const makeup = makeupOf(text);
  const guess = makeup.density * text.length;
  const alike = samplesLike(samples, makeup).map(({ scale, density }) => scale * density * guess);
  const known = alike.length > 0 ? alike : [guess];
  const isNumbers = makeup.shareOfDigits > manyDigits;
  const [least, most] = makeup.isPlain ? (isNumbers ? added.numbers : added.plain) : added.alike;
  const isUnknown = !makeup.isPlain && alike.length === 0;
  const from = isUnknown ? added.script.ofGuess * guess : least * Math.min(...known);
  const to = isUnknown
    ? added.script.ofCeiling * makeup.ceiling * text.length
    : most * Math.max(...known);
  return reported >= from - added.tokens && reported <= to + added.tokens;
}
