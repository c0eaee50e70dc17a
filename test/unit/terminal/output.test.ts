import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { Output } from '../../../src/terminal/output.ts';
import { createPaint } from '../../../src/terminal/paint.ts';
import { root } from '../../support/project.ts';

/** An Output and all that came through it. */
function open(isTTY = false) {
  let text = '';
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  const output = new Output(Object.assign(stream, { isTTY }) as unknown as NodeJS.WriteStream);
  return { output, written: () => text };
}

test('only one file of the runner writes to its standard output and error', () => {
  const terminal = path.join(root, 'src/terminal');
  const files = readdirSync(terminal).map((name) => path.join(terminal, name));
  const writing =
    /\bprocess\s*(?:\.|\[\s*['"`])\s*(?:stdout|stderr)|\bconsole\s*[.[]|\bwriteSync\(\s*[12]\b/;
  const writers = [...files, path.join(root, 'src/cli.ts')].filter((file) =>
    writing.test(readFileSync(file, 'utf8')),
  );
  assert.deepEqual(
    writers.map((file) => path.relative(root, file)),
    [path.join('src', 'terminal', 'output.ts')],
  );
});

test('text, values and the line at the foot of a terminal all go the same way', () => {
  const { output, written } = open(true);
  assert.equal(output.isTerminal, true);
  output.write(`${createPaint(true).red('a\u001bb')}\n`);
  output.writeJson({ '\u009b': '\u001b' });
  output.rewriteLine('c\u001b\nd');
  assert.equal(
    written(),
    '\u001b[31ma\\x1bb\u001b[39m\n{"\\u009b":"\\u001b"}\n\r\u001b[Kc\\x1b\\nd',
  );
});
