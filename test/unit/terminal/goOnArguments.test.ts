import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidOption } from '../../../src/core/errors.ts';
import { readForkArguments, readResumeArguments } from '../../../src/terminal/goOnArguments.ts';

test('the run that goes on is named by its folder, with limits, models and a server', () => {
  const limits = ['--max-cost-usd=2', '--max-iterations=80', '--root-model=gpt-5'];
  const server = ['--base-url=http://127.0.0.1:1/v1', '--api=chat', '--price=gpt-5=1,2'];
  const asked = readResumeArguments(['runs/r1', ...limits, ...server, '--json', '--events=e']);
  assert.deepEqual(asked, {
    runFolder: 'runs/r1',
    provider: 'auto',
    baseUrl: 'http://127.0.0.1:1/v1',
    api: 'chat',
    prices: { 'gpt-5': { input: 1, output: 2, cachedInput: 1 } },
    windows: {},
    options: { rootModel: 'gpt-5', maxCostUsd: 2, maxIterations: 80 },
    eventsFile: 'e',
    json: true,
  });
});

test('a fork names an iteration, and what the model is told after it if anything is', () => {
  const asked = readForkArguments(['r', '--at', '3', ' only staging ', '--keep', 'runs']);
  assert.ok(asked !== 'help');
  assert.deepEqual([asked.at, asked.remark, asked.keepFolder], [3, 'only staging', 'runs']);
  const silent = readForkArguments(['r', '--at=1']);
  assert.ok(silent !== 'help');
  assert.deepEqual([silent.at, silent.remark, silent.keepFolder], [1, null, null]);
});

test('help is help, whatever else is typed', () => {
  assert.equal(readResumeArguments(['--help']), 'help');
  assert.equal(readForkArguments(['r', '-h']), 'help');
});

test('each mistake is answered with a sentence that names it', () => {
  const table: readonly [read: (argv: string[]) => unknown, argv: string[], said: RegExp][] = [
    [readResumeArguments, [], /^No run is named\. Use: rlm resume RUNFOLDER\.$/],
    [readResumeArguments, [' '], /^The name of the run folder is empty\.$/],
    [
      readResumeArguments,
      ['r', 'Why?'],
      /^A run goes on with its own question: .* use rlm fork\.$/,
    ],
    [readResumeArguments, ['r', '--file', 'a'], /'--file'.*\. See rlm --help\.$/],
    [readResumeArguments, ['r', '--language', 'python'], /'--language'/],
    [readResumeArguments, ['r', '--max-cost-usd', '-'], /--max-cost-usd takes a number/],
    [readResumeArguments, ['r', '--events', '-'], /^--events takes the path of a file/],
    [readForkArguments, ['--at', '1'], /^No run is named\. Use: rlm fork RUNFOLDER --at ITERATION/],
    [readForkArguments, ['r'], /^--at is missing: the iteration after which the new run parts\.$/],
    [readForkArguments, ['r', '--at', '0'], /^--at takes an iteration, .* not "0"\.$/],
    [readForkArguments, ['r', '--at', '1.5'], /not "1\.5"/],
    [readForkArguments, ['r', '--at', 'last'], /not "last"/],
    [readForkArguments, ['r', '--at', '1', 'a', 'b'], /^There is more than one remark/],
    [readForkArguments, ['r', '--at', '1', '--keep', ''], /^--keep is empty\.$/],
  ];
  for (const [read, argv, said] of table) {
    assert.throws(
      () => read(argv),
      (error: Error) => {
        assert.ok(error instanceof InvalidOption, argv.join(' '));
        assert.match(error.message, said);
        return true;
      },
    );
  }
});
