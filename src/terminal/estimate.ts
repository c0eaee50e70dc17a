import type { Estimate } from '../core/estimate.ts';
import type { ModelFacts } from '../core/model.ts';
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
  /** Tokens that each of the two takes, where that is known. */
  readonly windows: readonly (Pick<ModelFacts, 'window' | 'windowFrom'> & {
    readonly model: string;
  })[];
  /** What to know of the models before they are asked, in sentences. */
  readonly warnings: readonly string[];
}

/** What `--estimate` prints for people. */
export function estimateText(estimate: Estimate, subject: EstimateSubject, paint: Paint): string {
  const { probableUsd, worstUsd, probableTokens, worstTokens, basis } = estimate;
  const { chars, tokens } = subject;
  const [label, rootModel, subModel] = [subject.label, subject.rootModel, subject.subModel].map(
    printableLine,
  );
  const warnings = subject.warnings.map(printableLine);
  const windows = subject.windows.flatMap(({ model, window, windowFrom }) =>
    window === null
      ? []
      : [
          `${printableLine(model)}: window ${number(window)}${windowFrom === 'server' ? ' (from the server)' : ''}`,
        ],
  );
  const { direct } = estimate;
  const lines = [
    paint.dim(
      `${label} · ${size(chars)} · about ${number(tokens)} tokens · ${rootModel} asks ${subModel}`,
    ),
    ...(windows.length === 0 ? [] : [paint.dim(windows.join(' · '))]),
    ...warnings.map((warning) => paint.yellow(warning)),
    probableUsd === null
      ? `Probably ${paint.bold(`${number(probableTokens)} tokens`)}. The price is unknown, so their cost can't be limited.`
      : `Probably ${paint.bold(money(probableUsd, true))} (${number(probableTokens)} tokens), at worst ${money(worstUsd, false)} (${number(worstTokens)} tokens).`,
    ...(direct === null
      ? []
      : [
          `The text fits the model: asked directly (--direct always) about ${paint.bold(money(direct.usd, false))} (${number(direct.tokens)} tokens).`,
        ]),
    paint.dim(
      basis === 'history'
        ? 'From earlier runs with the same models. Nothing was sent.'
        : 'From what runs are usually like: many cost less, a few much more. Nothing was sent.',
    ),
  ];
  return `${lines.join('\n')}\n`;
}
