import { type Figure, median } from './figures.ts';
import { measurePairs } from './pairs.ts';
import { makeLog } from './sampleText.ts';
import { steps } from './scripts.ts';
import { askBare, askEngine, gapsBetween, type Workplace } from './workplace.ts';

const textChars = 1_000_000;

/**
 * From a reply to the next request: reading it, running its cell, telling what came of it. The mean
 * holds what a run does once, the middle one is what a long run is made of.
 */
export async function benchIterations(place: Workplace): Promise<readonly Figure[]> {
  const text = makeLog(textChars);
  const { ours, bare } = await measurePairs(
    place.runs(11),
    async () => gapsBetween(await askEngine(place, 'steps', text), 'steps'),
    async () => gapsBetween(await askBare(place, 'steps', text), 'steps'),
  );
  const figure = (which: string, of: (gaps: readonly number[]) => number): Figure => ({
    subject: `engine, ${which} of ${steps} iterations`,
    unit: 'ms',
    ours: ours.map(of),
    bare: bare.map(of),
    goal: { times: 3 },
  });
  return [figure('mean', mean), figure('middle', median)];
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
