/**
 * Measures two sides in turn, so that what else the machine does meets both alike: once unrecorded,
 * then `runs` times, each time the other side first.
 */
export async function measurePairs<Measure>(
  runs: number,
  ours: () => Promise<Measure>,
  bare: () => Promise<Measure>,
): Promise<{ readonly ours: readonly Measure[]; readonly bare: readonly Measure[] }> {
  await ours();
  await bare();
  const measured: { ours: Measure[]; bare: Measure[] } = { ours: [], bare: [] };
  for (let run = 0; run < runs; run += 1) {
    const isOursFirst = run % 2 === 0;
    if (isOursFirst) measured.ours.push(await ours());
    measured.bare.push(await bare());
    if (!isOursFirst) measured.ours.push(await ours());
  }
  return measured;
}
