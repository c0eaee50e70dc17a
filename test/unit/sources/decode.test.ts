import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import type { SharedText } from '../../../src/core/context.ts';
import { decodeBytes, isBinary, sharedText, TextDecoding } from '../../../src/sources/decode.ts';

const peculiar = 'a\0b \uD83D\uDE00 e\u0301 \uD800 \uDC00x \r\n\r\u2028 漢 \uFEFF end';
const megabyte = 1024 * 1024;

/** The text back as a string, and a check that its buffer is exactly as long as it says. */
function textOf({ units, width, length }: SharedText): string {
  assert.equal(units.byteLength, length * width);
  return Buffer.from(units).toString(width === 1 ? 'latin1' : 'utf16le');
}

function decoded(bytes: Uint8Array): { text: string; encoding: string; width: number } {
  const { text, encoding } = decodeBytes(bytes);
  return { text: textOf(text), encoding, width: text.width };
}

test('text up to U+00FF takes one byte a unit, other text two, and both come back unchanged', () => {
  for (const [text, width] of [
    ['', 1],
    ['plain\0\r\n', 1],
    ['Gr\u00fc\u00dfe \u00ff', 1],
    ['\u0100', 2],
    [peculiar, 2],
  ] as const) {
    const shared = sharedText(text);
    assert.equal(textOf(shared), text);
    assert.equal(shared.width, width);
    assert.equal(shared.length, text.length);
  }
});

test('UTF-8 is decoded with and without its mark, which is no part of the text', () => {
  assert.deepEqual(decoded(Buffer.from('plain')), { text: 'plain', encoding: 'utf8', width: 1 });
  assert.deepEqual(decoded(Buffer.from('Größe')), { text: 'Größe', encoding: 'utf8', width: 1 });
  assert.deepEqual(decoded(Buffer.from('Größe 漢😀 e\u0301\0')), {
    text: 'Größe 漢😀 e\u0301\0',
    encoding: 'utf8',
    width: 2,
  });
  for (const text of ['plain', 'Größe', '漢', '', '\uFEFFsecond mark']) {
    assert.deepEqual(decoded(Buffer.from(`\uFEFF${text}`)).text, text);
    assert.equal(decoded(Buffer.from(`\uFEFF${text}`)).encoding, 'utf8bom');
  }
  assert.deepEqual(decoded(new Uint8Array(0)), { text: '', encoding: 'utf8', width: 1 });
});

test('UTF-16 is decoded by its mark in both byte orders, lone surrogates and NUL kept', () => {
  for (const text of ['', 'plain', 'Größe', peculiar]) {
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
    const big = Buffer.from(little).swap16();
    assert.deepEqual(decoded(little), {
      text,
      encoding: 'utf16le',
      width: text === peculiar ? 2 : 1,
    });
    assert.equal(decoded(big).text, text);
    assert.equal(decoded(big).encoding, 'utf16be');
  }
});

test('half a unit at the end of UTF-16 becomes U+FFFD', () => {
  const bytes = Buffer.concat([Buffer.from('\uFEFFab', 'utf16le'), Buffer.from([0x41])]);
  assert.equal(decoded(bytes).text, 'ab\uFFFD');
});

test('a few broken sequences become U+FFFD and leave the rest of the text UTF-8', () => {
  const line = Buffer.from('a line of a log that is long enough, with \u00fc\n');
  const bytes = Buffer.concat([
    Buffer.from([0xff]),
    ...Array.from({ length: 200 }, () => line),
    Buffer.from([0xe6, 0xbc]),
  ]);
  assert.equal(decoded(bytes).encoding, 'utf8');
  assert.equal(decoded(bytes).text, `\uFFFD${line.toString().repeat(200)}\uFFFD`);
});

test('one broken byte in a long ASCII text becomes U+FFFD', () => {
  const bytes = Buffer.alloc(5000, 'x');
  bytes[2500] = 0xff;
  assert.equal(decoded(bytes).encoding, 'utf8');
  assert.equal(decoded(bytes).text[2500], '\uFFFD');
});

test('a short damaged text with umlauts stays UTF-8', () => {
  const bytes = Buffer.concat([Buffer.from('Größe, Straße, Übung '), Buffer.from([0xff])]);
  assert.equal(decoded(bytes).text, 'Größe, Straße, Übung \uFFFD');
});

