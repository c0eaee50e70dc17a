import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EmptyQuestion, InvalidOption } from '../../../src/core/errors.ts';
import { askFlags, readArguments } from '../../../src/terminal/askArguments.ts';
import { forkFlags } from '../../../src/terminal/goOnArguments.ts';
import { usage } from '../../../src/terminal/usage.ts';

const read = (...argv: string[]) => {
  const read = readArguments(['ask', '--file', 'a.txt', ...argv]);
  if (read === 'help') throw new Error('help');
  return read;
};
const sentence = (argv: string[]): string => {
  try {
    readArguments(argv);
  } catch (error) {
    if (error instanceof InvalidOption || error instanceof EmptyQuestion) return error.message;
    throw error;
  }
  return '';
};

test('a question with its files and limits is read', () => {
  const asked = read(
    '--file',
    'b.txt',
    '--max-cost-usd',
    '0.001',
    '--timeout',
    '2',
    '--json',
    'Why?',
  );
  assert.equal(asked.question, 'Why?');
  assert.deepEqual(asked.files, ['a.txt', 'b.txt']);
  assert.deepEqual(asked.options, { maxCostUsd: 0.001, timeoutSeconds: 2 });
  assert.equal(asked.json, true);
});

test('prices are read, cached input as input unless given', () => {
  const { prices } = read('--price', 'gpt-x=2,8', '--price', 'a=b=1,2,0.5', '?');
  assert.deepEqual(prices, {
    'gpt-x': { input: 2, output: 8, cachedInput: 2 },
    'a=b': { input: 1, output: 2, cachedInput: 0.5 },
  });
});

test('replies are kept where a folder is named for them, else nowhere', () => {
  assert.equal(read('--memo', 'kept', '?').memoFolder, 'kept');
  assert.equal(read('?').memoFolder, null);
});

test('windows are read in tokens', () => {
  const { windows } = read('--window', 'qwen3:8b=40960', '--window', 'a=b=1', '?');
  assert.deepEqual(windows, { 'qwen3:8b': 40_960, 'a=b': 1 });
});

test('profile is another name of model-variant', () => {
  assert.equal(read('--profile', 'qwen', '?').options.modelVariant, 'qwen');
});

test('the language is auto, python or javascript, and absent where it is not named', () => {
  for (const language of ['auto', 'python', 'javascript'])
    assert.equal(read('--language', language, '?').options.language, language);
  assert.equal(read('?').options.language, undefined);
});

test('the effort of reasoning is of both models, or of the root and the sub-model apart', () => {
  const efforts = (typed: string) => read('--reasoning-effort', typed, '?').options.reasoningEffort;
  assert.deepEqual(efforts('high'), { root: 'high', sub: 'high' });
  assert.deepEqual(efforts('high,off'), { root: 'high', sub: 'off' });
  assert.equal(read('?').options.reasoningEffort, undefined);
  const file = ['ask', '--file', 'a'];
  for (const typed of ['', 'much', 'high,', 'low,low,low'])
    assert.match(
      sentence([...file, '--reasoning-effort', typed, '?']),
      /--reasoning-effort takes ROOT\[,SUB\], each one of off, none, .*max, not /,
    );
});

test('Anthropic is a provider, asked for by its name alone', () => {
  assert.equal(read('--provider', 'anthropic', '?').provider, 'anthropic');
});

