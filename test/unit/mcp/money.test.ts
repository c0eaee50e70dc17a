import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionMoney } from '../../../src/mcp/money.ts';

test('a caller can ask for less than a run may cost, never for more', () => {
  const money = new SessionMoney(1, 10);
  for (const [asked, limit] of [
    [undefined, 1],
    [0.25, 0.25],
    [0, 0],
    [100, 1],
  ] as const) {
    const hold = money.hold(asked);
    assert.equal(hold.limitUsd, limit, String(asked));
    hold.settle(0);
  }
});

test('all runs together never cost more than the server may spend', () => {
  const money = new SessionMoney(1, 2.5);
  const holds = [money.hold(undefined), money.hold(undefined), money.hold(undefined)];
  assert.deepEqual(
    holds.map(({ limitUsd }) => limitUsd),
    [1, 1, 0.5],
  );
  assert.match(money.hold(undefined).refusal, /\$0 are left; runs that go on hold \$2\.50 of it/);
  for (const hold of holds) hold.settle(0.1);
  assert.equal(money.hold(undefined).limitUsd, 1);
});

test('what was held is given back once, and what was spent is gone', () => {
  const money = new SessionMoney(1, 1);
  const hold = money.hold(undefined);
  hold.settle(0.4);
  hold.settle(0.4);
  const next = money.hold(undefined);
  assert.equal(next.limitUsd, 0.6);
  next.settle(0.6);
  const last = money.hold(0.5);
  assert.equal(last.limitUsd, 0);
  assert.match(last.refusal, /^Of the \$1\.00 .*\(--max-session-usd\), \$0 are left: /);
});

test('the refusal names whose limit it was', () => {
  const money = new SessionMoney(0.01, 1);
  assert.match(money.hold(0.001).refusal, /^max_cost_usd \$0\.001 .* up to \$0\.01\.$/);
  assert.match(money.hold(undefined).refusal, /^The \$0\.01 .*\(--max-cost-usd\)/);
});

test('a caller is told where a question may cost less than it asked for, or than usual', () => {
  const money = new SessionMoney(1, 1.5);
  assert.equal(money.hold(0.5).notice, null);
  assert.equal(money.hold(100).notice, 'This question may cost $1.00: the server allows no more.');
  assert.equal(
    money.hold(undefined).notice,
    'This question may cost $0: more is not left (--max-session-usd).',
  );
});
