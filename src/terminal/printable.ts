/**
 * Characters that a terminal obeys instead of showing: control characters but line feed and tab (ESC
 * and C1 begin its commands), and those that turn the direction of writing around.
 */
const obeyed =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Those besides that begin a new line, somewhere or other. */
const lineEnding = /[\t\n\u2028\u2029]/g;

/** Text for a terminal or a pipe: what would be obeyed stands there as `\x1b` or `\u202e`. */
export function printable(text: string): string {
  return text.replace(obeyed, escaped);
}

/** The same on one line: for names, and for words that stand in a sentence. */
export function printableLine(text: string): string {
  return printable(text).replace(lineEnding, (character) =>
    character === '\n' ? '\\n' : character === '\t' ? '\\t' : escaped(character),
  );
}

/** A value as JSON on one line, with nothing in it to obey; who parses it gets the value itself. */
export function printableJson(value: unknown): string {
  // What JSON.stringify escapes of its own accord is not found any more.
  return printableSource(JSON.stringify(value));
}

/** JSON or a script, whose texts can hold what is obeyed as an escape of their own: it means the same. */
export function printableSource(source: string): string {
  return source.replace(obeyed, (character) => `\\u${hex(character, 4)}`);
}

function escaped(character: string): string {
  return character <= '\xff' ? `\\x${hex(character, 2)}` : `\\u${hex(character, 4)}`;
}

function hex(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, '0');
}
