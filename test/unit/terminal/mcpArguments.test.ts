import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidOption } from '../../../src/core/errors.ts';
import { mcpUsage, readMcpArguments } from '../../../src/terminal/mcpArguments.ts';

test('roots, limits and models are read', () => {
  const asked = readMcpArguments([
    ...['--root', 'a', '--root', 'b', '--max-session-usd', '3', '--max-cost-usd', '0.5'],
    ...['--base-url', 'http://127.0.0.1:1/v1', '--encoding', 'gb18030', '--keep', 'runs'],
  ]);
  assert.ok(asked !== 'help');
  assert.deepEqual(asked.roots, ['a', 'b']);
  assert.equal(asked.maxSessionUsd, 3);
  assert.deepEqual(asked.options, { maxCostUsd: 0.5 });
  assert.equal(asked.baseUrl, 'http://127.0.0.1:1/v1');
  assert.equal(asked.encoding, 'gb18030');
  assert.equal(asked.keepFolder, 'runs');
});

test('what is missing or wrong is a sentence', () => {
  for (const [argv, sentence] of [
    [[], /^No folder is named\. Use rlm mcp --root DIR/],
    [['--root', ''], /^--root is empty\.$/],
    [['--root', 'a', 'b'], /^rlm mcp takes no "b"/],
    [['--root', 'a', '--max-session-usd=-1'], /^--max-session-usd takes a number from 0/],
    [['--root', 'a', '--max-session-usd', ''], /^--max-session-usd takes a number from 0/],
    [['--root', 'a', '--max-session-usd', 'much'], /not "much"/],
    [['--root', 'a', '--file', 'x'], /--file/],
  ] as const)
    assert.throws(
      () => readMcpArguments(argv),
      (error) => error instanceof InvalidOption && sentence.test(error.message),
      argv.join(' '),
    );
});

test('help stands before all else, and names the options', () => {
  assert.equal(readMcpArguments(['--help', '--root', 'a']), 'help');
  for (const option of ['--root', '--max-session-usd', '--encoding', '--keep', '--max-cost-usd'])
    assert.ok(mcpUsage.includes(option), option);
});
