import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { filterRuns, parseFilter } from '../../src/runs/runFilter.ts';
import { RunStore } from '../../src/runs/runStore.ts';
import { recordings, toJsonLines } from '../support/sampleEvents.ts';
import type { Figure } from './figures.ts';
import type { Workplace } from './workplace.ts';

const storedRuns = 1_000;

/** How long the history of many runs takes to be listed, made anew and searched. */
export async function benchHistory({ folder, runs }: Workplace): Promise<readonly Figure[]> {
  const runsFolder = path.join(folder, 'runs');
  await plantRuns(runsFolder);
  // As a window does that has just been opened.
  const list = async (): Promise<number> => {
    const started = performance.now();
    const { length } = await openStore(runsFolder).list();
    if (length !== storedRuns) throw new Error(`${length} runs were listed.`);
    return performance.now() - started;
  };
  const times = async (most: number, act: () => Promise<number>): Promise<number[]> => {
    const measured: number[] = [];
    for (let left = runs(most); left > 0; left -= 1) measured.push(await act());
    return measured;
  };
  const rebuilt = await times(5, async () => {
    await rm(path.join(runsFolder, 'index.json'), { force: true });
    return list();
  });
  const listed = await times(9, list);
  const store = openStore(runsFolder);
  const all = await store.list();
  const searched = await times(9, async () => {
    const started = performance.now();
    const filter = parseFilter('@answered @file:platform "certificate of the bank"');
    const found = await filterRuns(all, filter, (runId, sha256) => store.readText(runId, sha256));
    if (found.length !== storedRuns) throw new Error(`${found.length} runs were found.`);
    return performance.now() - started;
  });
  const figure = (subject: string, ours: readonly number[], most: number): Figure => {
    return { subject, unit: 'ms', ours, bare: null, goal: { most } };
  };
  return [
    figure('1,000 stored runs listed', listed, 1_000),
    figure('1,000 stored runs listed without an index', rebuilt, 10_000),
    figure('1,000 stored runs searched', searched, 100),
  ];
}

function openStore(runsFolder: string): RunStore {
  return new RunStore(runsFolder, {
    onFault: (sentence) => {
      throw new Error(sentence);
    },
  });
}

async function plantRuns(runsFolder: string): Promise<void> {
  const lines = toJsonLines(recordings.answered());
  for (let number = 0; number < storedRuns; number += 1) {
    const run = path.join(runsFolder, `run-${number}`);
    await mkdir(path.join(run, 'texts'), { recursive: true });
    await writeFile(path.join(run, 'events.jsonl'), lines);
  }
}
