/** What was measured of one subject: ours and the bare loop's side, run for run. */
export interface Figure {
  readonly subject: string;
  readonly unit: 'ms' | 'MB';
  readonly ours: readonly number[];
  /** Null where a bare loop has no such thing. */
  readonly bare: readonly number[] | null;
  /** Met when ours is at most so many times the bare side's, or at most so much in `unit`. */
  readonly goal: { readonly times: number } | { readonly most: number };
  /** Why the goal may not be met, where that is known. */
  readonly why?: string;
}

/** The middle of the numbers; the mean of the two middle ones of an even count. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** The table of all figures with what the goals came to, as lines of text. */
export function table(figures: readonly Figure[]): string {
  const rows = [
    ['', 'RLM', 'spread', 'bare loop', 'ratio', 'goal', '', 'runs'],
    ...figures.map(rowOf),
  ];
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const met = figures.filter(isMet).length;
  return `${lines.join('\n')}\n\n${met} of ${figures.length} goals met. ${legend}\n${reasons(figures)}`;
}

function reasons(figures: readonly Figure[]): string {
  const missed = figures.filter((figure) => !isMet(figure));
  return missed
    .map(({ subject, why }) => `  ${subject}: ${why || 'the reason is not known'}.\n`)
    .join('');
}

const legend =
  'RLM and bare loop: medians. Spread: from the first to the third quartile of RLM. Ratio: of the medians.';

/** Whether the medians are within the goal. */
export function isMet({ ours, bare, goal }: Figure): boolean {
  if ('most' in goal) return median(ours) <= goal.most;
  return bare !== null && median(ours) <= goal.times * median(bare);
}

function rowOf(figure: Figure): string[] {
  const { subject, unit, ours, bare, goal } = figure;
  return [
    subject,
    `${short(median(ours))} ${unit}`,
    `${short(quantile(ours, 0.25))}-${short(quantile(ours, 0.75))}`,
    bare === null ? '-' : `${short(median(bare))} ${unit}`,
    bare === null ? '-' : (median(ours) / median(bare)).toFixed(2),
    'most' in goal ? `${goal.most} ${unit}` : `x ${goal.times}`,
    isMet(figure) ? 'met' : 'MISSED',
    String(ours.length),
  ];
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error('Nothing was measured.');
  return below + (above - below) * (place - Math.floor(place));
}

function short(value: number): string {
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
}
