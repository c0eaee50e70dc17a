import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Figure } from './figures.ts';
import { measurePairs } from './pairs.ts';
import { writeLog } from './sampleText.ts';
import { measureProcess } from './wholeProcess.ts';
import type { Workplace } from './workplace.ts';

const megabytes = [10, 100] as const;
const mostMb = 500;
const idleMb = { javascript: 40, python: 90 } as const;
const timeGoal = { times: 2 };
const loop = 'the loop is run by an interpreter without a compiler';
const taken = 'the text is copied into the interpreter first, into memory that is new';
const interpreted = 'each line is looked at by an interpreter without a compiler';

/** What models write about `context` when they use no helper. */
const codes = [
  {
    name: 'match and split',
    javascript: `print(context.match(/user=\\w+/g).length, context.split('\\n').length)`,
    python: `import re\nprint(len(re.findall(r'user=\\w+', context)), len(context.split('\\n')))`,
    why: {
      javascript:
        'each part becomes a string in a memory that is new, which the system has to give first',
      python: taken,
    },
  },
  {
    name: 'count a word',
    javascript: `let n = 0;\nfor (let at = context.indexOf('ERROR'); at !== -1; at = context.indexOf('ERROR', at + 1)) n++;\nprint(n)`,
    python: `print(context.count('ERROR'))`,
    why: { javascript: loop, python: taken },
  },
  {
    name: 'filter lines',
    javascript: `print(context.split('\\n').filter((line) => line.includes('ERROR')).length)`,
    python: `print(len([line for line in context.split('\\n') if 'ERROR' in line]))`,
    why: { javascript: interpreted, python: interpreted },
  },
] as const;

/** Plain code in both languages beside the same code in a plain Node and a native Python. */
export async function benchPlainCode(place: Workplace): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const languages = runs('') ? (['javascript', 'python'] as const) : (['javascript'] as const);
  const hasOfficial = runs('import rlm.environments.local_repl');
  if (!hasOfficial) process.stdout.write('(the official engine is not installed) ');
  figures.push(...(await benchIdle(place, languages)));
  for (const size of megabytes) {
    const file = path.join(place.folder, `plain-${size}.log`);
    await writeLog(file, size * 1e6);
    for (const language of languages) {
      for (const { name, why, ...code } of codes) {
        const subject = `${language}, ${name}, ${size} MB`;
        const { ours, bare } = await measurePairs(
          place.runs(5),
          () => run(place, 'ours', language, file, code[language]),
          () => run(place, 'bare', language, file, code[language]),
        );
        const outputs = new Set([...ours, ...bare].map(({ output }) => output));
        if (outputs.size !== 1) throw new Error(`${subject}: ${[...outputs].join(' or ')}`);
        const sideMs = (side: typeof ours): number[] => side.map(({ ms }) => ms);
        figures.push({
          subject: `${subject}, time`,
          unit: 'ms',
          ours: sideMs(ours),
          bare: sideMs(bare),
          goal: timeGoal,
          why: why[language],
        });
        if (language === 'python' && hasOfficial) {
          const theirs = await measurePairs(
            place.runs(5),
            () => run(place, 'ours', language, file, code[language]),
            () => run(place, 'official', language, file, code[language]),
          );
          figures.push({
            subject: `${subject}, time beside the official engine`,
            unit: 'ms',
            ours: sideMs(theirs.ours),
            bare: sideMs(theirs.bare),
            goal: timeGoal,
            why: why[language],
          });
        }
        if (size < 100) continue;
        figures.push({
          subject: `${subject}, peak memory`,
          unit: 'MB',
          ours: ours.map(({ peakMb }) => peakMb),
          bare: language === 'python' ? null : bare.map(({ peakMb }) => peakMb),
          goal: { most: mostMb },
          why: 'the text is there for the host and for the code, and the parts once more',
        });
      }
    }
    await rm(file);
  }
  return figures;
}

/** What a run's REPL takes up while nothing runs. */
async function benchIdle(
  place: Workplace,
  languages: readonly ('javascript' | 'python')[],
): Promise<readonly Figure[]> {
  const file = path.join(place.folder, 'idle.log');
  await writeLog(file, 1_000);
  const figures: Figure[] = [];
  for (const language of languages) {
    const ours: number[] = [];
    for (let turn = 0; turn < place.runs(5); turn += 1) {
      ours.push((await run(place, 'ours', language, file, 'print(1)')).idleMb);
    }
    const subject = `${language}, idle memory of a run`;
    figures.push({
      subject,
      unit: 'MB',
      ours,
      bare: null,
      goal: { most: idleMb[language] },
      why: 'it is what an instance of the interpreter and its thread need',
    });
  }
  return figures;
}

/** Whether native Python runs this. */
function runs(code: string): boolean {
  return spawnSync('python3', ['-c', code]).status === 0;
}

interface Ran {
  readonly output: string;
  readonly ms: number;
  readonly peakMb: number;
  readonly idleMb: number;
}

async function run(
  { folder, dist }: Workplace,
  side: 'ours' | 'bare' | 'official',
  language: 'javascript' | 'python',
  file: string,
  code: string,
): Promise<Ran> {
  const program = path.join(folder, 'plainProcess.cjs');
  const { stdout, peakMb } = await measureProcess([program, side, language, dist, file, code], {
    cwd: folder,
    preload: path.join(folder, 'peakMemory.cjs'),
  });
  return { ...JSON.parse(stdout), peakMb };
}
