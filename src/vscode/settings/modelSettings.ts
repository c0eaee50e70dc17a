import { InvalidOption } from '../../core/errors.ts';
import type { ModelFacts } from '../../core/model.ts';

/** What the setting `rlm.models` says, by the name of the model. */
export interface ModelSettings {
  /** USD per million tokens. */
  readonly prices: Readonly<Record<string, NonNullable<ModelFacts['price']>>>;
  /** Tokens of prompt and reply together. */
  readonly windows: Readonly<Record<string, number>>;
}

/** Each model may have prices, a window or both. Throws InvalidOption for what is neither. */
export function readModels(setting: unknown): ModelSettings {
  const prices: Record<string, NonNullable<ModelFacts['price']>> = {};
  const windows: Record<string, number> = {};
  for (const [name, model] of Object.entries(fieldsOf(setting))) {
    const { window, ...fields } = fieldsOf(model);
    if (window !== undefined) windows[name] = readWindow(name, window);
    const { input, output, cachedInput = input, cacheWrite } = fields;
    const all = [input, output, cachedInput, cacheWrite];
    if (all.every((price) => price === undefined)) continue;
    prices[name] = readPrice(name, { input, output, cachedInput, cacheWrite });
  }
  return { prices, windows };
}

/** Settings files are written by hand: what should be an object may be anything. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function readWindow(name: string, window: unknown): number {
  if (typeof window === 'number' && Number.isSafeInteger(window) && window >= 1) return window;
  throw new InvalidOption(
    `rlm.models: the window of "${name}" must be a whole number of tokens, 1 or more.`,
    { model: name },
  );
}

function readPrice(
  name: string,
  { input, output, cachedInput, cacheWrite = input }: Readonly<Record<string, unknown>>,
): NonNullable<ModelFacts['price']> {
  if (isPrice(input) && isPrice(output) && isPrice(cachedInput) && isPrice(cacheWrite))
    return { input, output, cachedInput, ...(cacheWrite !== input && { cacheWrite }) };
  throw new InvalidOption(
    `rlm.models: the prices of "${name}" must be numbers: input, output and, if you like, cachedInput and cacheWrite.`,
    { model: name },
  );
}

function isPrice(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY;
}
