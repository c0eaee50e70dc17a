import type { DecodedText } from './decode.ts';
import { encodingTitle } from './encodings.ts';

/** How a text was decoded that is not plain UTF-8. */
export interface EncodingNote extends Omit<DecodedText, 'text'> {
  /** As in the Context: `''` where it is one text. */
  readonly path: string;
}

const mostNamed = 3;

/** The note of a text, if there is something to tell: what somebody chose themselves is not. */
export function encodingNotes(path: string, decoded: DecodedText): EncodingNote[] {
  const { encoding, foundBy, replaced, hasUtf8, otherLine } = decoded;
  const isExpected = encoding === 'utf-8' || foundBy === 'choice';
  if (isExpected && replaced === 0 && otherLine === null) return [];
  return [{ path, encoding, foundBy, replaced, hasUtf8, otherLine }];
}

/**
 * What a run should say of it, texts alike together: `3 files were read as Shift_JIS: a.log, b.log,
 * c.log. Name another encoding with --encoding.` `label`: the name of a single text. `remedy`: how one
 * is named, to follow "Name another encoding".
 */
export function encodingNotices(
  notes: readonly EncodingNote[],
  label: string,
  remedy: string,
): string[] {
  const named = notes.map((note) => ({ ...note, path: note.path === '' ? label : note.path }));
  const kinds = new Map<string, EncodingNote[]>();
  for (const note of named) {
    const kind = `${note.encoding} ${note.foundBy === 'guess'}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), note]);
  }
  const sentences = [...kinds.values()].flatMap((alike) => [...readAs(alike), ...broken(alike)]);
  const last = sentences.pop();
  if (last !== undefined) sentences.push(`${last} Name another encoding ${remedy}.`);
  return [...sentences, ...mixed(named)];
}

function readAs(alike: readonly EncodingNote[]): string[] {
  const [first] = alike;
  if (first === undefined || first.encoding === 'utf-8' || first.foundBy === 'choice') return [];
  const title = encodingTitle(first.encoding);
  const isGuess = first.foundBy === 'guess';
  if (alike.length === 1) {
    const untold = ' is not UTF-8, and its encoding could not be told: it';
    return [`"${first.path}"${isGuess ? untold : ''} was read as ${title}.`];
  }
  const untold = ' are not UTF-8, and their encoding could not be told: they';
  return [
    `${count(alike.length)} files${isGuess ? untold : ''} were read as ${title}: ${some(alike)}.`,
  ];
}

function broken(alike: readonly EncodingNote[]): string[] {
  const those = alike.filter(({ replaced }) => replaced > 0);
  const [first] = those;
  if (first === undefined) return [];
  const title = encodingTitle(first.encoding);
  const replaced = those.reduce((sum, note) => sum + note.replaced, 0);
  const what =
    replaced === 1
      ? `1 place is not ${title} and became U+FFFD`
      : `${count(replaced)} places are not ${title} and became U+FFFD`;
  if (those.length === 1) return [`In "${first.path}", ${what}.`];
  return [`In ${count(those.length)} files ${what}: ${some(those)}.`];
}

/** Of what a text holds in a second encoding, words are not found. */
function mixed(notes: readonly EncodingNote[]): string[] {
  const sentences = notes.flatMap(({ path, encoding, hasUtf8, otherLine }) => {
    const title = encodingTitle(encoding);
    const from =
      otherLine === null
        ? []
        : [
            `"${path}" has text ${encoding.startsWith('utf-16') ? 'of one byte a character' : 'in UTF-16'} from line ${count(otherLine)} on, which was read as ${title}: words in it are not found.`,
          ];
    const garbled = `Some lines of "${path}" are UTF-8 and were read as ${title} too: letters in them that are not ASCII are wrong.`;
    return hasUtf8 ? [...from, garbled] : from;
  });
  const more = sentences.length - mostNamed;
  if (more <= 0) return sentences;
  return [...sentences.slice(0, mostNamed), `So it is with ${count(more)} more files.`];
}

function some(alike: readonly EncodingNote[]): string {
  const named = alike.slice(0, mostNamed).map(({ path }) => path);
  const more = alike.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
