// `npm run eval [-- OPTIONS]`: what models make of long texts, asked plainly and through RLM.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ExpectedError } from '../../src/core/errors.ts';
import type { Model } from '../../src/core/model.ts';
import { defaultOptions, demoModels, type RunOptions } from '../../src/core/options.ts';
import { createEngine } from '../../src/engine.ts';
import { createTokenCounter } from '../../src/models/tokens.ts';
import { readEnvFile, readSurroundings, type Surroundings } from '../../src/terminal/settings.ts';
import { root } from '../support/project.ts';
import { type EvalArguments, readEvalArguments, usage } from './arguments.ts';
import { compareResults } from './comparison.ts';
import { EvaluationEnded, evaluate } from './evaluation.ts';
import { openModels } from './models.ts';
import { problemsFrom } from './problems.ts';
import { type Answered, progressLine, table } from './report.ts';
import { Results, readResults } from './results.ts';

const demoWarning =
  'These are answers of the offline demo (fixed rules, no AI): they prove that this program works, and the scores mean nothing.';

async function main(argv: readonly string[]): Promise<number> {
  const wanted = readEvalArguments(argv);
  if (wanted === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  if ('compare' in wanted) {
    const [earlier, later] = await Promise.all(wanted.compare.map(readResults));
    process.stdout.write(compareResults(earlier ?? [], later ?? []));
    return 0;
  }
  const stop = new AbortController();
  const interrupt = (): void => {
    // Asked a second time, the user means it.
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const folder = await mkdtemp(path.join(tmpdir(), 'rlm-eval-'));
  try {
    // A copy, which no build that runs meanwhile takes away.
    await cp(path.join(root, 'dist'), folder, { recursive: true });
    return await run(wanted, folder, stop.signal);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function run(
  wanted: EvalArguments,
  distFolder: string,
  signal: AbortSignal,
): Promise<number> {
  const results = wanted.results === null ? null : await Results.open(wanted.results);
  const countTokens = createTokenCounter(distFolder);
  const around = readSurroundings(process.env, readEnvFile(path.join(root, '.env')).variables);
  const modelOf = await openModels(wanted, around, distFolder, countTokens);
  const model = modelOf(1);
  const options = optionsOf(wanted, model, around);
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  say(introduction(model, options));
  const engine = createEngine({
    distFolder,
    reportBug: (error) => void process.stderr.write(`${error.stack ?? error.message}\n`),
  });
  const problems = problemsFrom({ folder: wanted.texts, signal });
  const parts = { engine, problems, modelOf, options, signal, countTokens, tell: say };
  const all: Answered[] = [];
  let ended: EvaluationEnded | null = null;
  try {
    for await (const answered of evaluate(wanted, parts)) {
      all.push(answered);
      await results?.add(answered);
      say(progressLine(answered));
    }
  } catch (error) {
    if (!(error instanceof EvaluationEnded)) throw error;
    ended = error;
  } finally {
    await engine.dispose();
  }
  say(`\n${table(all)}`);
  if (model.provider === 'demo') say(demoWarning);
  if (ended !== null) process.stderr.write(`eval: it can't go on: ${ended.message}\n`);
  if (signal.aborted) return 130;
  const isUnrecorded = all.some(({ errorName }) => errorName === 'RecordingMissing');
  return ended === null && !isUnrecorded ? 0 : 1;
}

function optionsOf({ runner }: EvalArguments, model: Model, around: Surroundings): RunOptions {
  const demo = model.provider === 'demo';
  return {
    ...defaultOptions,
    ...(demo && demoModels),
    ...(!demo && around.rootModel !== null && { rootModel: around.rootModel }),
    ...(!demo && around.subModel !== null && { subModel: around.subModel }),
    ...runner.options,
  };
}

function introduction(model: Model, { rootModel, subModel }: RunOptions): string {
  if (model.provider === 'demo') return `${demoWarning}\n`;
  const unpriced = [...new Set([rootModel, subModel])].filter(
    (name) => model.facts(name).price === null,
  );
  const models = `Root model ${rootModel}, sub-model ${subModel}.`;
  if (unpriced.length === 0) return `${models}\n`;
  return `${models} The price of ${unpriced.join(' and ')} is unknown, so the limits of money can't hold; name it with --price.\n`;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ExpectedError)) throw error;
  process.stderr.write(`eval: ${error.message}\n`);
  process.exitCode = 2;
}
