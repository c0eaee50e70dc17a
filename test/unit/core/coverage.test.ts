import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunCoverage } from '../../../src/core/coverage.ts';
import type { RunEventBody } from '../../../src/core/events.ts';
import type { RunScope } from '../../../src/core/scope.ts';
import { ScriptedEnvironment, textContext } from './support.ts';

/** A run's coverage over an environment that counts the characters it is told. */
function track() {
  const told: string[] = [];
  const above: string[] = [];
  const events: RunEventBody[] = [];
  const context = textContext('0123456789');
  const environment = new ScriptedEnvironment(context, async () => '', {});
  const state = { seen: 0, searched: 0 };
  environment.cover = async (texts: readonly string[], isAnswered: boolean) => {
    for (const text of texts) told.push(`${text}${isAnswered ? '' : ' (printed)'}`);
    state.seen += texts.length;
    const ranges = [{ path: '', start: 0, end: state.seen }];
    return {
      seen: { chars: state.seen, ranges },
      searched: { chars: state.searched, ranges: [] },
    };
  };
  const scope = {
    request: { context },
    record: (event: RunEventBody) => events.push(event),
    onSeen: (texts: readonly string[]) => above.push(...texts),
  } as unknown as RunScope;
  return { coverage: new RunCoverage(scope, environment), told, above, events, state };
}

test('what the root model is told is seen once it has replied, and a parent hears of it', async () => {
  const { coverage, told, above } = track();
  coverage.tell(['head']);
  coverage.replied();
  coverage.printed(['one', 'two']);
  coverage.answered(['prompt']);
  coverage.replied();
  assert.deepEqual(await coverage.end(true), { coverage: 0.4, searched: 0 });
  assert.deepEqual(told, ['head', 'prompt', 'one', 'two']);
  assert.deepEqual(above, ['head', 'prompt', 'one', 'two']);
});

test('what was printed last counts as printed alone, and what was cut not at all', async () => {
  const { coverage, told, above } = track();
  coverage.printed(['cut']);
  coverage.replied(true);
  coverage.printed(['last']);
  await coverage.end(true);
  assert.deepEqual(told, ['last (printed)']);
  assert.deepEqual(above, []);
});

test('what was searched is told though nothing was printed; all of it without its parts', async () => {
  const { coverage, events, state } = track();
  state.searched = 5;
  coverage.printed([]);
  coverage.printed([]);
  await coverage.end(true);
  const none = { type: 'coverage', ranges: [{ path: '', start: 0, end: 0 }], coverage: 0 };
  assert.deepEqual(events, [{ ...none, searched: 0.5, searchedRanges: [] }]);
  const whole = track();
  whole.state.searched = 10;
  whole.coverage.printed(['']);
  await whole.coverage.end(true);
  assert.deepEqual(whole.events, [{ ...none, searched: 1 }]);
});

test('one who stops a run does not wait', async () => {
  const { coverage, events } = track();
  coverage.answered(['prompt']);
  assert.deepEqual(await coverage.end(false), { coverage: 0, searched: 0 });
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(events, []);
});
