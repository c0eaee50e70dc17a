import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { InvalidOption } from '../core/errors.ts';
import {
  directModes,
  languages,
  modelVariants,
  type NumericOption,
  optionBounds,
  type RunOptions,
} from '../core/options.ts';
import { readEfforts, readPrice, readWindow } from './modelArguments.ts';

/** What was typed of who answers; absent or null where nothing was. */
export interface ModelArguments {
  readonly provider: 'auto' | 'openai' | 'anthropic' | 'demo';
  readonly baseUrl: string | null;
  readonly api: 'auto' | 'responses' | 'chat';
  /** USD per million tokens, by model. */
  readonly prices: Readonly<Record<string, { input: number; output: number; cachedInput: number }>>;
  /** Tokens of prompt and reply together, by model. */
  readonly windows: Readonly<Record<string, number>>;
}

const numericFlags = {
  'max-iterations': 'maxIterations',
  'max-depth': 'maxDepth',
  'max-subcalls': 'maxSubcalls',
  concurrency: 'concurrency',
  'max-output-tokens': 'maxOutputTokens',
  'max-cost-usd': 'maxCostUsd',
  'max-tokens': 'maxTokens',
  'max-errors': 'maxConsecutiveErrors',
  timeout: 'timeoutSeconds',
  'cell-timeout': 'cellSeconds',
  'sandbox-memory-mb': 'sandboxMemoryMb',
} as const satisfies Record<string, NumericOption>;

export const text = { type: 'string' } as const;
export const list = { type: 'string', multiple: true } as const;

/** Who answers: `--provider`, `--base-url` and their like. */
export const modelFlags = {
  provider: text,
  'base-url': text,
  api: text,
  price: list,
  window: list,
} as const;

/** What a run may spend, and with which models: what may differ in one that goes on. */
export const limitFlags = {
  'root-model': text,
  'sub-model': text,
  'reasoning-effort': text,
  'max-iterations': text,
  'max-depth': text,
  'max-subcalls': text,
  concurrency: text,
  'max-output-tokens': text,
  'max-cost-usd': text,
  'max-tokens': text,
  'max-errors': text,
  timeout: text,
  'cell-timeout': text,
  'sandbox-memory-mb': text,
} as const;

/** What a run may do and spend, and with which models. */
export const optionFlags = {
  ...limitFlags,
  'model-variant': text,
  profile: text,
  language: text,
  direct: text,
} as const;

/** Options that say nothing when they are empty; of the others the empty value is the default. */
const filled = new Set([
  ...['file', 'dir', 'include', 'exclude', 'events', 'memo', 'root', 'keep', 'follow-up-of'],
  ...['root-model', 'sub-model'],
]);

/** What was typed, by those flags. Throws InvalidOption with a sentence. */
export function parseFlags<const T extends ParseArgsOptionsConfig>(
  argv: readonly string[],
  options: T,
) {
  try {
    const args = { args: [...argv], options, allowPositionals: true, strict: true } as const;
    const { values, positionals, tokens } = parseArgs({ ...args, tokens: true });
    checkOptions(
      tokens.flatMap((token) => (token.kind === 'option' ? [token] : [])),
      options,
    );
    return { values, positionals };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Node explains at length how to pass a value that begins with a dash.
    throw new InvalidOption(
      `${error.message.split(/\n|\. /)[0]?.replace(/\.$/, '')}. See rlm --help.`,
    );
  }
}

/** Options that take one value are named once, and a path or a name is not empty. */
function checkOptions(
  typed: readonly { readonly name: string; readonly value?: string | undefined }[],
  options: ParseArgsOptionsConfig,
): void {
  const seen = new Set<string>();
  for (const { name, value } of typed) {
    const repeats = options[name]?.multiple === true;
    if (seen.has(name) && !repeats && value !== undefined) {
      throw new InvalidOption(`--${name} is named twice; it takes one value.`);
    }
    seen.add(name);
    if (value?.trim() === '' && filled.has(name)) {
      throw new InvalidOption(`--${name} is empty.`);
    }
  }
}

const providers = ['auto', 'openai', 'anthropic', 'demo'] as const;

type OptionValues = Partial<Record<keyof typeof optionFlags, string>>;
type ModelValues = Partial<Record<'provider' | 'base-url' | 'api', string>> &
  Partial<Record<'price' | 'window', string[]>>;

/** What `modelFlags` said. Throws InvalidOption. */
export function readModels(values: ModelValues): ModelArguments {
  return {
    provider: oneOf('provider', values.provider, providers) ?? 'auto',
    baseUrl: values['base-url'] ?? null,
    api: oneOf('api', values.api, ['auto', 'responses', 'chat']) ?? 'auto',
    prices: Object.fromEntries((values.price ?? []).map(readPrice)),
    windows: Object.fromEntries((values.window ?? []).map(readWindow)),
  };
}

/** What `optionFlags` said; what was not named is absent. Throws InvalidOption. */
export function readOptions(values: OptionValues): Partial<RunOptions> {
  const language = oneOf('language', values.language, languages);
  const variant = oneOf('model-variant', values['model-variant'] ?? values.profile, modelVariants);
  const direct = oneOf('direct', values.direct, directModes);
  const efforts = values['reasoning-effort'];
  const numbers = Object.entries(numericFlags).flatMap(([flag, option]) => {
    const typed = values[flag as keyof typeof numericFlags];
    return typed === undefined ? [] : [[option, readNumber(flag, typed, option)] as const];
  });
  return {
    ...(values['root-model'] && { rootModel: values['root-model'] }),
    ...(values['sub-model'] && { subModel: values['sub-model'] }),
    ...(variant && { modelVariant: variant }),
    ...(language && { language }),
    ...(direct && { direct }),
    ...(efforts !== undefined && { reasoningEffort: readEfforts(efforts) }),
    ...Object.fromEntries(numbers),
  };
}

function readNumber(flag: string, typed: string, option: NumericOption): number {
  const value = typed.trim() === '' ? Number.NaN : Number(typed);
  const { minimum, maximum, integer } = optionBounds[option];
  const kind = integer ? 'a whole number' : 'a number';
  if (
    !Number.isFinite(value) ||
    value < minimum ||
    value > maximum ||
    (integer && value % 1 !== 0)
  ) {
    throw new InvalidOption(
      `--${flag} takes ${kind} from ${minimum} to ${maximum}, not "${typed}".`,
    );
  }
  return value;
}

function oneOf<T extends string>(
  flag: string,
  typed: string | undefined,
  known: readonly T[],
): T | undefined {
  if (typed === undefined) return undefined;
  const found = known.find((name) => name === typed);
  if (found === undefined) {
    throw new InvalidOption(`--${flag} takes ${known.join(', ')}, not "${typed}".`);
  }
  return found;
}
