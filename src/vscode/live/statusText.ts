import type { RunOptions } from '../../core/options.ts';
import type { Totals } from '../../trajectory/totals.ts';
import { formatUsd } from '../figures.ts';

type Used = Pick<Totals, 'iterations' | 'calls' | 'costUsd'>;
type Limits = Pick<RunOptions, 'maxIterations' | 'maxCostUsd'>;

/** From this share of a limit on, the status bar warns. */
const warningShare = 0.8;

/** `RLM 4/50 · 17 calls · $0.04/$1.00` */
export function statusText(run: Used, limits: Limits): string {
  const calls = run.calls === 1 ? '1 call' : `${run.calls} calls`;
  return `RLM ${run.iterations}/${limits.maxIterations} · ${calls} · ${costText(run, limits)}`;
}

/** Whether a run has used most of what it may. */
export function nearsLimit(run: Used, limits: Limits): boolean {
  const { maxCostUsd, maxIterations } = limits;
  const cost = maxCostUsd === null || run.costUsd === null ? 0 : run.costUsd / maxCostUsd;
  return cost >= warningShare || run.iterations / maxIterations >= warningShare;
}

function costText({ costUsd }: Used, { maxCostUsd }: Limits): string {
  if (costUsd === null) return 'cost n/a';
  return maxCostUsd === null
    ? formatUsd(costUsd)
    : `${formatUsd(costUsd)}/${formatUsd(maxCostUsd)}`;
}
