import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { startModelServer } from '../support/modelServer.ts';
import {
  ask,
  closeEditors,
  countingReply,
  eventsOf,
  fileWith,
  logOf,
  timeoutQuestion,
  withSettings,
} from './support.ts';

suite('Language models on a server', () => {
  teardown(closeEditors);

  test('a server named by the settings is asked, with the models of the settings', async () => {
    await using server = await startModelServer({ 'big-model': countingReply });
    const uri = await fileWith('platform.log', logOf(40));
    const settings = { baseUrl: server.url, rootModel: 'big-model', subModel: 'small-model' };
    const result = await withSettings(settings, () => ask({ question: timeoutQuestion, uri }));
    assert.equal(result.status, 'answered', result.reason ?? '');
    assert.equal(result.answer, '4 lines [L10]');
    assert.deepEqual(
      result.citations.map(({ startLine, verified }) => [startLine, verified]),
      [[10, true]],
    );
    assert.equal(server.requests.length, 1);
  });

  test("Anthropic's API is asked as it is, by its own models unless others are set", async () => {
    await using server = await startModelServer({
      'claude-sonnet-5': countingReply,
      'claude-opus-4-6': countingReply,
    });
    const uri = await fileWith('platform.log', logOf(40));
    const settings = { provider: 'anthropic', baseUrl: server.url, reasoningEffort: 'high' };
    const result = await withSettings(settings, () => ask({ question: timeoutQuestion, uri }));
    assert.equal(result.answer, '4 lines [L10]');
    assert.notEqual(result.costUsd, null);
    const named = {
      ...settings,
      rootModel: 'claude-opus-4-6',
      reasoningEffort: { root: 'low', sub: 'off' },
    };
    await withSettings(named, () => ask({ question: timeoutQuestion, uri }));
    assert.deepEqual(
      server.requests.map(({ api, model, body }) => [api, model, body.output_config]),
      [
        ['messages', 'claude-sonnet-5', { effort: 'high' }],
        ['messages', 'claude-opus-4-6', { effort: 'low' }],
      ],
    );
    const started = (await eventsOf(result.runId)).find(({ type }) => type === 'run.started');
    assert.equal(started?.type === 'run.started' && started.models.provider, 'anthropic');
  });

  test('Stop ends a run that waits for its model, and leaves the next one intact', async () => {
    await using server = await startModelServer({ 'slow-model': { status: -1 } });
    const uri = await fileWith('platform.log', logOf(40));
    const settings = { baseUrl: server.url, rootModel: 'slow-model' };
    const result = await withSettings(settings, async () => {
      const running = ask({ question: timeoutQuestion, uri });
      await server.seen(() => true);
      const stopped = performance.now();
      await vscode.commands.executeCommand('rlm.stopRun');
      const cancelled = await running;
      assert.ok(performance.now() - stopped < 3_000, 'stopping took over three seconds');
      return cancelled;
    });
    assert.equal(result.status, 'cancelled');
    const last = (await eventsOf(result.runId)).at(-1);
    assert.equal(last?.type === 'run.finished' && last.status, 'cancelled');
    const next = await ask({ question: timeoutQuestion, uri });
    assert.equal(next.status, 'answered');
  });

  test('a server that is not there gives one sentence, and the run is kept', async () => {
    const uri = await fileWith('platform.log', logOf(40));
    const baseUrl = 'http://127.0.0.1:9/v1';
    const result = await withSettings({ baseUrl }, () => ask({ question: timeoutQuestion, uri }));
    assert.equal(result.status, 'failed');
    assert.equal(result.error?.name, 'ServerUnreachable');
    assert.match(result.error.message, /127\.0\.0\.1:9 can't be reached/);
    assert.equal((await eventsOf(result.runId)).at(-1)?.type, 'run.finished');
  });

  test('a server elsewhere without a key is not asked', async () => {
    const uri = await fileWith('platform.log', logOf(40));
    const baseUrl = 'https://models.invalid/v1';
    const result = await withSettings({ baseUrl }, () => ask({ question: timeoutQuestion, uri }));
    assert.equal(result.error?.name, 'KeyMissing');
  });

  test('an address that is none is refused', async () => {
    const uri = await fileWith('platform.log', logOf(40));
    const settings = { baseUrl: 'localhost:8080' };
    const result = await withSettings(settings, () => ask({ question: timeoutQuestion, uri }));
    assert.equal(result.error?.name, 'WrongAddress');
  });

  test('a price of the settings makes the cost known', async () => {
    const usage = { inputTokens: 1_000, outputTokens: 100 };
    await using server = await startModelServer({ mine: { text: countingReply, usage } });
    const uri = await fileWith('platform.log', logOf(40));
    const settings = {
      baseUrl: server.url,
      rootModel: 'mine',
      models: { mine: { input: 2, output: 10 } },
    };
    const result = await withSettings(settings, () => ask({ question: timeoutQuestion, uri }));
    assert.equal(result.costUsd, 0.003);
  });
});
