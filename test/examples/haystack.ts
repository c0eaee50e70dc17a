/** A long text with one line in it that is worth finding. */
export interface Haystack {
  readonly text: string;
  /** The needle's, from 1. */
  readonly line: number;
  /** What the needle is about; other lines speak of others. */
  readonly key: string;
  readonly code: string;
}

const cities = ['Lisbon', 'Oslo', 'Quito', 'Nairobi', 'Hanoi', 'Turin', 'Perth', 'Riga'];
const subjects = ['The harbour', 'A gardener', 'The night train', 'An old map', 'The market'];
const verbs = ['mentions', 'passes', 'remembers', 'never saw', 'was built before'];
const objects = ['the lighthouse', 'a quiet street', 'the second bridge', 'its own shadow'];

/** The same haystack for the same size (characters, about) and seed. */
export function buildHaystack(size: number, seed: number): Haystack {
  const random = randomFrom(seed);
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  const lines: string[] = [];
  for (let length = 0; length < size; ) {
    const line = `${pick(subjects)} ${pick(verbs)} ${pick(objects)} in ${pick(cities)}, page ${Math.floor(random() * 9000)}.`;
    lines.push(line);
    length += line.length + 1;
  }
  const key = `${pick(cities)}-${Math.floor(random() * 9000) + 1000}`;
  const code = String(Math.floor(random() * 9_000_000) + 1_000_000);
  const at = Math.floor(random() * lines.length);
  lines.splice(at, 0, `Remember: the secret code of ${key} is ${code}.`);
  return { text: `${lines.join('\n')}\n`, line: at + 1, key, code };
}

/** Characters for `5MB`, `300KB`; null for anything else. */
export function parseSize(size: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([KM])B?$/i.exec(size.trim());
  if (match === null) return null;
  const characters = Number(match[1]) * (match[2]?.toUpperCase() === 'M' ? 1024 * 1024 : 1024);
  return characters >= 1024 && characters <= 400 * 1024 * 1024 ? characters : null;
}

/** Pseudo-random numbers from 0 to 1 (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
