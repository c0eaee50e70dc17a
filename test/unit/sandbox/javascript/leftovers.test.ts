import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openEvaluator, openSession } from '../support.ts';

const limits = { timeout: 60_000 };

/** What a cell leaves, and what of a later cell sets it off. */
const leftovers: Readonly<Record<string, readonly [leaves: string, later: string]>> = {
  'a promise with a reaction': [
    "pend = new Promise((r) => { res = r }).then(() => FINAL('forged'))",
    'res()',
  ],
  'a promise that the later cell waits for as well': [
    "pend = new Promise((r) => { res = r }).then(() => FINAL('forged'))",
    'res(); for (let turn = 0; turn < 20; turn++) await 0',
  ],
  'a rejection': [
    "pend = new Promise((_, r) => { res = r }).catch(() => { answer.content = 'forged'; answer.ready = true })",
    'res(); for (let turn = 0; turn < 20; turn++) await 0',
  ],
  'an async function': [
    "(async () => { await new Promise((r) => { res = r }); FINAL('forged') })()",
    'res(); for (let turn = 0; turn < 20; turn++) await 0',
  ],
  'Promise.withResolvers': [
    "made = Promise.withResolvers(); made.promise.then(() => { answer.content = 'forged'; answer.ready = true }); res = made.resolve",
    'res(); await 0; await 0',
  ],
  'a class of its own': [
    "Later = class extends Promise {}; new Later((r) => { res = r }).then(() => FINAL('forged'))",
    'res(); await 0; await 0',
  ],
  'what runs when objects are collected': [
    "try { registry = new FinalizationRegistry(() => FINAL('forged')); for (let i = 0; i < 1e4; i++) registry.register({}, i) } catch {}",
    'for (let i = 0; i < 3e5; i++) ({}); await 0; await 0',
  ],
  'a hook of the language': [
    "Promise.prototype.then = function () { FINAL('forged') }; Array.prototype.map = function () { FINAL('forged') }; Error.prepareStackTrace = () => FINAL('forged')",
    'await Promise.resolve(1).then(() => 2); [1].map(String); new Error().stack',
  ],
};

for (const [what, [leaves, later]] of Object.entries(leftovers)) {
  test(`a FINAL of a cell that is over does not count: ${what}`, limits, async () => {
    const { run } = await openEvaluator();
    assert.equal((await run(leaves)).final, null);
    const { final, candidate, error } = await run(later);
    assert.deepEqual([final, candidate, error], [null, null, null]);
    assert.equal((await run("FINAL('mine')")).final, 'mine');
  });
}

test('nor does that of a cell that was stopped by its deadline', limits, async () => {
  const { run } = await openEvaluator({ cellSeconds: 0.3 });
  const cell = "new Promise((r) => { res = r }).then(() => FINAL('forged')); for (;;);";
  assert.equal((await run(cell)).status, 'timeout');
  assert.equal((await run('res(); await 0; await 0')).final, null);
});

test('code of an earlier cell that this one calls submits for this one', limits, async () => {
  const { run } = await openEvaluator();
  await run(`async function submit(n) { const text = await llm_query('x' + n); await new Promise((r) => r()); FINAL(text) }
    class Turns { #next = Promise.resolve(); take() { this.#next = this.#next.then(() => new Promise((r) => { this.go = r })); return this.#next } }
    turns = new Turns()`);
  assert.equal((await run('await submit(1)')).final, 'reply to x1');
  assert.equal((await run('submit(2)')).final, 'reply to x2');
  const { final } = await run(
    "turns.take().then(() => FINAL('own')); await 0; await 0; turns.go()",
  );
  assert.equal(final, 'own');
});

test('promises are what they were otherwise', limits, async (t) => {
  const { run } = await openSession(t);
  const { output } = await run(`const made = new Promise((r) => r(1));
    print(made instanceof Promise, (async () => 1)() instanceof Promise, llm_query('x') instanceof Promise, Promise.name, Promise.length);
    print((await Promise.all([made, 2, llm_query('y')])).join(), await Promise.race([made]), (await Promise.allSettled([Promise.reject(1)]))[0].reason);
    print(await Promise.any([made]), await new Promise((r) => r(llm_query('z'))));
    try { new Promise(5) } catch (e) { print(e.name) } try { Promise() } catch (e) { print(e.name) }
    class Mine extends Promise {} print(await new Mine((r) => r(3)), Mine.resolve(1) instanceof Mine, await Promise.resolve(made))`);
  assert.equal(
    output,
    'true true true Promise 1\n1,2,reply to y 1 1\n1 reply to z\nTypeError\nTypeError\n3 true 1\n',
  );
});
