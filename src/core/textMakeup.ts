/** What a text is made of, as far as tokenizers treat it differently. */
export interface Makeup {
  /** Share of its UTF-8 by class: 0 to 2 are ASCII, the others are scripts. */
  readonly shares: ReadonlyMap<number, number>;
  /** True for text that is ASCII but for a little, on which tokenizers differ least. */
  readonly isPlain: boolean;
  /** Of its bytes. */
  readonly shareOfDigits: number;
  /** About how many tokens of o200k a character (UTF-16 unit) of it has. */
  readonly density: number;
  /**
   * What a character of it may be counted as at most. Scripts that o200k knows by their bytes alone,
   * Ethiopic for instance, are a third as many tokens to others.
   */
  readonly ceiling: number;
}

/** A long text is known by so many pieces of it. */
const samples = 16;
const pieceChars = 1_024;
/** Tokens that a character has in runs of letters and digits longer than any word. */
const runDensity = 0.6;
const longestWord = 20;

/** How much denser than guessed ASCII is at most. */
const asciiCeiling = 1.6;
/** Tokens of any other character, by the tokenizers that know its script. */
const scriptCeiling = 0.8;

/** What differs less than this in its shares is counted alike. */
const alikeShare = 0.15;
const plainShare = 0.9;

const space = 0x20;

const letters = 0;
const digits = 1;
const marks = 2;
const accented = 3;
const ideographs = 4;
const hangul = 5;
const pairs = 6;

export function makeupOf(text: string): Makeup {
  const bytes = new Map<number, number>();
  const count = Math.min(samples, Math.ceil(text.length / pieceChars));
  const stride = count > 1 ? (text.length - pieceChars) / (count - 1) : 0;
  let tokens = 0;
  let most = 0;
  let chars = 0;
  for (let sample = 0; sample < count; sample++) {
    const from = Math.round(sample * stride);
    const to = Math.min(text.length, from + pieceChars);
    const weighed = weigh(text, from, to, bytes);
    tokens += weighed.ascii + weighed.others;
    most += asciiCeiling * weighed.ascii + scriptCeiling * weighed.units;
    chars += to - from;
  }
  const all = [...bytes.values()].reduce((sum, each) => sum + each, 0);
  const shares = new Map([...bytes].map(([kind, each]) => [kind, each / all]));
  const plain = [letters, digits, marks].reduce((sum, kind) => sum + (shares.get(kind) ?? 0), 0);
  const isPlain = plain >= plainShare;
  const per = (sum: number): number => (chars === 0 ? 0 : sum / chars);
  const shareOfDigits = shares.get(digits) ?? 0;
  return { shares, isPlain, shareOfDigits, density: per(tokens), ceiling: isPlain ? 1 : per(most) };
}

export function areAlike(one: Makeup, other: Makeup): boolean {
  let apart = 0;
  for (const kind of new Set([...one.shares.keys(), ...other.shares.keys()])) {
    apart += Math.abs((one.shares.get(kind) ?? 0) - (other.shares.get(kind) ?? 0));
  }
  return apart / 2 <= alikeShare;
}

/** Adds the bytes of each class; about how many tokens ASCII and the others have, in how many units. */
function weigh(
  text: string,
  from: number,
  to: number,
  bytes: Map<number, number>,
): { readonly ascii: number; readonly others: number; readonly units: number } {
  let ascii = 0;
  let others = 0;
  let units = 0;
  let run = 0;
  let before = 0;
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at);
    const kind = kindOf(unit);
    const size = unit < 0x80 ? 1 : unit < 0x800 || kind === pairs ? 2 : 3;
    bytes.set(kind, (bytes.get(kind) ?? 0) + size);
    run = unit !== space && (kind === letters || kind === digits) ? run + 1 : 0;
    if (kind > marks) {
      units += 1;
      others += densities.get(kind) ?? scriptDensity;
    } else if (run > longestWord) ascii += runDensity;
    // A run of spaces is one token, however long.
    else if (unit !== space || before !== space) ascii += densities.get(kind) ?? 0;
    before = unit;
  }
  return { ascii, others, units };
}

function kindOf(unit: number): number {
  if (unit < 0x80) {
    if (unit === space || (unit > 0x40 && unit < 0x5b) || (unit > 0x60 && unit < 0x7b))
      return letters;
    return unit > 0x2f && unit < 0x3a ? digits : marks;
  }
  if (unit < 0x250) return accented;
  if (unit < 0x3000) return unit >> 6;
  if (unit < 0xa000) return ideographs;
  if (unit >= 0xac00 && unit < 0xd800) return hangul;
  return unit >= 0xd800 && unit < 0xe000 ? pairs : unit >> 6;
}

/** As measured with o200k on texts of each kind. */
const densities = new Map([
  [letters, 0.22],
  [digits, 0.4],
  [marks, 0.5],
  [accented, 0.5],
  [ideographs, 0.7],
  [hangul, 0.55],
  [pairs, 0.8],
]);
/** Of a script: from 0.23 (Cyrillic) to 0.64 (Khmer), and 1.8 for Ethiopic. */
const scriptDensity = 0.4;
