import type { Figure } from './figures.ts';
import { measurePairs } from './pairs.ts';
import { makeLog } from './sampleText.ts';
import { subcallMs, subcalls } from './scripts.ts';
import { askBare, askEngine, gapsBetween, type Workplace } from './workplace.ts';

const textChars = 1_000_000;

/** A cell that asks a slow sub-model many times at once, from its reply to the next request. */
export async function benchSubcalls(place: Workplace): Promise<readonly Figure[]> {
  const text = makeLog(textChars);
  const sum = (gaps: readonly number[]): number => gaps.reduce((all, gap) => all + gap, 0);
  const options = { concurrency: subcalls };
  const { ours, bare } = await measurePairs(
    place.runs(15),
    async () => sum(gapsBetween(await askEngine(place, 'fan', text, options), 'fan')),
    async () => sum(gapsBetween(await askBare(place, 'fan', text), 'fan')),
  );
  const subject = `${subcalls} sub-calls of ${subcallMs} ms at once`;
  return [{ subject, unit: 'ms', ours, bare, goal: { times: 1.3 } }];
}
