/** A share from 0 to 1 as `63%`; neither 0 nor 100 unless it is exactly that. */
export function shareText(share: number): string {
  if (share > 0 && share < 0.01) return '<1%';
  if (share < 1 && share > 0.99) return '>99%';
  return `${Math.round(share * 100)}%`;
}
