import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineIndex } from '../../../src/sandbox/text/lineIndex.ts';
import { TextItem } from '../../../src/sandbox/text/textItem.ts';
import { readLines } from '../../../src/sources/readLines.ts';
import { decode, encode, pieces } from './support.ts';

const span = (startLine: number, endLine = startLine) => ({ startLine, endLine });

test('lines are found across pieces, whatever ends them', async () => {
  const read = await readLines(pieces('on', 'e\r', '\ntwo\rth', 'ree\n', '\nfi', 've'), [
    span(1),
    span(2, 3),
    span(4, 5),
    span(5, 6),
  ]);
  assert.deepEqual(read, [['one'], ['two\nthree'], ['\nfive'], null]);
});

test('an end at the very end starts no further line', async () => {
  assert.deepEqual(await readLines(pieces('a\nb\n'), [span(2), span(3)]), [['b'], null]);
  assert.deepEqual(await readLines(pieces(), [span(1)]), [null]);
});

test('nothing is read after the last line that is asked for', async () => {
  let reads = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      reads += 1;
      yield Buffer.from(`line ${reads}\n`);
    }
  }
  assert.deepEqual(await readLines(endless(), [span(3)]), [['line 3']]);
  assert.equal(reads, 3);
});

test('bytes are read as UTF-8 and as Latin-1, UTF-16 by its mark', async () => {
  const text = 'größer\nÄpfel\n';
  const [utf8] = await readLines(pieces(Buffer.from(`\uFEFF${text}`)), [span(1)]);
  assert.equal(utf8?.[0], 'größer');
  const [latin1] = await readLines(pieces(Buffer.from(text, 'latin1')), [span(2)]);
  assert.ok(latin1?.includes('Äpfel'));
  const wide = Buffer.from(`\uFEFF${text}`, 'utf16le');
  // Pieces end inside characters.
  const parts = [wide.subarray(0, 5), wide.subarray(5, 16), wide.subarray(16)];
  assert.deepEqual(await readLines(pieces(...parts), [span(1), span(2)]), [['größer'], ['Äpfel']]);
  assert.deepEqual(await readLines(pieces(Buffer.from(wide).swap16()), [span(2)]), [['Äpfel']]);
});

test('the lines are those that the Context has, in any text', async () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % below;
  };
  for (let round = 0; round < 300; round += 1) {
    const text = Array.from({ length: random(40) }, () => 'ab\r\n\n\ré€'.charAt(random(8))).join(
      '',
    );
    const bytes = Buffer.from(text);
    const item = new TextItem('', (await decode(bytes)).text);
    const { count } = new LineIndex(item.units);
    const cut = random(bytes.length + 1);
    const lines = Array.from({ length: count }, (_, index) => span(index + 1));
    const read = await readLines(pieces(bytes.subarray(0, cut), bytes.subarray(cut)), [
      ...lines,
      span(count + 1),
    ]);
    const expected = lines.map((_, index) => item.line(index));
    assert.deepEqual(
      read.map((readings) => readings?.[0] ?? null),
      [...expected, null],
      JSON.stringify(text),
    );
  }
});

test('lines of other encodings are among the readings, UTF-32 and UTF-16 without a mark too', async () => {
  const text = 'первая 1\nОшибка: нет файла\nдругая 2\n'.repeat(40);
  const points = Buffer.alloc(text.length * 4 + 4);
  [`\uFEFF${text}`]
    .join('')
    .split('')
    .forEach((each, index) => {
      points.writeUInt32LE(each.codePointAt(0) ?? 0, index * 4);
    });
  for (const bytes of [
    encode(text, 'windows-1251'),
    encode(text, 'koi8-r'),
    Buffer.from(text, 'utf16le'),
    Buffer.from(text, 'utf16le').swap16(),
    points,
  ]) {
    const [readings] = await readLines(pieces(bytes.subarray(0, 1023), bytes.subarray(1023)), [
      span(2),
    ]);
    assert.ok(readings?.includes('Ошибка: нет файла'), readings?.[0]);
  }
});
