import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { ShownRow } from '../../../../src/vscode/history/shownRow.ts';

/** A list by hand: what it selects, and what it was asked to. */
function makeList() {
  const list = { visible: true, has: true, selection: [] as string[], asked: [] as string[] };
  const failures: unknown[] = [];
  let fails = 0;
  const row = new ShownRow(
    {
      isVisible: () => list.visible,
      has: () => list.has,
      selection: () => list.selection,
      select: async (runId) => {
        list.asked.push(runId);
        if (fails-- > 0) throw new Error('The list was made anew.');
        list.selection = [runId];
      },
    },
    (failure) => failures.push(failure),
  );
  return {
    ...{ list, row, failures },
    failNext: (times: number) => {
      fails = times;
    },
  };
}

function inTime(drive: (pass: (ms: number) => Promise<void>) => Promise<void>) {
  return async (): Promise<void> => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      await drive(async (ms) => {
        for (let passed = 0; passed < ms; passed += 100) {
          mock.timers.tick(100);
          await Promise.resolve();
        }
      });
    } finally {
      mock.timers.reset();
    }
  };
}

test(
  'the run that is shown is selected, and once that is so nothing more is asked',
  inTime(async (pass) => {
    const { list, row } = makeList();
    list.selection = ['old'];
    row.show('new');
    await pass(10_000);
    assert.deepEqual([list.selection, list.asked], [['new'], ['new']]);
  }),
);

test(
  'a list that is hidden, or has no such run yet, is left alone until that changes',
  inTime(async (pass) => {
    const { list, row } = makeList();
    list.visible = false;
    row.show('new');
    await pass(10_000);
    list.visible = true;
    list.has = false;
    row.move();
    await pass(10_000);
    assert.deepEqual(list.asked, []);
    list.has = true;
    row.move();
    await pass(500);
    assert.deepEqual(list.selection, ['new']);
  }),
);

test(
  'a row that the list lets go of, or could not select, is selected again',
  inTime(async (pass) => {
    const { list, row, failures, failNext } = makeList();
    list.selection = ['old'];
    failNext(2);
    row.show('new');
    await pass(2_000);
    assert.deepEqual(list.selection, ['new']);
    row.move();
    list.selection = [];
    await pass(1_000);
    assert.deepEqual(list.selection, ['new']);
    assert.deepEqual(failures, []);
  }),
);

test(
  'what a person selects meanwhile stays, and so do several rows with the shown one among them',
  inTime(async (pass) => {
    const { list, row } = makeList();
    row.show('new');
    list.selection = ['another'];
    await pass(10_000);
    assert.deepEqual(list.selection, ['another']);
    list.selection = ['one', 'new'];
    row.move();
    await pass(10_000);
    assert.deepEqual(list.selection, ['one', 'new']);
  }),
);

test(
  'a row that can never be selected is told once, and let be',
  inTime(async (pass) => {
    const { list, row, failures, failNext } = makeList();
    failNext(100);
    row.show('new');
    await pass(60_000);
    assert.equal(failures.length, 1);
    assert.ok(list.asked.length < 15);
  }),
);
