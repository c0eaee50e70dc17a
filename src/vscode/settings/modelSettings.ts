import * as z from 'zod/mini';
import { InvalidOption } from '../../core/errors.ts';
import type { ModelFacts } from '../../core/model.ts';

// The setting `rlm.models`, checked where it comes in. Loaded when a model is chosen, so that the
// editor's start doesn't pay for the package.

type Price = NonNullable<ModelFacts['price']>;

/** What the setting says, by the name of the model. */
export interface ModelSettings {
  /** USD per million tokens. */
  readonly prices: Readonly<Record<string, Price>>;
  /** Tokens of prompt and reply together. */
  readonly windows: Readonly<Record<string, number>>;
}

const price = z.optional(z.number().check(z.nonnegative()));
const modelShape = z.object({
  window: z.optional(z.int().check(z.positive())),
  input: price,
  output: price,
  cachedInput: price,
  cacheWrite: price,
});

/** Each model may have prices, a window or both. Throws InvalidOption for what is neither. */
export function readModels(setting: unknown): ModelSettings {
  const prices: Record<string, Price> = {};
  const windows: Record<string, number> = {};
  for (const [name, value] of Object.entries(fieldsOf(setting))) {
    const read = modelShape.safeParse(fieldsOf(value));
    if (!read.success) throw problemOf(name, read.error.issues[0]?.path[0] === 'window');
    const { window, ...fields } = read.data;
    if (window !== undefined) windows[name] = window;
    if (Object.values(fields).every((each) => each === undefined)) continue;
    const { input, output } = fields;
    if (input === undefined || output === undefined) throw problemOf(name, false);
    const { cachedInput = input, cacheWrite = input } = fields;
    prices[name] = { input, output, cachedInput, ...(cacheWrite !== input && { cacheWrite }) };
  }
  return { prices, windows };
}

/** Settings files are written by hand: what should be an object may be anything. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function problemOf(model: string, isOfWindow: boolean): InvalidOption {
  const problem = isOfWindow
    ? `the window of "${model}" must be a whole number of tokens, 1 or more.`
    : `the prices of "${model}" must be numbers: input, output and, if you like, cachedInput and cacheWrite.`;
  return new InvalidOption(`rlm.models: ${problem}`, { model });
}
