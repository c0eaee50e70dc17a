import { Chance } from '../adversarial/random.ts';
import type { TextFile } from './corpus.ts';
import { shuffled } from './shuffled.ts';
import type { Asked } from './task.ts';

const what =
  'Each file is one speech of a President of the United States on the State of the Union; its path tells year and name.';

/** Some in nearly all speeches, some in few. */
const words = [
  ...['railroad', 'slavery', 'treaty', 'gold', 'inflation', 'terrorism', 'Panama', 'Soviet'],
  ...['agriculture', 'navy', 'science', 'jobs', 'freedom', 'debt', 'health', 'Mexico', 'schools'],
];
const wordsAsked = 6;
const sentencesAsked = 8;

/** In how many speeches words stand, or whose words they are. */
export function askAboutSpeeches(files: readonly TextFile[], seed: number): Asked {
  const chance = new Chance(seed);
  return seed % 2 !== 0 ? askForCounts(files, chance) : askWhoSaid(files, chance);
}

function askForCounts(files: readonly TextFile[], chance: Chance): Asked {
  const counts = shuffled(words, chance).map((word) => {
    const pattern = new RegExp(`\\b${word}\\b`, 'i');
    return [word, files.filter(({ text }) => pattern.test(text)).length] as const;
  });
  // None and all are easily guessed.
  const isTelling = ([, count]: (typeof counts)[number]): boolean =>
    count > 0 && count < files.length;
  const asked = [...counts.filter(isTelling), ...counts.filter((each) => !isTelling(each))].slice(
    0,
    wordsAsked,
  );
  const names = asked.map(([word]) => word).join(', ');
  return {
    question: `${what}\nIn how many of the ${files.length} speeches does each of these words stand at least once, as a whole word, in capitals or not: ${names}? Answer with one line for each, of the form "word: number", and nothing else.`,
    truth: { kind: 'counts', counts: Object.fromEntries(asked) },
  };
}

function askWhoSaid(files: readonly TextFile[], chance: Chance): Asked {
  const chosen: { readonly path: string; readonly words: string }[] = [];
  const all = files.map(({ text }) => text).join('\n');
  for (const { path, text } of repeated(files, chance)) {
    if (chosen.length === sentencesAsked) break;
    const sentences = text.split(/(?<=[.!?])\s+/).filter((sentence) => {
      const count = sentence.split(/\s+/).length;
      return count >= 12 && count <= 25 && /^[A-Z][a-z, ;'’A-Z-]+[.!?]$/.test(sentence);
    });
    const sentence = shuffled(sentences, chance)[0];
    if (sentence === undefined || all.indexOf(sentence) !== all.lastIndexOf(sentence)) continue;
    const gapped = withGap(sentence);
    if (!chosen.some((each) => each.words === gapped)) chosen.push({ path, words: gapped });
  }
  const list = chosen.map((each, index) => `${index + 1}. ${each.words}`).join('\n');
  const values = chosen.map(({ path }, index) => [`${index + 1}`, path] as const);
  return {
    question: `${what}\nIn which speech does each of these sentences stand? Where "..." is, three words are left out.\n${list}\nAnswer with one line for each, of the form "number: path", and nothing else.`,
    truth: { kind: 'values', values: Object.fromEntries(values) },
  };
}

/** In the order of chance, three times over: not every file has a sentence that will do. */
function repeated(files: readonly TextFile[], chance: Chance): readonly TextFile[] {
  return [1, 2, 3].flatMap(() => shuffled(files, chance));
}

/** Its three words in the middle left out: so it can't be found in one piece. */
function withGap(sentence: string): string {
  const all = sentence.split(/\s+/);
  const middle = Math.floor(all.length / 2) - 1;
  return [...all.slice(0, middle), '...', ...all.slice(middle + 3)].join(' ');
}
