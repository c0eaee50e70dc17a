/** A limit of money (USD) as people write one: `$1.00`, `$0.40`, `$0.001`. */
export function formatUsdLimit(usd: number): string {
  return usd >= 0.01 && Number.isInteger(Math.round(usd * 1e6) / 1e4)
    ? `$${usd.toFixed(2)}`
    : `$${usd}`;
}
