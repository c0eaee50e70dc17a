import * as vscode from 'vscode';
import { InvalidOption } from '../../core/errors.ts';
import {
  anthropicModels,
  defaultOptions,
  directModes,
  languages,
  modelVariants,
  type RunOptions,
} from '../../core/options.ts';
import { readReasoningEfforts, reasoningEfforts } from '../../core/reasoningEffort.ts';
import type { ModelSettings } from './modelSettings.ts';
import {
  budgetModes,
  checkBounds,
  historyBounds,
  interfaces,
  optionSettings,
  providers,
} from './settingTable.ts';

/** Who is asked. */
export interface ServerSettings {
  readonly provider: (typeof providers)[number];
  /** Null: OpenAI's own, or what the environment names. */
  readonly baseUrl: string | null;
  readonly api: (typeof interfaces)[number];
  readonly prices: ModelSettings['prices'];
  readonly windows: ModelSettings['windows'];
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The options of a run: the settings, with `overrides` on top. Throws InvalidOption where one is
 * unknown or out of its bounds.
 */
export function readOptions(overrides: Readonly<Record<string, unknown>> = {}): RunOptions {
  const settings = vscode.workspace.getConfiguration('rlm');
  const unknown = Object.keys(overrides).find((name) => !Object.hasOwn(defaultOptions, name));
  if (unknown !== undefined) {
    throw new InvalidOption(
      `There is no option "${unknown}". Known are ${Object.keys(defaultOptions).join(', ')}.`,
    );
  }
  const configured = Object.fromEntries(
    optionSettings.map((name) => {
      const value = settings.get(name);
      // Null is a value: it means that there is no limit.
      return [name, value === undefined ? defaultOptions[name] : value];
    }),
  );
  const given = { ...defaultOptions, ...configured, ...defaultModels(settings), ...overrides };
  const options = {
    ...given,
    reasoningEffort: readEfforts((given as Record<string, unknown>).reasoningEffort),
  } as RunOptions;
  checkBounds(options);
  oneOf('modelVariant', options.modelVariant, modelVariants);
  oneOf('language', options.language, languages);
  oneOf('direct', options.direct, directModes);
  for (const name of ['rootModel', 'subModel'] as const) {
    const model: unknown = options[name];
    if (typeof model !== 'string' || model.trim() === '') {
      throw new InvalidOption(`rlm.${name} is empty; it must be the name of a model.`);
    }
  }
  return options;
}

/** The models to ask where the person has named none and the provider has no model of the usual names. */
function defaultModels(settings: vscode.WorkspaceConfiguration): Partial<RunOptions> {
  if (settings.get('provider') !== 'anthropic') return {};
  // In a remote window what is set for the machine can't be inspected: there the value has to tell.
  const isNamed = (name: string): boolean => {
    const inspected = settings.inspect(name);
    return inspected?.globalValue !== undefined || settings.get(name) !== inspected?.defaultValue;
  };
  const { rootModel, subModel } = anthropicModels;
  return {
    ...(!isNamed('rootModel') && { rootModel }),
    ...(!isNamed('subModel') && { subModel }),
  };
}

function readEfforts(value: unknown): RunOptions['reasoningEffort'] {
  const efforts = readReasoningEfforts(value);
  if (efforts !== null) return efforts;
  throw new InvalidOption(
    `rlm.reasoningEffort is ${JSON.stringify(value)}; it must be one of ${reasoningEfforts.join(', ')}, or an object with root and sub.`,
    { option: 'reasoningEffort' },
  );
}

/** Throws InvalidOption where a setting isn't one of its values. */
export async function readServer(): Promise<ServerSettings> {
  const { readModels } = await import('./modelSettings.ts');
  const settings = vscode.workspace.getConfiguration('rlm');
  const baseUrl = settings.get<string>('baseUrl', '').trim();
  return {
    provider: oneOf('provider', settings.get<string>('provider', 'auto'), providers),
    baseUrl: baseUrl === '' ? null : baseUrl,
    api: oneOf('api', settings.get<string>('api', 'auto'), interfaces),
    ...readModels(settings.get<unknown>('models', {})),
    headers: { ...settings.get<Record<string, string>>('headers', {}) },
  };
}

/** The most that the history of a folder may hold (bytes). Throws InvalidOption. */
export function readHistoryLimit(): number {
  const name = 'history.maxMegabytes';
  return readWholeNumber(name, historyBounds[name]) * 1_000_000;
}

/** A setting `rlm.NAME`; throws InvalidOption where it isn't a whole number within its bounds. */
export function readWholeNumber(
  name: string,
  { minimum, maximum, initial }: Readonly<Record<'minimum' | 'maximum' | 'initial', number>>,
): number {
  const value: unknown = vscode.workspace.getConfiguration('rlm').get(name, initial);
  if (Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum) {
    return Number(value);
  }
  throw new InvalidOption(
    `rlm.${name} is ${JSON.stringify(value)}; it must be a whole number from ${minimum} to ${maximum}.`,
    { option: name, minimum, maximum },
  );
}

/** Whether replies of sub-models are kept for later runs. */
export function readMemo(): boolean {
  return vscode.workspace.getConfiguration('rlm').get('memo') === true;
}

/** What happens when the next call could cross the limit of money. Throws InvalidOption. */
export function readOnBudget(): (typeof budgetModes)[number] {
  const value = vscode.workspace.getConfiguration('rlm').get<string>('onBudget', 'ask');
  return oneOf('onBudget', value, budgetModes);
}

function oneOf<Value extends string>(name: string, value: string, known: readonly Value[]): Value {
  const found = known.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new InvalidOption(
    `rlm.${name} is ${JSON.stringify(value)}; it must be one of ${known.join(', ')}.`,
  );
}
