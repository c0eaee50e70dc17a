import type { ReasoningEfforts } from './reasoningEffort.ts';

export type ModelVariant = 'gpt' | 'qwen' | 'small' | 'no-sub-calls';
/** What the code of a run is written in. */
export type Language = 'python' | 'javascript';
/** What can be asked for. `auto`: Python, or JavaScript where Python can't start. */
export const languages = ['auto', 'python', 'javascript'] as const;
export type LanguageChoice = (typeof languages)[number];

/**
 * Whether a text that fits the root model's window is asked about plainly, without code. `offer`: the
 * estimate says what that would cost.
 */
export const directModes = ['never', 'offer', 'always'] as const;
export type DirectMode = (typeof directModes)[number];

/** What a run may do and spend. Limits are of the whole tree unless said otherwise. */
export interface RunOptions {
  readonly rootModel: string;
  readonly subModel: string;
  /** Which first message the model gets; `auto` chooses by the root model's name. */
  readonly modelVariant: ModelVariant | 'auto';
  /** As asked for; what runs stands in `SettledOptions`. */
  readonly language: LanguageChoice;
  readonly direct: DirectMode;
  /** Sent in the form that each API has for it, and no more where a model refuses it. */
  readonly reasoningEffort: ReasoningEfforts;
  /** Per run of the tree. */
  readonly maxIterations: number;
  /** 0: no sub-calls; 1: `rlm_query` is `llm_query`; 2 and more: child runs. */
  readonly maxDepth: number;
  /** Tokens, per completion. */
  readonly maxOutputTokens: number;
  readonly maxSubcalls: number;
  /** Requests at a time, at most: a run begins with 16. */
  readonly concurrency: number;
  /** USD; null: no limit. */
  readonly maxCostUsd: number | null;
  readonly maxTokens: number | null;
  readonly timeoutSeconds: number | null;
  readonly maxConsecutiveErrors: number;
  /** Computing time of one cell; waiting for models does not count. */
  readonly cellSeconds: number;
  readonly sandboxMemoryMb: number;
  /** Characters of a cell's output that the model sees. */
  readonly maxOutputChars: number;
}

/** Those of a run that has begun. */
export interface SettledOptions extends RunOptions {
  readonly language: Language;
}

/** How a language is called in sentences. */
export const languageNames: Readonly<Record<Language, string>> = {
  python: 'Python',
  javascript: 'JavaScript',
};

/** That of a run by its record: earlier versions knew JavaScript alone, and may not have said so. */
export function languageOf({ language }: { readonly language?: string }): Language {
  return language === 'python' ? 'python' : 'javascript';
}

export const defaultOptions: RunOptions = {
  rootModel: 'gpt-4o',
  subModel: 'gpt-4o-mini',
  modelVariant: 'auto',
  language: 'auto',
  direct: 'offer',
  reasoningEffort: { root: 'off', sub: 'off' },
  maxIterations: 50,
  maxDepth: 1,
  maxOutputTokens: 16_384,
  maxSubcalls: 500,
  concurrency: 64,
  maxCostUsd: 1,
  maxTokens: null,
  timeoutSeconds: null,
  maxConsecutiveErrors: 5,
  cellSeconds: 60,
  sandboxMemoryMb: 512,
  maxOutputChars: 20_000,
};

/** Those asked for at Anthropic where nobody has named any. */
export const anthropicModels = {
  rootModel: 'claude-sonnet-5',
  subModel: 'claude-haiku-4-5',
} as const;

/** What the offline demo's models are called, whatever models the settings name. */
export const demoModels = { rootModel: 'demo', subModel: 'demo' } as const;

/** Bounds, both ends in, of every numeric option; the same for settings, runner and callers. */
export const optionBounds = {
  maxIterations: { minimum: 1, maximum: 1_000, integer: true },
  maxDepth: { minimum: 0, maximum: 10, integer: true },
  maxOutputTokens: { minimum: 16, maximum: 1_000_000, integer: true },
  maxSubcalls: { minimum: 0, maximum: 100_000, integer: true },
  concurrency: { minimum: 1, maximum: 256, integer: true },
  maxCostUsd: { minimum: 0, maximum: 10_000, integer: false },
  maxTokens: { minimum: 1, maximum: 1_000_000_000, integer: true },
  timeoutSeconds: { minimum: 1, maximum: 604_800, integer: false },
  maxConsecutiveErrors: { minimum: 1, maximum: 1_000, integer: true },
  cellSeconds: { minimum: 1, maximum: 3_600, integer: false },
  sandboxMemoryMb: { minimum: 64, maximum: 4_096, integer: true },
} as const satisfies Partial<
  Record<keyof RunOptions, { minimum: number; maximum: number; integer: boolean }>
>;

export type NumericOption = keyof typeof optionBounds;
export const modelVariants = ['auto', 'gpt', 'qwen', 'small', 'no-sub-calls'] as const;
