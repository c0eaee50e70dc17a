import { ExpectedError } from '../../core/errors.ts';
import { type Estimate, estimate, type PastRun } from '../../core/estimate.ts';
import type { Model } from '../../core/model.ts';
import { type DirectMode, demoModels, type RunOptions } from '../../core/options.ts';
import { askWindows, type KnownWindow } from '../../models/knownWindows.ts';
import type { RunSummary } from '../../runs/storedShapes.ts';
import type { History } from '../history/history.ts';
import { type ModelServices, openConfiguredModel } from '../models/configured.ts';
import { readOptions } from '../settings/settings.ts';
import type { SourceText } from '../texts/textSource.ts';

export interface ForecastServices extends ModelServices {
  readonly history: Pick<History, 'list'>;
}

/** What a question will be put to and will cost, as far as it is known; nothing is sent for it. */
export interface Forecast {
  readonly provider: Model['provider'] | null;
  readonly rootModel: string;
  readonly subModel: string;
  /** Of the whole text, from samples of it; null while it is being read. */
  readonly tokens: number | null;
  readonly estimate: Estimate | null;
  /** Whether a text that fits the model is asked about plainly. */
  readonly direct: DirectMode;
  /** Of both models, where they are known. */
  readonly windows: readonly KnownWindow[];
  /** What to know of the models before they are asked, in sentences: a window that nobody has set. */
  readonly warnings: readonly string[];
  /** Why nothing can be asked as the settings are. */
  readonly obstacle: ExpectedError | null;
}

/**
 * Yields what is known, again each time that more is. `text` that can't be read ends it: whoever waits
 * for the text says why.
 */
export async function* foresee(
  text: Promise<SourceText>,
  overrides: Readonly<Record<string, unknown>>,
  services: ForecastServices,
): AsyncGenerator<Forecast> {
  let known: Forecast = {
    provider: null,
    rootModel: '',
    subModel: '',
    tokens: null,
    estimate: null,
    direct: 'never',
    windows: [],
    warnings: [],
    obstacle: null,
  };
  const asked = await openAsked(overrides, services);
  if (asked instanceof ExpectedError) known = { ...known, obstacle: asked };
  else {
    const { rootModel, subModel, direct } = asked.options;
    known = { ...known, provider: asked.model.provider, rootModel, subModel, direct };
  }
  yield known;
  if (!(asked instanceof ExpectedError)) {
    const { rootModel, subModel, maxDepth } = asked.options;
    const names = maxDepth === 0 ? [rootModel] : [rootModel, subModel];
    const told = await askWindows(asked.model, names, new AbortController().signal);
    known = { ...known, ...told };
    if (told.warnings.length > 0) yield known;
  }
  const read = await text.catch(() => null);
  if (read === null) return;
  const tokens = await countTokens(read, services.distFolder);
  known = { ...known, tokens };
  yield known;
  if (asked instanceof ExpectedError) return;
  const { model, options } = asked;
  const estimated = estimate({
    chars: read.context.items.reduce((sum, item) => sum + item.text.length, 0),
    tokens,
    options,
    root: model.facts(options.rootModel),
    sub: model.facts(options.subModel),
    history: pastRuns(await services.history.list()),
  });
  yield { ...known, estimate: estimated };
}

/** Of runs that came to their answer: others say nothing about what a question costs. */
export function pastRuns(history: readonly RunSummary[]): PastRun[] {
  return history
    .filter(({ status }) => status === 'answered')
    .map(({ rootModel, subModel, tokens, costUsd, contextChars }) => ({
      rootModel,
      subModel: subModel || null,
      tokens,
      costUsd,
      contextChars: contextChars || null,
    }));
}

async function openAsked(
  overrides: Readonly<Record<string, unknown>>,
  services: ForecastServices,
): Promise<{ model: Model; options: RunOptions } | ExpectedError> {
  try {
    const configured = readOptions(overrides);
    const model = await openConfiguredModel(services, configured);
    const options = model.provider === 'demo' ? { ...configured, ...demoModels } : configured;
    return { model, options };
  } catch (error) {
    if (error instanceof ExpectedError) return error;
    throw error;
  }
}

async function countTokens({ context }: SourceText, assetsFolder: string): Promise<number> {
  const [{ countContextTokens }, { createTokenCounter }] = await Promise.all([
    import('../../models/contextTokens.ts'),
    import('../../models/tokens.ts'),
  ]);
  return (await countContextTokens(context, createTokenCounter(assetsFolder))).tokens;
}
