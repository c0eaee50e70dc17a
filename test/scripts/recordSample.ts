// `npm run record`: asks the sample's question of the offline demo and keeps the run as
// media/walkthrough/recorded.jsonl, which the walkthrough replays.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunEvent } from '../../src/core/events.ts';
import { root, samples } from '../support/project.ts';
import { runProgram } from '../support/steps.ts';

const { file, question } = JSON.parse(
  await readFile(path.join(samples, 'questions.json'), 'utf8'),
) as { readonly file: string; readonly question: string };
const folder = await mkdtemp(path.join(tmpdir(), 'rlm-record-'));
try {
  const events = path.join(folder, 'events.jsonl');
  const args = ['ask', '--provider', 'demo', '--file', path.join(samples, file)];
  await runProgram(process.execPath, [
    path.join(root, 'dist', 'cli.js'),
    ...args,
    ...['--events', events, question],
  ]);
  const lines = (await readFile(events, 'utf8')).trimEnd().split('\n');
  const recorded = lines
    .map((line) => JSON.parse(line) as RunEvent)
    .filter(({ type }) => type !== 'model.delta')
    .map((event) => `${JSON.stringify(withoutPlace(event))}\n`);
  await writeFile(path.join(root, 'media', 'walkthrough', 'recorded.jsonl'), recorded.join(''));
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Where the log stood when the run was recorded is nobody's business. */
function withoutPlace(event: RunEvent): RunEvent {
  if (event.type !== 'run.started') return event;
  const sources = event.context.sources.map((source) => ({ ...source, origin: null }));
  return { ...event, runId: 'sample', context: { ...event.context, sources } };
}
