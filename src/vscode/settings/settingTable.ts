import { InvalidOption } from '../../core/errors.ts';
import { type NumericOption, optionBounds, type RunOptions } from '../../core/options.ts';

/** Settings `rlm.*` that are options of a run, under the same name. */
export const optionSettings = [
  'rootModel',
  'subModel',
  'modelVariant',
  'language',
  'direct',
  'reasoningEffort',
  'maxCostUsd',
  'maxTokens',
  'timeoutSeconds',
  'maxIterations',
  'maxDepth',
  'maxSubcalls',
  'concurrency',
  'maxOutputTokens',
  'maxConsecutiveErrors',
  'cellSeconds',
  'sandboxMemoryMb',
] as const satisfies readonly (keyof RunOptions)[];

/** Settings `rlm.*` that say who is asked, how, and whether again. */
export const serverSettings = ['provider', 'baseUrl', 'api', 'models', 'headers', 'memo'] as const;

/** Settings `rlm.*` that say which files of a folder are meant; a workspace may have its own. */
export const filterSettings = ['include', 'exclude'] as const;

/** Settings `rlm.*` on how files are read; a workspace may have its own. */
export const textSettings = ['encoding'] as const;

/** Settings `rlm.*` on how much of a folder is read without a question, with bounds and default. */
export const folderBounds = {
  maxFolderFiles: { minimum: 1, maximum: 100_000, initial: 10_000 },
  maxFolderMegabytes: { minimum: 1, maximum: 2_000, initial: 200 },
} as const;

/** The most that the history of a folder may hold (MB), with bounds and default. */
export const historyBounds = {
  'history.maxMegabytes': { minimum: 1, maximum: 1_000_000, initial: 500 },
} as const;
/** Settings `rlm.*` on what happens at the limit of money. */
export const budgetSettings = ['onBudget'] as const;
export const budgetModes = ['ask', 'finish', 'stop'] as const;

export const providers = ['auto', 'openai', 'anthropic', 'vscodeLm', 'demo'] as const;
export const interfaces = ['auto', 'responses', 'chat'] as const;

/** Options for which null means that there is no limit. */
export const unlimitedOptions = ['maxCostUsd', 'maxTokens', 'timeoutSeconds'] as const;

/**
 * Throws InvalidOption for a number out of its bounds: settings files are written by hand, and VS
 * Code only underlines what is wrong there.
 */
export function checkBounds(options: RunOptions): void {
  for (const [name, bounds] of Object.entries(optionBounds)) {
    const option = name as NumericOption;
    const value: unknown = options[option];
    if (value === null && unlimitedOptions.some((unlimited) => unlimited === option)) continue;
    const { minimum, maximum, integer } = bounds;
    const fits =
      typeof value === 'number' &&
      value >= minimum &&
      value <= maximum &&
      (!integer || Number.isInteger(value));
    if (fits) continue;
    const kind = integer ? 'a whole number' : 'a number';
    throw new InvalidOption(
      `rlm.${name} is ${JSON.stringify(value)}; it must be ${kind} from ${minimum} to ${maximum}.`,
      { option: name, minimum, maximum },
    );
  }
}
