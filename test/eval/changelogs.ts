import type { TextFile } from './corpus.ts';
import type { Asked } from './task.ts';

const what =
  'Each file is the changelog of a Debian package. Each release ends with a line that begins with a blank, two hyphens and a blank, and tells who made it and when.';
const namesAsked = 5;

interface Release {
  readonly address: string;
  readonly year: string;
}

/** Who made how many releases, or in which years. */
export function askAboutChangelogs(files: readonly TextFile[], seed: number): Asked {
  const releases = files.flatMap(({ text }) => releasesOf(text));
  const byAddress = seed % 2 !== 0;
  const counts = new Map<string, number>();
  for (const { address, year } of releases) {
    const name = byAddress ? address : year;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const asked = [...counts].sort(([, one], [, other]) => other - one).slice(0, namesAsked);
  const names = asked.map(([name]) => name).join(', ');
  const ask = byAddress
    ? `How many releases did each of these addresses make, over all files: ${names}? Answer with one line for each, of the form "address: number", and nothing else.`
    : `How many releases were made in each of these years, over all files: ${names}? Answer with one line for each, of the form "year: number", and nothing else.`;
  return {
    question: `${what}\n${ask}`,
    truth: { kind: 'counts', counts: Object.fromEntries(asked) },
  };
}

function releasesOf(text: string): readonly Release[] {
  return [...text.matchAll(/^ -- .*?<([^<>\n]+)> .*?\b((?:19|20)\d\d)\b.*$/gm)].map(
    ([, address = '', year = '']) => ({ address, year }),
  );
}
