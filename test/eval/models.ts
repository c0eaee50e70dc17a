import { InvalidOption } from '../../src/core/errors.ts';
import type { Model } from '../../src/core/model.ts';
import { openModel } from '../../src/models/provider.ts';
import type { CountTokens } from '../../src/models/tokens.ts';
import type { Surroundings } from '../../src/terminal/settings.ts';
import type { EvalArguments } from './arguments.ts';
import { recordedModel } from './recordedModel.ts';
import { Recordings } from './recordings.ts';

/**
 * The models that the arguments name, by which asking of the same question it is, from 1. For replies
 * that are all recorded no key is needed. Throws what `openModel` throws, and InvalidOption.
 */
export async function openModels(
  { recordings: wanted, runner }: Pick<EvalArguments, 'recordings' | 'runner'>,
  around: Surroundings,
  assetsFolder: string,
  countTokens: CountTokens,
): Promise<(repetition: number) => Model> {
  const open = (): Promise<Model> =>
    openModel({
      ...runner,
      apiKey: around.apiKey,
      baseUrl: runner.baseUrl ?? around.baseUrl,
      headers: {},
      assetsFolder,
    });
  if (wanted === null) {
    const model = await open();
    return () => model;
  }
  const recordings = await Recordings.open(wanted.folder);
  const source = wanted.mayAsk ? await open() : null;
  const recorded = recordings.models;
  if (source === null && recorded === null) {
    throw new InvalidOption(`"${wanted.folder}" holds no recorded replies. --record keeps them.`);
  }
  if (source !== null && recorded !== null && recorded.provider !== source.provider) {
    throw new InvalidOption(
      `"${wanted.folder}" holds replies of another provider (${recorded.provider}). Record into another folder.`,
    );
  }
  return (repetition) => recordedModel(recordings, source, repetition, countTokens);
}
