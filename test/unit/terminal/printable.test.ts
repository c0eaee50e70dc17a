import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPaint, withColours } from '../../../src/terminal/paint.ts';
import { printable, printableJson, printableLine } from '../../../src/terminal/printable.ts';

/** Every UTF-16 code unit, one after the other: surrogates too, in pairs and alone. */
const everything = String.fromCharCode(...Array.from({ length: 0x10000 }, (_, unit) => unit));
const isObeyed = (unit: number): boolean =>
  (unit < 0x20 && unit !== 0x09 && unit !== 0x0a) ||
  (unit >= 0x7f && unit <= 0x9f) ||
  [0x061c, 0x200e, 0x200f].includes(unit) ||
  (unit >= 0x202a && unit <= 0x202e) ||
  (unit >= 0x2066 && unit <= 0x2069);
const unitsOf = (text: string) => Array.from(text, (_, index) => text.charCodeAt(index));

test('of all characters, those that a terminal obeys are shown and all others stay', () => {
  for (const unit of unitsOf(everything)) {
    const character = String.fromCharCode(unit);
    const shown = printable(character);
    if (!isObeyed(unit)) assert.equal(shown, character);
    else assert.match(shown, unit < 0x100 ? /^\\x[\da-f]{2}$/ : /^\\u[\da-f]{4}$/);
  }
});

test('what is shown can be recognised', () => {
  const cases = {
    '\u001b[31mred': '\\x1b[31mred',
    '\u001b': '\\x1b',
    '\u001b]52;c;aGk=\u0007': '\\x1b]52;c;aGk=\\x07',
    '\u009b2J': '\\x9b2J',
    'a\rb\u0008\u007f': 'a\\x0db\\x08\\x7f',
    'user\u202egnp.exe': 'user\\u202egnp.exe',
    '\u2066\u2069\u200e\u200f\u061c': '\\u2066\\u2069\\u200e\\u200f\\u061c',
    'tab\tand\nline, äöü 漢字 😀': 'tab\tand\nline, äöü 漢字 😀',
  };
  for (const [text, shown] of Object.entries(cases)) assert.equal(printable(text), shown);
});

test('a name stands on one line, whatever is in it', () => {
  assert.equal(printableLine('a\nb\tc\u2028d\u2029e\u001b'), 'a\\nb\\tc\\u2028d\\u2029e\\x1b');
});

test('JSON has nothing to obey in it and says what it said', () => {
  const value = { [everything]: [everything, 'a\u009b\u007f\u202e'] };
  const json = printableJson(value);
  assert.deepEqual(JSON.parse(json), value);
  assert.ok(unitsOf(json).every((unit) => !isObeyed(unit) && unit !== 0x0a));
});

test('our own colours come after all else, and no text brings any along', () => {
  const paint = createPaint(true);
  const marked = paint.bold('\u001b[31mtext');
  assert.equal(withColours(printable(marked)), '\u001b[1m\\x1b[31mtext\u001b[22m');
  // What is marked in another process is text in this one.
  const foreign = marked.replace(/[\da-f]{8}-/g, '00000000-');
  assert.equal(withColours(printable(foreign)), printable(foreign));
  assert.equal(createPaint(false).red('text'), 'text');
});