test('each mistake is answered with a sentence that names it', () => {
  const file = ['ask', '--file', 'a'];
  assert.match(sentence([...file, '--max-iterations', '0', '?']), /--max-iterations takes a whole/);
  assert.match(sentence([...file, '--max-iterations', 'x', '?']), /not "x"/);
  assert.match(sentence([...file, '--timeout', '', '?']), /--timeout takes a number/);
  assert.match(sentence([...file, '--nonsense', '?']), /--nonsense/);
  assert.match(sentence([...file, '--provider', 'gemini', '?']), /auto, openai, anthropic, demo/);
  assert.match(sentence([...file, '--price', 'x=1', '?']), /--price takes MODEL/);
  assert.match(sentence([...file, '--price', 'x=1,-2', '?']), /--price takes MODEL/);
  for (const window of ['x', 'x=', 'x=0', 'x=32k', '=5', 'x=1.5'])
    assert.match(sentence([...file, '--window', window, '?']), /--window takes MODEL=TOKENS/);
  assert.match(
    sentence([...file, '--language', 'lua', '?']),
    /auto, python, javascript, not "lua"/,
  );
  assert.match(sentence([...file, 'one', 'two']), /more than one question/);
  assert.match(sentence([...file, '   ']), /question is empty/);
  assert.match(sentence([...file]), /question is empty/);
  assert.match(sentence(['ask', '?']), /No text is named/);
  assert.match(sentence([...file, '--dir', 'b', '?']), /not both/);
  assert.match(sentence(['tell', '?']), /"tell" is not a command/);
  assert.match(sentence([...file, '--include', '*.log', '?']), /use them with --dir/);
  assert.match(sentence([...file, '--exclude', '*.log', '?']), /use them with --dir/);
  assert.match(sentence([...file, '--events', '-', '?']), /--events takes the path of a file/);
  assert.match(sentence(['ask', '--dir', 'a', '--dir', 'b', '?']), /--dir is named twice/);
  assert.match(sentence([...file, '--timeout=1', '--timeout=2', '?']), /--timeout is named twice/);
  assert.match(sentence([...file, '--file']), /'--file <value>' argument missing\. See rlm --help/);
  assert.match(
    sentence([...file, '--timeout', '-5', '?']),
    /^Option '--timeout' argument is ambig/,
  );
  assert.match(sentence([...file, '--json=yes', '?']), /'--json' does not take an argument/);
  for (const empty of ['file', 'dir', 'include', 'exclude', 'events', 'memo', 'root-model']) {
    assert.equal(sentence(['ask', `--${empty}`, ' ', '?']), `--${empty} is empty.`);
  }
});

test('runs are kept where a folder is named for them, else nowhere', () => {
  assert.equal(read('--keep', 'runs', '?').keepFolder, 'runs');
  assert.equal(read('?').keepFolder, null);
  assert.equal(sentence(['ask', '--file', 'a', '--keep', '', '?']), '--keep is empty.');
});

test('a follow-up of a kept run takes its text and its REPL, and so names neither', () => {
  const asked = readArguments(['ask', '--follow-up-of', 'runs/r1', '--max-cost-usd', '2', '?']);
  assert.ok(asked !== 'help');
  assert.deepEqual(
    [asked.followUpOf, asked.files, asked.folder, asked.options],
    ['runs/r1', [], null, { maxCostUsd: 2 }],
  );
  const followUp = ['ask', '--follow-up-of', 'runs/r1'];
  const needless = ['--file=a', '--dir=a', '--include=*', '--encoding=utf-8', '--language=python'];
  for (const option of needless) {
    const name = option.slice(0, option.indexOf('='));
    assert.match(sentence([...followUp, option, '?']), new RegExp(`leave ${name} out\\.$`));
  }
  assert.match(sentence([...followUp]), /question is empty/);
  assert.match(sentence([...followUp, '--estimate', '?']), /--estimate is for a text/);
  assert.equal(sentence(['ask', '--follow-up-of', '', '?']), '--follow-up-of is empty.');
});

test('follow-ups are kept in order, and an empty one is refused', () => {
  const file = ['ask', '--file', 'a'];
  const asked = readArguments([...file, 'one?', '--follow-up', ' two? ', '--follow-up=three?']);
  assert.ok(asked !== 'help');
  assert.deepEqual(asked.followUps, ['two?', 'three?']);
  assert.throws(() => readArguments([...file, 'one?', '--follow-up', ' ']), EmptyQuestion);
});

test('options that may be repeated are, and flags too', () => {
  const argv = ['ask', '--dir', 'd', '--include=a', '--include=b', '--exclude=c', '--exclude=d'];
  const asked = readArguments([...argv, '--json', '--json', '--base-url', '', '?']);
  assert.ok(asked !== 'help');
  assert.deepEqual(
    [asked.include, asked.exclude],
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  );
  assert.equal(asked.baseUrl, '');
});

test('the help names every option, and no line of it is too long', () => {
  const options = Object.keys({ ...askFlags, ...forkFlags });
  assert.ok(options.length > 25);
  for (const option of options) {
    if (option !== 'help') assert.match(usage, new RegExp(`--${option}\\b`));
  }
  for (const line of usage.split('\n')) assert.ok(line.length <= 110, line);
});

test('help is found with and without a command', () => {
  assert.equal(readArguments([]), 'help');
  assert.equal(readArguments(['ask', '--help']), 'help');
});
