// The time that the last question of a run has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelRequest } from '../../../src/core/model.ts';
import type { RunParts } from '../../../src/core/parts.ts';
import { after, cell, runScripted, ScriptedModel } from './support.ts';

/** A clock whose timers of so many ms go off by hand, and no others of a run's limits do. */
class HandClock {
  readonly #callbacks = new Map<number, () => void>();
  readonly #byHand: readonly number[];

  constructor(byHand: readonly number[]) {
    this.#byHand = byHand;
  }

  readonly parts = (parts: RunParts): RunParts => ({
    ...parts,
    clock: {
      now: Date.now,
      after: (ms, callback) => {
        if (!this.#byHand.includes(ms)) return after(ms, callback);
        this.#callbacks.set(ms, callback);
        return () => this.#callbacks.delete(ms);
      },
    },
  });

  /** Those that are set, in ms. */
  get set(): readonly number[] {
    return [...this.#callbacks.keys()];
  }

  goOff(ms: number): void {
    const callback = this.#callbacks.get(ms);
    assert.ok(callback, `no timer of ${ms} ms is set`);
    callback();
  }
}

const timeoutMs = 60_000;
const lastMs = 5_000;

for (const [what, isLate] of [
  ['the time is up while the last question is asked: it goes on', false],
  ['five seconds after that it is given up, and what there was is the answer', true],
] as const) {
  test(what, { timeout: 30_000 }, async () => {
    const clock = new HandClock([timeoutMs, lastMs]);
    const states: boolean[] = [];
    const last = ({ signal }: ModelRequest): string => {
      states.push(signal.aborted);
      clock.goOff(timeoutMs);
      states.push(signal.aborted);
      if (isLate) clock.goOff(lastMs);
      states.push(signal.aborted);
      return 'FINAL(best)';
    };
    const model = new ScriptedModel([cell('draft'), last]);
    const { result, bugs } = await runScripted({
      model,
      cells: { draft: () => ({ candidate: 'half' }) },
      options: { maxIterations: 1, timeoutSeconds: timeoutMs / 1_000 },
      parts: clock.parts,
    });
    assert.deepEqual(bugs, []);
    assert.deepEqual(states, [false, false, isLate]);
    assert.deepEqual([result.status, result.limit], ['limit', 'iterations']);
    assert.equal(result.answer, isLate ? 'half' : 'best');
    assert.ok(!clock.set.includes(lastMs), 'the timer is let go of');
  });
}
