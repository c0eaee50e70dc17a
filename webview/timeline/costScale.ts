/** Steps of colour from the cheapest to the dearest call of a run. */
export interface CostScale {
  /** USD, ascending: where a step ends and the next begins; empty when all calls cost about the same. */
  readonly limits: readonly number[];
}

export type CostStep = 'cost1' | 'cost2' | 'cost3' | 'cost4';
const steps: readonly CostStep[] = ['cost1', 'cost2', 'cost3', 'cost4'];

/** Even steps by factor, since costs differ by factors: as many as the costs are apart, four at most. */
export function costScale(costs: readonly number[]): CostScale {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const usd of costs) {
    if (usd <= 0) continue;
    least = Math.min(least, usd);
    most = Math.max(most, usd);
  }
  const ratio = most / least;
  const count = ratio >= 6 ? 4 : ratio >= 3 ? 3 : ratio >= 1.5 ? 2 : 1;
  const limits: number[] = [];
  for (let step = 1; step < count; step++) {
    limits.push(Number((least * ratio ** (step / count)).toPrecision(2)));
  }
  return { limits };
}

/** The colour of a cost: the first step is the cheapest, the last colour is the dearest's. */
export function stepOf(scale: CostScale, usd: number): CostStep {
  const at = scale.limits.findIndex((limit) => usd <= limit);
  return colourOf(scale, at < 0 ? scale.limits.length : at);
}

/** The steps of a scale with the costs they reach from and to; null at the open ends. */
export function stepsOf(scale: CostScale): readonly {
  readonly step: CostStep;
  readonly from: number | null;
  readonly to: number | null;
}[] {
  return [...scale.limits, null].map((to, at) => ({
    step: colourOf(scale, at),
    from: scale.limits[at - 1] ?? null,
    to,
  }));
}

/** Few steps take the outer colours, so that dear always looks the same. */
function colourOf({ limits }: CostScale, at: number): CostStep {
  if (limits.length === 0) return 'cost1';
  return steps[Math.round((at * (steps.length - 1)) / limits.length)] ?? 'cost4';
}
