import { analyse } from 'chardet';
import { type EncodingName, fallbackEncoding, knownEncoding } from './encodings.ts';
import { type Alphabet, alphabets } from './letterFrequencies.ts';
import { decodeWindows1252 } from './transcode.ts';
import { alphabetUnlikelihood, type Unlikelihood, wideUnlikelihood } from './unlikelihood.ts';

/** An encoding that was found in bytes that are not UTF-8. */
export interface FoundEncoding {
  readonly name: EncodingName;
  /** False: nothing could be told, and `name` is what such files are in most often. */
  readonly isSure: boolean;
}

/** Bits by which a reading must be better than each that reads differently: 1 error in 16. */
const sureMargin = 4;
/** Bits a character beyond the ASCII ones, over which a reading is hardly text. */
const mostBits = 14.5;
/** Bits that count for a reading of which the library is wholly sure. */
const libraryBits = 6;
/** Bytes by which readings are judged first, and by how many bits one is then out of the question. */
const someBytes = 512;
const hopelessMargin = 80;
/** Bytes that the library and the tables look at. */
const mostBytes = 4_096;

/** How much rarer an encoding is than the most usual, in bits. */
interface Candidate {
  readonly name: EncodingName;
  readonly rarity: number;
  readonly languages: readonly Unlikelihood[];
}

/**
 * The encoding of bytes that are neither ASCII nor UTF-8: a sample of a file, of whole characters. The
 * library says what it finds likely; since it is wrong about short texts, each reading is also weighed
 * by how usual its letters are.
 */
export function detectEncoding(bytes: Uint8Array): FoundEncoding {
  const sample = bytes.subarray(0, mostBytes);
  const confidence = libraryConfidence(sample);
  const judge = (length: number, from: readonly Candidate[]) =>
    from
      .map(({ name, rarity, languages }) => {
        const text = decode(name, sample.subarray(0, length));
        // A file may have words of several languages, a line has those of one.
        const unlikely = text
          .split('\n')
          .reduce((sum, line) => sum + Math.min(...languages.map((of) => of(line))), 0);
        const bits = unlikely + rarity - (confidence.get(name) ?? 0) * libraryBits;
        return { name, text, bits };
      })
      .sort((one, other) => one.bits - other.bits);
  // Most are out of the question after some words.
  const first = judge(someBytes, candidates());
  const limit = (first[0]?.bits ?? 0) + hopelessMargin;
  const hopeful = new Set(first.filter(({ bits }) => bits <= limit).map(({ name }) => name));
  const readings =
    sample.length <= someBytes
      ? first
      : judge(
          sample.length,
          candidates().filter(({ name }) => hopeful.has(name)),
        );
  const [best] = readings;
  if (best === undefined) return { name: fallbackEncoding, isSure: false };
  const rival = readings.find(({ text }) => text !== best.text);
  const isSure =
    (rival === undefined || rival.bits - best.bits >= sureMargin) && isText(best.text, best.bits);
  return isSure ? { name: best.name, isSure } : { name: fallbackEncoding, isSure };
}

function decode(name: EncodingName, bytes: Uint8Array): string {
  return name === 'windows-1252' ? decodeWindows1252(bytes) : new TextDecoder(name).decode(bytes);
}

function isText(text: string, bits: number): boolean {
  const beyond = text.replace(/[\0-\x7f]/g, '').length;
  return bits - (text.length - beyond) * 5 <= Math.max(beyond, 1) * mostBits + 10;
}

/** From 0 to 1, by the encoding's name; the library names ISO's where windows' say the same and more. */
function libraryConfidence(sample: Uint8Array): ReadonlyMap<EncodingName, number> {
  const found = new Map<EncodingName, number>();
  for (const { name, confidence } of analyse(sample)) {
    const known = knownEncoding(name) ?? name;
    for (const each of [known, ...(widened[known] ?? [])]) {
      found.set(each, Math.max(found.get(each) ?? 0, confidence / 100));
    }
  }
  return found;
}

const widened: Readonly<Record<EncodingName, readonly EncodingName[]>> = {
  'iso-8859-2': ['windows-1250'],
  'iso-8859-6': ['windows-1256'],
  'iso-8859-7': ['windows-1253'],
  'iso-8859-8': ['windows-1255'],
  'koi8-r': ['koi8-u'],
};

let known: readonly Candidate[] | null = null;

/** Those of them that this platform can decode. Made once: it costs some ms. */
function candidates(): readonly Candidate[] {
  known ??= [...narrowCandidates(), ...wideCandidates()].filter(
    ({ name }) => knownEncoding(name) !== null,
  );
  return known;
}

function narrowCandidates(): Candidate[] {
  const of = (
    name: EncodingName,
    rarity: number,
    languages: Readonly<Record<string, Alphabet>>,
  ): Candidate => ({
    name,
    rarity,
    languages: Object.values(languages).map(alphabetUnlikelihood),
  });
  const { western, centralEuropean, cyrillic, turkish, baltic } = alphabets;
  return [
    of('windows-1252', 0, western),
    of('windows-1250', 3, centralEuropean),
    of('iso-8859-2', 5, centralEuropean),
    of('windows-1251', 1, cyrillic),
    of('koi8-r', 2, { russian: cyrillic.russian }),
    of('koi8-u', 3, cyrillic),
    of('ibm866', 4, { russian: cyrillic.russian }),
    of('iso-8859-5', 5, cyrillic),
    of('windows-1253', 2, alphabets.greek),
    of('iso-8859-7', 3, alphabets.greek),
    of('windows-1254', 3, turkish),
    of('windows-1255', 2, alphabets.hebrew),
    of('windows-1256', 2, alphabets.arabic),
    of('iso-8859-6', 5, alphabets.arabic),
    of('windows-1257', 5, baltic),
    of('windows-874', 3, alphabets.thai),
  ];
}

function wideCandidates(): Candidate[] {
  // The first level of each national set: its everyday characters, in the order of their rows.
  const rows = (name: EncodingName, first: number, last: number, trail: number): string => {
    const decoder = new TextDecoder(name);
    const bytes: number[] = [];
    for (let lead = first; lead <= last; lead += 1) {
      for (let byte = trail; byte <= 0xfe; byte += 1) {
        if (byte < 0x7f || byte > 0xa0) bytes.push(lead, byte);
      }
    }
    return decoder.decode(Uint8Array.from(bytes)).replace(/[^\u3400-\ud7ff]/g, '');
  };
  const known = (name: EncodingName): boolean => knownEncoding(name) !== null;
  const simplified = known('gb18030') ? rows('gb18030', 0xb0, 0xd7, 0xa1) : '';
  const traditional = known('big5') ? rows('big5', 0xa4, 0xc6, 0x40) : '';
  const japanese = wideUnlikelihood(
    'japanese',
    known('euc-jp') ? rows('euc-jp', 0xb0, 0xcf, 0xa1) : '',
  );
  const korean = wideUnlikelihood(
    'korean',
    known('euc-kr') ? rows('euc-kr', 0xb0, 0xc8, 0xa1) : '',
  );
  const chinese = wideUnlikelihood('chinese', simplified);
  const taiwanese = wideUnlikelihood('chinese', traditional);
  return [
    { name: 'gb18030', rarity: 1, languages: [chinese, taiwanese] },
    { name: 'big5', rarity: 2, languages: [taiwanese] },
    { name: 'shift_jis', rarity: 1, languages: [japanese] },
    { name: 'euc-jp', rarity: 2, languages: [japanese] },
    { name: 'euc-kr', rarity: 1, languages: [korean] },
  ];
}
