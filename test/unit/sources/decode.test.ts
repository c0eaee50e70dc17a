import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import type { SharedText } from '../../../src/core/context.ts';
import { isBinary, sharedText, TextDecoding } from '../../../src/sources/decode.ts';
import { decode } from './support.ts';

const peculiar = 'a\0b \uD83D\uDE00 e\u0301 \uD800 \uDC00x \r\n\r\u2028 漢 \uFEFF end';
const megabyte = 1024 * 1024;

/** The text back as a string, and a check that its buffer is exactly as long as it says. */
function textOf({ units, width, length }: SharedText): string {
  assert.equal(units.byteLength, length * width);
  return Buffer.from(units).toString(width === 1 ? 'latin1' : 'utf16le');
}

async function decoded(
  bytes: Uint8Array,
): Promise<{ text: string; encoding: string; width: number }> {
  const { text, encoding } = await decode(bytes);
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

test('UTF-8 is decoded with and without its mark, which is no part of the text', async () => {
  assert.deepEqual(await decoded(Buffer.from('plain')), {
    text: 'plain',
    encoding: 'utf-8',
    width: 1,
  });
  assert.deepEqual(await decoded(Buffer.from('Größe')), {
    text: 'Größe',
    encoding: 'utf-8',
    width: 1,
  });
  assert.deepEqual(await decoded(Buffer.from('Größe 漢😀 e\u0301\0')), {
    text: 'Größe 漢😀 e\u0301\0',
    encoding: 'utf-8',
    width: 2,
  });
  for (const text of ['plain', 'Größe', '漢', '', '\uFEFFsecond mark']) {
    assert.deepEqual((await decoded(Buffer.from(`\uFEFF${text}`))).text, text);
    assert.equal((await decoded(Buffer.from(`\uFEFF${text}`))).encoding, 'utf-8');
  }
  assert.deepEqual(await decoded(new Uint8Array(0)), { text: '', encoding: 'utf-8', width: 1 });
});

test('UTF-16 is decoded by its mark in both byte orders, lone surrogates and NUL kept', async () => {
  for (const text of ['', 'plain', 'Größe', peculiar]) {
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
    const big = Buffer.from(little).swap16();
    assert.deepEqual(await decoded(little), {
      text,
      encoding: 'utf-16le',
      width: text === peculiar ? 2 : 1,
    });
    assert.equal((await decoded(big)).text, text);
    assert.equal((await decoded(big)).encoding, 'utf-16be');
  }
});

test('half a unit at the end of UTF-16 becomes U+FFFD', async () => {
  const bytes = Buffer.concat([Buffer.from('\uFEFFab', 'utf16le'), Buffer.from([0x41])]);
  assert.equal((await decoded(bytes)).text, 'ab\uFFFD');
});

test('a few broken sequences become U+FFFD and leave the rest of the text UTF-8', async () => {
  const line = Buffer.from('a line of a log that is long enough, with \u00fc\n');
  const bytes = Buffer.concat([
    Buffer.from([0xff]),
    ...Array.from({ length: 200 }, () => line),
    Buffer.from([0xe6, 0xbc]),
  ]);
  assert.equal((await decoded(bytes)).encoding, 'utf-8');
  assert.equal((await decoded(bytes)).text, `\uFFFD${line.toString().repeat(200)}\uFFFD`);
});

test('one umlaut in a long text that has no UTF-8 is read as what it is', async () => {
  const bytes = Buffer.from(
    `${'fine\n'.repeat(200_000)}M\u00fcnster\n${'fine\n'.repeat(200_000)}`,
    'latin1',
  );
  const { text, encoding } = await decoded(bytes);
  assert.equal(encoding, 'windows-1252');
  assert.ok(text.includes('M\u00fcnster'));
});

test('a short damaged text with umlauts stays UTF-8', async () => {
  const bytes = Buffer.concat([Buffer.from('Größe, Straße, Übung '), Buffer.from([0xff])]);
  assert.equal((await decoded(bytes)).text, 'Größe, Straße, Übung \uFFFD');
});

test('U+FFFD that stands in the file is no broken sequence', async () => {
  const text = '\uFFFD\uFFFD\uFFFDa';
  const bytes = Buffer.concat([Buffer.from(text), Buffer.alloc(2000, 'x'), Buffer.from([0xff])]);
  assert.equal((await decoded(bytes)).encoding, 'utf-8');
});

test('what is neither UTF-8 nor marked, of one byte a character, stays in the same memory', async () => {
  const text = 'Größe der Straße: naïve café ÿ\r\n';
  assert.deepEqual(await decoded(Buffer.from(text, 'latin1')), {
    text,
    encoding: 'windows-1252',
    width: 1,
  });
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
      assert.deepEqual({ text: textOf(text), encoding, width: text.width }, await decoded(bytes));
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
    assert.equal(encoding, 'utf-8');
    assert.ok(textOf(shared) === text, 'the text differs');
  }
});

test('a character is not broken where a piece has the very size that is worked on at a time', async () => {
  for (const size of [megabyte / 2, megabyte, 2 * megabyte]) {
    for (const shift of ['x', 'xx', 'xxx']) {
      const text = shift + '😀'.repeat(megabyte);
      const bytes = Buffer.from(text);
      const decoding = new TextDecoding(bytes.length);
      for (let start = 0; start < bytes.length; start += size) {
        decoding.push(bytes.subarray(start, start + size));
      }
      const { text: shared } = await decoding.finish();
      assert.ok(textOf(shared) === text, `pieces of ${size} after ${shift}`);
    }
  }
});

test('a long UTF-16 text is decoded in both byte orders', async () => {
  const text = '漢ü😀\n'.repeat(megabyte);
  const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
  assert.ok((await decoded(little)).text === text, 'little endian differs');
  assert.ok((await decoded(Buffer.from(little).swap16())).text === text, 'big endian differs');
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
