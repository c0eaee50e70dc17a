import type { RunScope } from './scope.ts';

/** Says, before anything is sent, of which models the price is unknown, so that the limit can't hold. */
export function sayUnknownPrices({ request, record }: RunScope): void {
  const { maxCostUsd, rootModel, subModel, maxDepth, maxSubcalls } = request.options;
  if (maxCostUsd === null) return;
  const asksSub = maxDepth > 0 && maxSubcalls > 0;
  for (const model of new Set(asksSub ? [rootModel, subModel] : [rootModel])) {
    if (request.model.facts(model).price !== null) continue;
    const text = `The price of ${model} is unknown, so the limit of $${maxCostUsd} can't hold.`;
    record({ type: 'notice', text, unpriced: model });
  }
}
