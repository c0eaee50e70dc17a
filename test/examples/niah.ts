// A needle in a haystack, found by the offline demo: `npm run example:niah -- --size 5MB --seed 7`.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { askDemo } from './demoRun.ts';
import { buildHaystack, parseSize } from './haystack.ts';

const usage = 'Usage: npm run example:niah -- [--size 5MB] [--seed 7]';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: '5MB' },
      seed: { type: 'string', default: '7' },
    },
  });
  const size = parseSize(values.size);
  const seed = Number(values.seed);
  if (size === null || !Number.isInteger(seed)) {
    console.error(
      `--size takes a number with KB or MB from 1KB to 400MB, --seed a whole number. ${usage}`,
    );
    return 2;
  }
  const { text, line, key, code } = buildHaystack(size, seed);
  const question = `Find "secret code of ${key}"`;
  console.log(`${text.length} characters, needle on line ${line}.\nQuestion: ${question}\n`);
  const started = performance.now();
  const result = await askDemo(
    question,
    text,
    (event) => {
      if (event.type !== 'model.replied') return;
      console.log(`${event.iteration}. ${event.text.split('\n')[0]}`);
    },
    0,
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const cited = result.citations.some(
    ({ startLine, endLine, verified }) => verified && startLine <= line && line <= endLine,
  );
  const right = result.status === 'answered' && result.answer.includes(code) && cited;
  console.log(`\n${result.answer}\n`);
  console.log(
    right
      ? `Right: the code ${code} and line ${line} are in the answer, after ${seconds} s.`
      : `Wrong: the code is ${code}, on line ${line}.`,
  );
  return right ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof TypeError) || !('code' in error)) throw error;
  // What parseArgs says about an argument it does not know.
  console.error(`${error.message}\n${usage}`);
  process.exitCode = 2;
}
