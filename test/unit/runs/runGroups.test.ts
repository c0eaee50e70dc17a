import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupRuns } from '../../../src/runs/runGroups.ts';
import type { ListedRun } from '../../../src/runs/runSummary.ts';
import { idsOf, listed } from './support.ts';

// Friday evening.
const now = new Date(2026, 10, 27, 20, 30).getTime();
const at = (day: number, hour = 12, month = 10): number =>
  new Date(2026, month, day, hour).getTime();
const run = (runId: string, startedAt: number, facts: Partial<ListedRun> = {}): ListedRun =>
  listed(runId, { startedAt, ...facts });

/** `today: a (b c)`: the thread of `a`. */
function shown(runs: readonly ListedRun[], moment = now): string[] {
  return [...groupRuns(runs, moment)].map(([group, threads]) => {
    const said = threads.map(({ run, later }) =>
      later.length === 0 ? run.runId : `${run.runId} (${idsOf(later).join(' ')})`,
    );
    return `${group}: ${said.join(' ')}`;
  });
}

test('runs stand by the day of the calendar that they began on', () => {
  const runs = [
    run('evening', at(27, 20)),
    run('midnight', at(27, 0)),
    run('lastNight', at(26, 23)),
    run('yesterday', at(26, 0)),
    run('wednesday', at(25)),
    run('aWeekAgo', at(20, 0)),
    run('before', at(19, 23)),
  ];
  assert.deepEqual(shown(runs), [
    'today: evening midnight',
    'yesterday: lastNight yesterday',
    'week: wednesday aWeekAgo',
    'older: before',
  ]);
});

test('days are counted by the calendar when the clock is changed, too', () => {
  const morning = new Date(2026, 9, 26, 9).getTime();
  const runs = [
    run('monday', at(26, 0, 9)),
    run('sunday', at(25, 0, 9)),
    run('week', at(19, 0, 9)),
  ];
  assert.deepEqual(shown(runs, morning), ['today: monday', 'yesterday: sunday', 'week: week']);
});

test('what runs stands first, pinned runs next, wherever they are of', () => {
  const runs = [
    run('old', at(1), { status: 'running' }),
    run('pinned', at(2), { pinned: true }),
    run('new', at(27)),
  ];
  assert.deepEqual(shown(runs), ['running: old', 'pinned: pinned', 'today: new']);
});

test('follow-ups stand under the run that began it, in the order they were asked', () => {
  const runs = [
    run('c', at(27, 19), { parent: 'b' }),
    run('other', at(27, 18)),
    run('b', at(27, 17), { parent: 'a' }),
    run('a', at(20)),
  ];
  assert.deepEqual(shown(runs), ['today: a (b c) other'], 'and where the newest of them stands');
});

test('a follow-up that runs is under what it goes on from, among those that run', () => {
  const runs = [run('b', at(27), { parent: 'a', status: 'running' }), run('a', at(1))];
  assert.deepEqual(shown(runs), ['running: a (b)']);
});

test('a follow-up whose earlier run is not listed stands for itself', () => {
  assert.deepEqual(shown([run('b', at(27), { parent: 'gone' })]), ['today: b']);
});

test('records that name each other, or themselves, are all shown once', () => {
  const runs = [
    run('a', at(27, 10), { parent: 'b' }),
    run('b', at(27, 11), { parent: 'a' }),
    run('self', at(27, 12), { parent: 'self' }),
    run('twin', at(27, 12), { parent: 'self' }),
  ];
  const all = [...groupRuns(runs, now).values()]
    .flat()
    .flatMap(({ run, later }) => [run, ...later]);
  assert.deepEqual(idsOf(all).toSorted(), ['a', 'b', 'self', 'twin']);
});
