import type { ContextDescription } from './context.ts';
import type { RunCoverage } from './coverage.ts';
import { unlessStopped } from './deferred.ts';
import type { Environment, Variable } from './environment.ts';
import type { EarlierRun } from './keeper.ts';
import { prepareModels } from './preparedModels.ts';
import { firstMessage, followUpMessage, profileFor, systemPrompt } from './prompts.ts';
import { recordStart } from './result.ts';
import { RootModel } from './rootModel.ts';
import type { RunScope } from './scope.ts';
import type { Subcalls } from './subcalls.ts';
import type { ToldVariables } from './toldVariables.ts';
import { sayUnknownPrices } from './unknownPrices.ts';

/**
 * Begins a run: records that, says what the user should know, and makes the conversation with its root
 * model. `earlier` is what it follows up. Rejects with Cancelled, and where the sandbox can't be had.
 */
export async function openRun(
  scope: RunScope,
  environment: Environment,
  own: {
    readonly calls: Subcalls;
    readonly coverage: RunCoverage;
    readonly told: ToldVariables;
    readonly earlier: EarlierRun | null;
  },
): Promise<RootModel> {
  const { request, signal, replay } = scope;
  const { calls, coverage, told, earlier } = own;
  // Asked for while the text is described; a child's models are its root's.
  const prepared = scope.path === '' ? prepareModels(scope) : Promise.resolve([]);
  let description: ContextDescription | null = null;
  let variables: readonly Variable[] = [];
  try {
    if (earlier?.environment != null) {
      // The worker starts, while the text is described.
      const renewed = environment.renew(calls.answer);
      variables = await unlessStopped(
        renewed.then(() => environment.variables()),
        signal,
      );
    }
    await replay?.prepare(environment);
    description = await unlessStopped(environment.describe(), signal);
  } finally {
    recordStart(scope, description);
  }
  // They are about the text that the user asked about, not about a child's part of it.
  const notices = scope.path === '' ? (request.notices ?? []) : [];
  const warnings = await unlessStopped(prepared, signal);
  for (const text of [...notices, ...warnings]) scope.record({ type: 'notice', text });
  if (scope.path === '') sayUnknownPrices(scope);
  const { options, model, question } = request;
  const profile = profileFor(options);
  const window = model.facts(options.subModel).window;
  coverage.tell([description.head, description.tail ?? '']);
  const first = firstMessage(question, description, profile, window, options.language);
  told.news(variables);
  return new RootModel(
    scope,
    environment,
    {
      system: systemPrompt(profile, options, scope.depth),
      first: earlier ? followUpMessage(earlier.exchanges, variables, first) : first,
    },
    told,
  );
}
