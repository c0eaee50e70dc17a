import type { Estimate } from '../core/estimate.ts';
import { number } from '../core/prompts.ts';
import { money, size } from './format.ts';
import type { Paint } from './paint.ts';
import { printableLine } from './printable.ts';

/** What was estimated of, beside the figures. */
export interface EstimateSubject {
  readonly label: string;
  readonly chars: number;
  /** Of the Context. */
  readonly tokens: number;
  readonly rootModel: string;
  readonly subModel: string;
}

/** What `--estimate` prints for people. */
export function estimateText(estimate: Estimate, subject: EstimateSubject, paint: Paint): string {
  const { probableUsd, worstUsd, probableTokens, worstTokens, basis } = estimate;
  const { chars, tokens } = subject;
  const [label, rootModel, subModel] = [subject.label, subject.rootModel, subject.subModel].map(
    printableLine,
  );
  const lines = [
    paint.dim(
      `${label} · ${size(chars)} · about ${number(tokens)} tokens · ${rootModel} asks ${subModel}`,
    ),
    `Probably ${paint.bold(money(probableUsd, true))} (${number(probableTokens)} tokens), at worst ${money(worstUsd, false)} (${number(worstTokens)} tokens).`,
    paint.dim(
      basis === 'history'
        ? 'From earlier runs with the same models. Nothing was sent.'
        : 'From what runs are usually like: many cost less, a few much more. Nothing was sent.',
    ),
  ];
  return `${lines.join('\n')}\n`;
}
