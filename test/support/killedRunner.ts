// The runner as it is built, killed at moments that a seed chooses and resumed until it is done.
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Language } from '../../src/core/options.ts';
import { RunStore } from '../../src/runs/runStore.ts';
import { readWholeRun } from '../../src/runs/wholeRun.ts';
import { recordsOf, violationsOf } from './eventChecker.ts';
import {
  answeredKeys,
  keyOf,
  question,
  text,
  treeOptions,
  treeRequests,
  treeScript,
} from './killedTree.ts';
import { startModelServer } from './modelServer.ts';
import { type Ended, rlm } from './runner.ts';

/** What came of one run. */
export interface KilledRun {
  readonly answer: string;
  readonly kills: number;
  /** Events on the disk when it was killed last. */
  readonly events: number;
  readonly requests: number;
  /** Requests whose reply was in the record already. */
  readonly paidTwice: readonly string[];
  /** Requests that were on their way when the process died, and were sent again. */
  readonly sentAgain: number;
}

/** When it dies: as the server gets its n-th request, or when its record has so many lines. */
type Moment = { readonly request: number } | { readonly line: number };

/** Events of a run that nothing disturbs. */
const treeEvents = 106;
/** ms between two looks at the record. */
const lookMs = 2;

/**
 * A run in a folder of its own. `mostKills`: 0 for one that nothing disturbs; moments come from `random`,
 * which gives numbers from 0 to 1.
 */
export async function killAndResume(
  folder: string,
  language: Language,
  mostKills: number,
  random: () => number,
): Promise<KilledRun> {
  const asked: string[] = [];
  let onRequest = (): void => undefined;
  await using server = await startModelServer(treeScript(language), {
    onRequest: (request) => {
      asked.push(keyOf(request));
      onRequest();
    },
  });
  const file = path.join(folder, 'text.txt');
  await writeFile(file, text);
  const ask = ['ask', '--file', file, '--language', language, '--keep', path.join(folder, 'runs')];
  const who = ['--base-url', server.url, '--json', ...treeOptions.filter(isForAll)];

  /** Runs a command until it ends or its moment has come. */
  const run = async (args: readonly string[], moment: Moment | null): Promise<Ended> => {
    const before = asked.length;
    return rlm(args, {
      onStart: (runner) => {
        const kill = (): void => void runner.kill('SIGKILL');
        if (moment === null) return;
        if ('request' in moment) {
          onRequest = () => (asked.length - before >= moment.request ? kill() : undefined);
          return;
        }
        const timer = setInterval(() => {
          void linesOf(folder).then((lines) => (lines >= moment.line ? kill() : undefined));
        }, lookMs);
        runner.on('close', () => clearInterval(timer));
      },
    });
  };

  const paidTwice: string[] = [];
  let kills = 0;
  let events = 0;
  let sentAgain = 0;
  let place: string | null = null;
  let ended = await run([...ask, ...treeOptions, ...who, question], momentOf(mostKills, random));
  while (ended.signal === 'SIGKILL') {
    onRequest = () => undefined;
    kills += 1;
    place = await runFolderIn(folder);
    const before = asked.length;
    if (place === null) {
      // It died before there was anything to go on from.
      ended = await run([...ask, ...treeOptions, ...who, question], null);
      continue;
    }
    const [listed] = await new RunStore(path.join(folder, 'runs')).list();
    assert.ok(listed?.status === 'interrupted' || listed?.status === 'answered', listed?.status);
    const whole = await readWholeRun(place);
    assert.deepEqual(whole.faults, []);
    events = whole.events.length;
    // It died between its last word and its end.
    if (whole.summary.status === 'answered') break;
    const answered = answeredKeys(whole.events);
    const sent = new Set(asked);
    const moment = kills < mostKills ? momentOf(mostKills, random) : null;
    ended = await run(['resume', place, ...who], moment);
    for (const key of asked.slice(before)) {
      if (answered.has(key)) paidTwice.push(key);
      else if (sent.has(key)) sentAgain += 1;
    }
  }
  if (ended.signal !== 'SIGKILL') {
    assert.equal(ended.status, 0, `${ended.stderr}\n${ended.stdout}`);
    place = JSON.parse(ended.stdout).runFolder;
  }
  const whole = await readWholeRun(place ?? '');
  assert.deepEqual(whole.faults, []);
  if (!process.env.NOCHECK)
    for (const record of recordsOf(whole.events)) assert.deepEqual(violationsOf(record), []);
  assert.equal(whole.summary.status, 'answered');
  const { answer } = whole.summary;
  return { answer, kills, events, requests: asked.length, paidTwice, sentAgain };
}

/** Those of the tree's options that a run doesn't know by itself when it goes on. */
function isForAll(option: string, at: number): boolean {
  return option === '--price' || treeOptions[at - 1] === '--price';
}

function momentOf(mostKills: number, random: () => number): Moment | null {
  if (mostKills === 0) return null;
  const share = random();
  return random() < 0.5
    ? { request: 1 + Math.floor(share * treeRequests) }
    : { line: 1 + Math.floor(share * treeEvents) };
}

/** Whole lines of the run's record so far. */
async function linesOf(folder: string): Promise<number> {
  const place = await runFolderIn(folder);
  if (place === null) return 0;
  return (await readFile(path.join(place, 'events.jsonl'), 'utf8')).split('\n').length - 1;
}

/** The folder of the run, once anything is recorded in it. */
async function runFolderIn(folder: string): Promise<string | null> {
  const runs = path.join(folder, 'runs');
  for (const name of await readdir(runs).catch(() => [])) {
    const events = await readFile(path.join(runs, name, 'events.jsonl'), 'utf8').catch(() => '');
    if (events.includes('\n')) return path.join(runs, name);
  }
  return null;
}
