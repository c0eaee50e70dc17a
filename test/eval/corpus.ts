import { Chance } from '../adversarial/random.ts';
import { shuffled } from './shuffled.ts';

/** A file of a real text, as the model gets it. */
export interface TextFile {
  /** Relative, with `/`; `''`: the corpus is one text without a name. */
  readonly path: string;
  readonly text: string;
  /** What people have said of it, which the text doesn't tell: `spam`. */
  readonly label?: string;
}

/** Real texts, as they were fetched. */
export interface Corpus {
  /** What it comes from, with versions: `dpkg 1.21.23`. */
  readonly origin: string;
  /** Files that are taken together. */
  readonly units: readonly (readonly TextFile[])[];
}

/** Characters to a token of o200k_base, about, in English and in code. */
export const charsPerToken = 4;
/** A question over fewer has little to compare: of long files, only the beginnings are taken then. */
const fewestUnits = 6;
/** Of the size asked for: a corpus that has less of it is too small. */
const leastShare = 0.8;

/**
 * The first files in the seed's order, in about so many tokens, in the order of their paths. Where they
 * are too long together the longest are cut, at the end of a line or a sentence. Null: there is not so
 * much text.
 */
export function takeFiles(
  { units }: Pick<Corpus, 'units'>,
  tokens: number,
  seed: number,
): readonly TextFile[] | null {
  const wanted = tokens * charsPerToken;
  const order = shuffled(units, new Chance(seed));
  const taken: (readonly TextFile[])[] = [];
  let sum = 0;
  for (const unit of order) {
    if (sum >= wanted && taken.length >= fewestUnits) break;
    taken.push(unit);
    sum += charsOf(unit);
  }
  if (sum < wanted * leastShare) return null;
  const files = taken.flat().sort((one, other) => (one.path < other.path ? -1 : 1));
  const most = longestFor(files, wanted);
  return files.map((file) => ({ ...file, text: cutAt(file.text, most) }));
}

/** The length to which files are cut so that all have `wanted` characters together. */
function longestFor(files: readonly TextFile[], wanted: number): number {
  const lengths = files.map(({ text }) => text.length).sort((one, other) => one - other);
  let left = wanted;
  for (const [index, length] of lengths.entries()) {
    const share = Math.floor(left / (lengths.length - index));
    if (length > share) return share;
    left -= length;
  }
  return Number.POSITIVE_INFINITY;
}

/** The beginning of a text, up to the last end of a line, or else of a sentence, that it holds. */
export function cutAt(text: string, most: number): string {
  if (text.length <= most) return text;
  const start = text.slice(0, most);
  const line = start.lastIndexOf('\n') + 1;
  if (line > most / 2) return start.slice(0, line);
  const sentence = start.lastIndexOf('. ') + 1;
  return sentence > 0 ? start.slice(0, sentence) : start;
}

function charsOf(unit: readonly TextFile[]): number {
  return unit.reduce((sum, { text }) => sum + text.length, 0);
}
