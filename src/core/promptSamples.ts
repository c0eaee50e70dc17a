import { areAlike, type Makeup } from './textMakeup.ts';

/** A whole prompt, with which the next ones of text like it are compared. */
export interface PromptSample {
  readonly makeup: Makeup;
  /** Tokens of this model for each of the local count. */
  readonly scale: number;
  /** Tokens of the local count for each of the rough guess. */
  readonly density: number;
}

export function samplesLike(samples: readonly PromptSample[], makeup: Makeup): PromptSample[] {
  return samples.filter((sample) => areAlike(sample.makeup, makeup));
}

/** The least that the model made of text like this; of other text it can have made far more. */
export function scaleOf(samples: readonly PromptSample[], makeup: Makeup): number {
  const alike = samplesLike(samples, makeup);
  return alike.length > 0
    ? Math.min(...alike.map(({ scale }) => scale))
    : Math.min(1, ...samples.map(({ scale }) => scale));
}

/** Reports that differ by less are the same. */
export const sameShare = 0.02;

export function areSame(one: number, other: number): boolean {
  return Math.abs(one - other) <= sameShare * Math.max(one, other);
}

/** Adds to a list of which the oldest go. */
export function keep<Item>(list: Item[], most: number, item: Item): void {
  list.push(item);
  if (list.length > most) list.shift();
}
