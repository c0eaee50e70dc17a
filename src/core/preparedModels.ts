import { asError } from './errors.ts';
import type { RunScope } from './scope.ts';

/** What the user should know of the models before they are asked; said once of a conversation. */
export async function prepareModels(scope: RunScope): Promise<readonly string[]> {
  const { model, options, follows } = scope.request;
  const names =
    options.maxDepth === 0 ? [options.rootModel] : [options.rootModel, options.subModel];
  try {
    const said = (await model.prepare?.(names, scope.signal)) ?? [];
    return follows === undefined ? said : [];
  } catch (error) {
    scope.parts.reportBug(asError(error));
    return [];
  }
}
