import { grouped } from './textItem.ts';

/**
 * What the engine's compiler of regular expressions is given at most: it runs in native code that
 * nothing can interrupt, in memory that no limit of the worker bounds.
 */
export const mostPatternChars = 20_000;
/** Groups of any kind, which bounds how deep they nest too. */
export const mostGroups = 200;
/** `\p{...}` with flag `u` or `v`: hundreds of ranges each, and several in a row are multiplied. */
export const mostProperties = 20;
/** Those of strings (`\p{RGI_Emoji}`, flag `v`): thousands of alternatives each. */
export const mostStringProperties = 2;
/** Characters of plain text; of all texts of an array together. */
export const mostPlainChars = 1_000_000;

const advice = 'Match in pieces, or give an array of plain texts.';

/** Throws a RangeError with a sentence for the model. */
export function checkPatternSize(source: string, flags: string): void {
  const what = 'The regular expression has';
  // First, since it bounds the work of counting the rest.
  check(what, source.length, 'characters', mostPatternChars);
  const { groups, properties, stringProperties } = measure(source, flags);
  check(what, groups, 'groups', mostGroups);
  check(what, properties, 'properties (\\p)', mostProperties);
  check(what, stringProperties, 'properties of strings', mostStringProperties);
}

/** Throws a RangeError with a sentence for the model. */
export function checkPlainSize(texts: readonly string[]): void {
  const chars = texts.reduce((sum, text) => sum + text.length, 0);
  const what = texts.length === 1 ? 'The text to look for has' : 'The texts to look for have';
  check(what, chars, texts.length === 1 ? 'characters' : 'characters together', mostPlainChars);
}

function check(what: string, count: number, unit: string, most: number): void {
  if (count <= most) return;
  throw new RangeError(
    `${what} ${grouped(count)} ${unit}; the most is ${grouped(most)}. ${advice}`,
  );
}

const ofStrings =
  /^\{(?:Basic_Emoji|Emoji_Keycap_Sequence|RGI_(?:Modifier|Flag|Emoji|Emoji_\w+)(?:_Sequence)?)\}/;

/** What there is to compile, counted without compiling. */
function measure(source: string, flags: string) {
  const isOfSets = flags.includes('v');
  const hasProperties = isOfSets || flags.includes('u');
  let [groups, properties, stringProperties, openClasses] = [0, 0, 0, 0];
  for (let at = 0; at < source.length; at += 1) {
    switch (source[at]) {
      case '\\':
        at += 1;
        if (!hasProperties || !/[pP]/.test(source[at] ?? '')) break;
        properties += 1;
        if (isOfSets && ofStrings.test(source.slice(at + 1, at + 50))) stringProperties += 1;
        break;
      case '(':
        if (openClasses === 0) groups += 1;
        break;
      case '[':
        openClasses = isOfSets ? openClasses + 1 : 1;
        break;
      case ']':
        openClasses = Math.max(0, openClasses - 1);
        break;
    }
  }
  return { groups, properties, stringProperties };
}
