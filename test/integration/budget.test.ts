import assert from 'node:assert/strict';
import { startModelServer } from '../support/modelServer.ts';
import {
  ask,
  closeEditors,
  eventsOf,
  fileWith,
  logOf,
  timeoutQuestion,
  withSettings,
} from './support.ts';

suite('At the limit of money', () => {
  teardown(closeEditors);

  /** A run that would cost more than it may, by what `rlm.onBudget` says. */
  async function runOut(onBudget: string) {
    const usage = { inputTokens: 1_000, outputTokens: 500 };
    const turn = { text: 'Two lines so far.\n```repl\nprint(count("timeout"))\n```', usage };
    await using server = await startModelServer({ mine: Array.from({ length: 20 }, () => turn) });
    const uri = await fileWith('platform.log', logOf(20));
    const settings = {
      baseUrl: server.url,
      rootModel: 'mine',
      subModel: 'mine',
      models: { mine: { input: 10, output: 20 } },
      maxCostUsd: 0.1,
      maxOutputTokens: 1_000,
      onBudget,
    };
    const result = await withSettings(settings, () => ask({ question: timeoutQuestion, uri }));
    return { result, asked: server.requests.length };
  }

  test('finish ends the run with its best answer', async () => {
    const { result } = await runOut('finish');
    assert.deepEqual([result.status, result.limit], ['limit', 'cost']);
    assert.match(result.answer, /^Two lines so far/);
    assert.ok(Number(result.costUsd) <= 0.1);
  });

  test('stop ends it without another request, and the record says that it waited', async () => {
    const finished = await runOut('finish');
    const { result, asked } = await runOut('stop');
    assert.equal(result.status, 'cancelled');
    assert.ok(asked < finished.asked);
    const notices = (await eventsOf(result.runId)).flatMap((event) =>
      event.type === 'notice' ? [event.text] : [],
    );
    assert.ok(
      notices.some((text) => text.includes('is paused until you decide')),
      notices.join(),
    );
  });

  test('a setting that is none of the three is refused in a sentence', async () => {
    const { result } = await runOut('pay');
    assert.equal(result.error?.name, 'InvalidOption');
    assert.match(
      result.error.message,
      /rlm\.onBudget is "pay"; it must be one of ask, finish, stop/,
    );
  });
});
