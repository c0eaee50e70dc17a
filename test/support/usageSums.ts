import type { RunFinished } from '../../src/core/events.ts';
import type { Usage } from '../../src/core/model.ts';

/** What one event of a record says was used. */
interface Spent {
  /** Of the run in the tree. */
  readonly path: string;
  readonly model: string;
  readonly usage: Usage;
  /** USD. */
  readonly costUsd: number | null;
}

/** USD by which sums may differ that were added in another order. */
const slack = 1e-9;

/** The sums of a record's parts, to be compared with those that the ends of its runs give. */
export class UsageSums {
  readonly #spent: Spent[] = [];

  /** What is wrong with it, completing a sentence; null: nothing. */
  add(spent: Spent): string | null {
    this.#spent.push(spent);
    const amounts = [...tokensOf(spent.usage), spent.costUsd ?? 0];
    const wrong = amounts.find((amount) => !(Number.isFinite(amount) && amount >= 0));
    return wrong === undefined ? null : `has used ${wrong}`;
  }

  /** The same of the end of a run: the whole tree's for `''`. */
  check(path: string, { usage, costUsd }: RunFinished): string[] {
    const parts = this.#spent.filter((each) => isWithin(each.path, path));
    const models = Object.entries(usage.models).flatMap(([model, used]) =>
      differences(
        model,
        used,
        parts.filter((each) => each.model === model),
      ),
    );
    return [...differences('the run', { ...usage, costUsd }, parts), ...models];
  }
}

function differences(
  what: string,
  said: Omit<Usage, 'estimated'> & { readonly costUsd: number | null },
  parts: readonly Spent[],
): string[] {
  const sums = parts.reduce(
    (sum, { usage }) => tokensOf(usage).map((tokens, at) => tokens + (sum[at] ?? 0)),
    [0, 0, 0, 0],
  );
  const cost = parts.reduce(
    (sum: number | null, part) =>
      sum === null || part.costUsd === null ? null : sum + part.costUsd,
    0,
  );
  const tokens = tokensOf(said).join();
  const { costUsd } = said;
  const isSame =
    costUsd === null || cost === null ? costUsd === cost : Math.abs(costUsd - cost) <= slack;
  return [
    ...(tokens === sums.join()
      ? []
      : [`says ${tokens} tokens of ${what}; its parts ${sums.join()}`]),
    ...(isSame ? [] : [`says that ${what} cost ${costUsd}; its parts ${cost}`]),
  ];
}

function tokensOf(usage: Omit<Usage, 'estimated'>): readonly number[] {
  const { inputTokens, cachedInputTokens, cacheWriteTokens = 0, outputTokens } = usage;
  return [inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens];
}

function isWithin(path: string, run: string): boolean {
  return run === '' || path === run || path.startsWith(`${run}.`);
}
