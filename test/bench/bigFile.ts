import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Figure } from './figures.ts';
import { measurePairs } from './pairs.ts';
import { writeLog } from './sampleText.ts';
import { firstReplyMs } from './scripts.ts';
import { type MeasuredProcess, measureProcess } from './wholeProcess.ts';
import type { Workplace } from './workplace.ts';

const question = 'How many lines are errors?';
const sizes = [
  { megabytes: 10, runs: 9 },
  { megabytes: 100, runs: 7 },
] as const;
const goal = { times: 1.5 };

/** A whole process, and how many ms of its time the models took. */
interface Measure extends MeasuredProcess {
  readonly modelMs: number;
}

/**
 * Whole processes that count in a big file, by the helpers and on the bare loop's own string: beside
 * a model that answers at once, and beside one whose answers hide what is done meanwhile.
 */
export async function benchBigFile(place: Workplace): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { megabytes, runs } of sizes) {
    const file = path.join(place.folder, `${megabytes}.log`);
    const expected = String(await writeLog(file, megabytes * 1e6));
    const measure = (rootModel: string, bareModel: string) =>
      measurePairs(
        place.runs(runs),
        () => askRunner(place, rootModel, file, expected),
        () => askBareProcess(place, bareModel, file, expected),
      );
    const atOnce = await measure('helpers', 'strings');
    const slowly = await measure('slowHelpers', 'slowStrings');
    await rm(file);
    const subject = `answer about ${megabytes} MB`;
    const row = (
      what: string,
      unit: Figure['unit'],
      { ours, bare }: typeof atOnce,
      of: (measure: Measure) => number,
    ): Figure => ({
      subject: `${subject}, ${what}`,
      unit,
      ours: ours.map(of),
      bare: bare.map(of),
      goal,
    });
    figures.push(
      row('time', 'ms', atOnce, ({ durationMs }) => durationMs),
      row(
        `time beyond a model of ${firstReplyMs} ms`,
        'ms',
        slowly,
        (measure) => measure.durationMs - measure.modelMs,
      ),
      row('peak memory', 'MB', atOnce, ({ peakMb }) => peakMb),
    );
  }
  return figures;
}

/** What the scripted models write. */
const javascript = ['--language', 'javascript'];

async function askRunner(
  place: Workplace,
  rootModel: string,
  file: string,
  expected: string,
): Promise<Measure> {
  const server = ['--base-url', place.model.url, '--root-model', rootModel, '--json'];
  const args = [
    path.join(place.dist, 'cli.js'),
    'ask',
    ...javascript,
    '--file',
    file,
    ...server,
    question,
  ];
  const measure = await measureWithModel(place, args);
  check(JSON.parse(measure.stdout).answer, expected);
  return measure;
}

async function askBareProcess(
  place: Workplace,
  rootModel: string,
  file: string,
  expected: string,
): Promise<Measure> {
  const program = path.join(place.folder, 'bareProcess.cjs');
  const measure = await measureWithModel(place, [
    program,
    place.model.url,
    rootModel,
    file,
    question,
  ]);
  check(measure.stdout.trim(), expected);
  return measure;
}

async function measureWithModel(
  { folder, model }: Workplace,
  args: readonly string[],
): Promise<Measure> {
  const preload = path.join(folder, 'peakMemory.cjs');
  const measured = await measureProcess(args, { cwd: folder, preload });
  const exchanges = await model.take();
  const modelMs = exchanges.reduce(
    (sum, { startedAt, finishedAt }) => sum + finishedAt - startedAt,
    0,
  );
  return { ...measured, modelMs };
}

function check(answer: string, expected: string): void {
  if (answer !== expected) throw new Error(`The answer is ${answer} instead of ${expected}.`);
}
