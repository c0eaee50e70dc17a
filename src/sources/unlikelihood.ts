import { type Alphabet, commonHan, commonHangul, usualSigns } from './letterFrequencies.ts';

/**
 * How surprising a text would be in one language, in bits: the sum over its characters of about
 * -log2 of how often they come. Of two readings of the same bytes the less surprising one is right,
 * and each further bit makes that twice as sure.
 */
export type Unlikelihood = (text: string) => number;

// Bits of a character, as far as they don't depend on the language.
const ascii = 4.5;
const rareAscii = 6;
const sign = 6;
const strange = 13;
const broken = 26;
// Bits that a character's neighbours add.
const signInWord = 6;
const scriptsInWord = 9;
const wideInWord = 2;
const loneKatakana = 7;
const smallAfterCapitals = 4;
const signAtLetter = 3;
const loneQuote = 5;
const capitalInWord = 6;
const capitalFirst = 2;
const letterBesideLetter = 1.5;

/** Control characters, and what is no character or somebody's private one. */
const unreadable = /[\p{Cc}\p{Cn}\p{Co}\ufffd]/u;
const isRareAscii = /[^\w\s.,:;/()="'-]/;
const isLetter = /[\p{L}\p{M}]/u;
const isLatinLetter = /\p{Script=Latin}/u;
const isUpper = /\p{Lu}/u;
const isLower = /\p{Ll}/u;

/** What of a character its neighbours have to know. */
interface Kind {
  readonly isLetter: boolean;
  readonly isLatin: boolean;
  readonly isAscii: boolean;
  readonly isUpper: boolean;
  readonly isLower: boolean;
  readonly isBroken: boolean;
  /** Of two bytes: hanzi, kana, hangul. */
  readonly isWide: boolean;
  readonly isKatakana: boolean;
  /** A sign that stands apart from the word behind it. */
  readonly isMark: boolean;
}

const kinds = new Map<string, Kind>();
const noKind: Kind = kindOf(' ');

function kindOf(character: string): Kind {
  const known = kinds.get(character);
  if (known !== undefined) return known;
  const kind = {
    // Unicode has them for letters.
    isLetter: isLetter.test(character) && !/[ºªµ]/.test(character),
    isLatin: isLatinLetter.test(character),
    isAscii: character <= '\x7f',
    isUpper: isUpper.test(character),
    isLower: isLower.test(character),
    isBroken: unreadable.test(character) && !/\s/.test(character) && character !== '\x1b',
    isWide: /[\u3040-\ud7ff\uff61-\uff9f]/.test(character),
    isMark: /[®©™×±²³·•§°]/.test(character),
    isKatakana: /[\u30a1-\u30fc]/.test(character),
  };
  kinds.set(character, kind);
  return kind;
}

/** Of a language whose letters are one byte each. */
export function alphabetUnlikelihood({ letters, isLatin }: Alphabet): Unlikelihood {
  const bits = new Map<string, number>();
  for (const [rank, letter] of [...letters].entries()) {
    // Few letters beside ASCII's are each frequent; those of another script share all the text.
    const own = isLatin ? 3 + Math.log2(1 + rank / 2) : 3.2 + Math.log2(1 + rank / 5);
    bits.set(letter, own);
    const capital = letter.toUpperCase();
    if (capital !== letter && [...capital].length === 1) bits.set(capital, own);
  }
  for (const each of usualSigns) bits.set(each, sign);
  return (text) => sum(text, (character) => bits.get(character) ?? strange, isLatin);
}

/** Of a language with characters of two bytes. `usual`: those that its everyday text is made of. */
export function wideUnlikelihood(language: 'chinese' | 'japanese' | 'korean', usual: string) {
  const bits = new Map<string, number>();
  for (const character of usual) bits.set(character, 13);
  const common = [...(language === 'korean' ? commonHangul : commonHan)];
  for (const [rank, character] of common.entries()) {
    if (bits.get(character) === undefined && language === 'korean') continue;
    bits.set(character, 7 + Math.log2(1 + rank / 60));
  }
  const isKana = language === 'japanese';
  const own = (character: string): number => {
    const known = bits.get(character);
    if (known !== undefined) return known;
    if (/[\u3000-\u3003\u3008-\u3011\uff01-\uff5e·—…“”‘’]/.test(character)) return 8;
    if (/[\u3041-\u3096]/.test(character)) return isKana ? 6 : 15;
    if (/[\u30a1-\u30fc]/.test(character)) return isKana ? 7 : 15;
    if (/[\uff61-\uff9f]/.test(character)) return isKana ? 6.8 : 20;
    if (/[\uac00-\ud7a3]/.test(character)) return language === 'korean' ? 17 : 22;
    if (/[\u4e00-\u9fff]/.test(character)) return language === 'korean' ? 17 : 18;
    return 20;
  };
  return (text: string) => sum(text, own, false);
}

function sum(text: string, own: (character: string) => number, isLatin: boolean): number {
  let bits = 0;
  let before = noKind;
  let beforeLast = noKind;
  for (const character of text) {
    const kind = kindOf(character);
    if (kind.isAscii) {
      bits += kind.isBroken ? broken : isRareAscii.test(character) ? rareAscii : ascii;
    } else if (kind.isBroken) {
      bits += broken;
    } else {
      bits += own(character);
      if (kind.isUpper) bits += before.isLower ? capitalInWord : before.isUpper ? 0 : capitalFirst;
      if (isLatin && before.isLetter && !before.isAscii && kind.isLetter)
        bits += letterBesideLetter;
    }
    if (kind.isLetter && before.isLetter && kind.isLatin !== before.isLatin) {
      bits += kind.isWide || before.isWide ? wideInWord : scriptsInWord;
    }
    if (before.isKatakana && !kind.isKatakana && !beforeLast.isKatakana) bits += loneKatakana;
    // A sign that isn't ASCII's, between two letters.
    const isInWord = kind.isLetter && beforeLast.isLetter && !before.isLetter;
    if (isInWord && !before.isAscii && before !== noKind) bits += signInWord;
    if (kind.isLetter && before.isMark) bits += signAtLetter;
    if (kind.isLower && before.isUpper && beforeLast.isUpper) bits += smallAfterCapitals;
    beforeLast = before;
    before = kind;
  }
  if (text.includes('«') !== text.includes('»')) bits += loneQuote;
  return bits;
}