test('U+FFFD that stands in the file is no broken sequence', () => {
  const text = '\uFFFD\uFFFD\uFFFDa';
  const bytes = Buffer.concat([Buffer.from(text), Buffer.alloc(2000, 'x'), Buffer.from([0xff])]);
  assert.equal(decoded(bytes).encoding, 'utf8');
});

test('what is neither UTF-8 nor marked is Latin-1', () => {
  const text = 'Größe der Straße: naïve café ÿ\r\n';
  assert.deepEqual(decoded(Buffer.from(text, 'latin1')), { text, encoding: 'latin1', width: 1 });
});

test('pieces may end anywhere, even in the middle of a mark or a character', async () => {
  const files = [
    Buffer.from('\uFEFFGröße 漢😀'),
    Buffer.from('Größe 漢😀 \u00fc'),
    Buffer.from('\uFEFF漢 Größe', 'utf16le'),
    Buffer.from('\uFEFF漢 Größe', 'utf16le').swap16(),
    Buffer.from('Größe', 'latin1'),
    Buffer.from('ab'),
  ];
  for (const bytes of files) {
    for (const expectedBytes of [0, 3, bytes.length, 1000]) {
      const decoding = new TextDecoding(expectedBytes);
      const piece = new Uint8Array(1);
      for (const byte of bytes) {
        piece[0] = byte;
        decoding.push(piece);
      }
      const { text, encoding } = await decoding.finish();
      assert.deepEqual({ text: textOf(text), encoding, width: text.width }, decoded(bytes));
    }
  }
});

test('no character is broken where a long text is worked on in pieces', async () => {
  for (const shift of ['', 'x', 'xx', 'xxx']) {
    const text = shift + '漢ü😀'.repeat(megabyte);
    const bytes = Buffer.from(text);
    const decoding = new TextDecoding(bytes.length);
    for (let start = 0; start < bytes.length; start += 3 * megabyte + 1) {
      decoding.push(bytes.subarray(start, start + 3 * megabyte + 1));
    }
    const { text: shared, encoding } = await decoding.finish();
    assert.equal(encoding, 'utf8');
    assert.ok(textOf(shared) === text, 'the text differs');
  }
});

test('a character is not broken where a piece has the very size that is worked on at a time', () => {
  for (const size of [megabyte / 2, megabyte, 2 * megabyte]) {
    for (const shift of ['x', 'xx', 'xxx']) {
      const text = shift + '😀'.repeat(megabyte);
      const bytes = Buffer.from(text);
      const decoding = new TextDecoding(bytes.length);
      for (let start = 0; start < bytes.length; start += size) {
        decoding.push(bytes.subarray(start, start + size));
      }
      assert.ok(textOf(decoding.finishNow().text) === text, `pieces of ${size} after ${shift}`);
    }
  }
});

test('a long UTF-16 text is decoded in both byte orders', () => {
  const text = '漢ü😀\n'.repeat(megabyte);
  const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
  assert.ok(decoded(little).text === text, 'little endian differs');
  assert.ok(decoded(Buffer.from(little).swap16()).text === text, 'big endian differs');
});

test('finish gives way to the event loop while it works on a long text', async () => {
  const decoding = new TextDecoding();
  decoding.push(Buffer.from('漢'.repeat(8 * megabyte)));
  let turns = 0;
  let over = false;
  const count = () => {
    turns += 1;
    if (!over) setImmediate(count);
  };
  setImmediate(count);
  await decoding.finish();
  over = true;
  assert.ok(turns >= 5, `the event loop had ${turns} turns`);
});

test('binary is what has a NUL near its start and no UTF-16 mark', () => {
  assert.equal(isBinary(Buffer.from('text')), false);
  assert.equal(isBinary(new Uint8Array(0)), false);
  assert.equal(isBinary(Buffer.from('PK\x03\x04\0')), true);
  assert.equal(isBinary(Buffer.from('\uFEFFtext', 'utf16le')), false);
  assert.equal(isBinary(Buffer.from('\uFEFFtext', 'utf16le').swap16()), false);
  assert.equal(isBinary(Buffer.concat([Buffer.alloc(8191, 'x'), Buffer.from([0])])), true);
  assert.equal(isBinary(Buffer.concat([Buffer.alloc(8192, 'x'), Buffer.from([0])])), false);
});
