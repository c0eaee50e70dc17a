import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Language } from '../../../../src/core/options.ts';
import { readReply } from '../../../../src/core/reply/readReply.ts';
import { javascript, python } from '../../../support/codeReading.ts';

/** A reply as a model of that maker writes it, and how it is to be read. */
interface Recorded {
  readonly maker: string;
  readonly about: string;
  readonly sent?: string;
  /** The REPL's; JavaScript where it doesn't say. */
  readonly language?: Language;
  /** Its lines. */
  readonly reply: readonly string[];
  readonly expected: {
    readonly cells: readonly (readonly string[])[];
    /** What is told of it has to be so. */
    readonly answer: Readonly<Record<string, unknown>> | null;
    /** How its prose begins, and how its thoughts do; `''`: there are none. */
    readonly prose: string;
    readonly thoughts: string;
  };
}

const folder = path.join(import.meta.dirname, '../../../fixtures/replies');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

function begins(whole: string, start: string, what: string): void {
  const shown = start === '' ? whole : whole.slice(0, start.length);
  assert.equal(shown, start, what);
}

for (const file of files) {
  const recorded: Recorded = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  const { maker, about, sent, language, reply, expected } = recorded;
  test(`${maker}: ${about}`, () => {
    const text = reply.join('\n');
    for (const lineEnd of ['\n', '\r\n']) {
      const read = readReply(text.replaceAll('\n', lineEnd), {
        ...(language === 'python' ? python : javascript),
        ...(sent !== undefined && { sent }),
      });
      const plain = (value: string) => value.replaceAll('\r', '');
      assert.deepEqual(
        read.cells,
        expected.cells.map((lines) => lines.join('\n')),
      );
      const found = read.answer;
      for (const [key, value] of Object.entries(expected.answer ?? {})) {
        const had = found === null ? undefined : Reflect.get(found, key);
        assert.equal(typeof had === 'string' ? plain(had) : had, value, key);
      }
      assert.equal(found === null, expected.answer === null);
      if (found !== null) assert.equal(found.isClosed, expected.answer?.isClosed ?? true);
      begins(plain(read.prose), expected.prose, 'prose');
      begins(plain(read.thoughts), expected.thoughts, 'thoughts');
    }
  });
}

test('there are replies of many makers', () => {
  assert.ok(files.length >= 50);
});
