import type { Figure } from './figures.ts';
import { measurePairs } from './pairs.ts';
import { makeLog } from './sampleText.ts';
import { subcallMs, subcalls } from './scripts.ts';
import { askBare, askEngine, gapsBetween, type Workplace } from './workplace.ts';

const textChars = 1_000_000;

/** A second cell that asks a slow sub-model many times at once, from its reply to the next request. */
export async function benchSubcalls(place: Workplace): Promise<readonly Figure[]> {
  const text = makeLog(textChars);
  const last = (gaps: readonly number[]): number => gaps.at(-1) ?? Number.NaN;
  const options = { concurrency: subcalls };
  const { ours, bare } = await measurePairs(
    place.runs(15),
    async () => last(gapsBetween(await askEngine(place, 'fan', text, options), 'fan')),
    async () => last(gapsBetween(await askBare(place, 'fan', text), 'fan')),
  );
  const subject = `${subcalls} sub-calls of ${subcallMs} ms at once, once warm`;
  return [{ subject, unit: 'ms', ours, bare, goal: { times: 1.3 } }];
}
