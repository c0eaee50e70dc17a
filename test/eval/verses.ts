import { Chance } from '../adversarial/random.ts';
import type { TextFile } from './corpus.ts';
import { shuffled } from './shuffled.ts';
import type { Asked } from './task.ts';

/** Words of which any two stand together in some verses, in not too many. */
const words = [
  ...['bread', 'wine', 'sword', 'fire', 'gold', 'silver', 'mountain', 'river', 'brother', 'wife'],
  ...['king', 'prophet', 'night', 'light', 'heart', 'hand', 'blood', 'city', 'stone', 'garment'],
];
/** More would make answers that cost more than they tell. */
const mostVerses = 60;
const reference = /^([1-3]?[A-Z][A-Za-z]*\d+:\d+) /;

/** The exact places of two words: as references for odd seeds, as citations of lines for even ones. */
export function askAboutVerses(files: readonly TextFile[], seed: number): Asked {
  const lines = files.flatMap(({ text }) => text.split('\n'));
  const chance = new Chance(seed);
  const { one, other, items } = choosePair(lines, chance);
  const what = `Each line of the text is a verse behind its reference, like Ge1:1. In which verses do both words "${one}" and "${other}" stand, as whole words, in capitals or not?`;
  if (seed % 2 !== 0) {
    return {
      question: `${what} Answer with the references, one a line, written as in the text, and nothing else.`,
      truth: { kind: 'set', items, pattern: '(?<![A-Za-z0-9])[1-3]?[A-Z][A-Za-z]*\\d+:\\d+' },
    };
  }
  const found = new Set(items);
  const numbers = lines.flatMap((line, index) => (found.has(referenceOf(line)) ? index + 1 : []));
  return {
    question: `${what} Answer with a citation of the line of each, like [L12], and nothing else.`,
    truth: { kind: 'lines', lines: numbers },
  };
}

/** The first pair in the order of chance that stands together somewhere, and not too often. */
function choosePair(lines: readonly string[], chance: Chance) {
  const places = new Map(words.map((word) => [word, versesWith(lines, word)]));
  const order = shuffled(words, chance);
  let best = { one: order[0] ?? '', other: order[1] ?? '', items: [] as readonly string[] };
  for (const [index, one] of order.entries()) {
    for (const other of order.slice(index + 1)) {
      const items = [...(places.get(one) ?? [])].filter((verse) => places.get(other)?.has(verse));
      if (items.length > mostVerses || items.length <= best.items.length) continue;
      best = { one, other, items };
      if (items.length >= 5) return best;
    }
  }
  return best;
}

function versesWith(lines: readonly string[], word: string): ReadonlySet<string> {
  const pattern = new RegExp(`\\b${word}\\b`, 'i');
  const found = lines.filter((line) => pattern.test(line));
  return new Set(found.map(referenceOf).filter((place) => place !== ''));
}

function referenceOf(line: string): string {
  return reference.exec(line)?.[1] ?? '';
}
