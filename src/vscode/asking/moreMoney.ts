import type { AskForMoney } from '../../core/scope.ts';

/**
 * USD that the dialog at the limit offers first, which Enter adds: as much again. More only where that
 * would not pay for the call and for the answer after it, which may cost as much.
 */
export function offeredAmount({
  spentUsd,
  maxCostUsd,
  wantedUsd,
}: Parameters<AskForMoney>[0]): number {
  const lacking = spentUsd + 2 * wantedUsd - maxCostUsd;
  return Math.max(maxCostUsd, roundedUp(lacking));
}

/** To cents; less than one to two digits. */
function roundedUp(usd: number): number {
  if (usd <= 0) return 0;
  const digits = usd >= 0.1 ? 2 : 1 - Math.floor(Math.log10(usd));
  // A hair less, so that what is a round sum already stays that.
  return Number((Math.ceil(usd * 10 ** digits - 1e-9) / 10 ** digits).toFixed(digits));
}
