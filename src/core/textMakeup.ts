/** What a text is made of, as far as tokenizers treat it differently. */
export interface Makeup {
  /** Share of its UTF-8 by class: 0 to 2 are ASCII, the others are scripts. */
  readonly shares: ReadonlyMap<number, number>;
  /** True for text that is ASCII but for a little, on which tokenizers differ least. */
  readonly isPlain: boolean;
  /** About how many tokens of o200k a character (UTF-16 unit) of it has. */
  readonly density: number;
}

/** A long text is known by so many pieces of it. */
const samples = 16;
const pieceChars = 1_024;
/** Tokens that a character has in runs of letters and digits longer than any word. */
const runDensity = 0.6;
const longestWord = 20;

/** What differs less than this in its shares is counted alike. */
const alikeShare = 0.15;
const plainShare = 0.9;

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
  let chars = 0;
  for (let sample = 0; sample < count; sample++) {
    const from = Math.round(sample * stride);
    const to = Math.min(text.length, from + pieceChars);
    tokens += weigh(text, from, to, bytes);
    chars += to - from;
  }
  const all = [...bytes.values()].reduce((sum, each) => sum + each, 0);
  const shares = new Map([...bytes].map(([kind, each]) => [kind, each / all]));
  const plain = [letters, digits, marks].reduce((sum, kind) => sum + (shares.get(kind) ?? 0), 0);
  return { shares, isPlain: plain >= plainShare, density: chars === 0 ? 0 : tokens / chars };
}

export function areAlike(one: Makeup, other: Makeup): boolean {
  let apart = 0;
  for (const kind of new Set([...one.shares.keys(), ...other.shares.keys()])) {
    apart += Math.abs((one.shares.get(kind) ?? 0) - (other.shares.get(kind) ?? 0));
  }
  return apart / 2 <= alikeShare;
}

/** Adds the bytes of each class, and returns about how many tokens there are. */
function weigh(text: string, from: number, to: number, bytes: Map<number, number>): number {
  let tokens = 0;
  let run = 0;
  let before = 0;
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at);
    const kind = kindOf(unit);
    bytes.set(
      kind,
      (bytes.get(kind) ?? 0) + (unit < 0x80 ? 1 : unit < 0x800 || kind === pairs ? 2 : 3),
    );
    run = unit !== 0x20 && (kind === letters || kind === digits) ? run + 1 : 0;
    if (run > longestWord) tokens += runDensity;
    // A run of spaces is one token, however long.
    else if (unit !== 0x20 || before !== 0x20) {
      tokens += densities.get(kind) ?? scriptDensity;
    }
    before = unit;
  }
  return tokens;
}

function kindOf(unit: number): number {
  if (unit < 0x80) {
    if (unit === 0x20 || (unit > 0x40 && unit < 0x5b) || (unit > 0x60 && unit < 0x7b))
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
