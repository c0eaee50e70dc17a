import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { deferred } from '../../src/core/deferred.ts';
import type { RunResult } from '../../src/core/events.ts';
import { openLanguageModel } from '../../src/vscode/models/languageModel.ts';
import { languageModelProvider, type Provider } from './languageModelProvider.ts';
import {
  ask,
  closeEditors,
  countingReply,
  eventsOf,
  eventually,
  extension,
  fileWith,
  logOf,
  startOf,
  timeoutQuestion,
  withSettings,
} from './support.ts';

suite('Language models of other extensions', () => {
  let provider: Provider;
  let distFolder = '';

  suiteSetup(async () => {
    provider = await languageModelProvider();
    distFolder = path.join((await extension()).extensionPath, 'dist');
  });
  setup(() => {
    provider.reset();
    provider.script.models.fixture = [{ id: 'big', family: 'giants', name: 'Big One' }];
    provider.script.answer = async (_request, say) => say(countingReply);
  });
  teardown(closeEditors);

  /** Asks a log of 40 lines, four of which have a timeout. */
  async function askModel(
    rootModel: string,
    subModel = rootModel,
    options: Readonly<Record<string, unknown>> = {},
  ): Promise<RunResult> {
    const uri = await fileWith('platform.log', logOf(40));
    const settings = { provider: 'vscodeLm', rootModel, subModel };
    return withSettings(settings, () => ask({ question: timeoutQuestion, uri, options }));
  }

  test('one that is chosen answers; what it costs is unknown, its tokens are an estimate', async () => {
    const result = await askModel('big');
    assert.equal(result.status, 'answered', result.reason ?? '');
    assert.equal(result.answer, '4 lines [L10]');
    assert.equal(result.costUsd, null);
    assert.equal(result.usage.estimated, true);
    const [request] = provider.requests;
    assert.ok(request);
    const counts = request.messages.map(({ text }) => Math.ceil(text.length / 4) + 4);
    assert.equal(
      result.usage.inputTokens,
      counts.reduce((sum, tokens) => sum + tokens, 0),
    );
    assert.equal(result.usage.outputTokens, Math.ceil(countingReply.length / 4));
    assert.deepEqual((await startOf(result.runId)).models, {
      root: 'big',
      sub: 'big',
      provider: 'vscodeLm',
    });
  });

  test('the system message is sent as the first one of the user', async () => {
    await askModel('big');
    const [request] = provider.requests;
    assert.deepEqual(
      request?.messages.map(({ role }) => role),
      ['user', 'user'],
    );
    assert.match(request?.messages[0]?.text ?? '', /JavaScript REPL/);
    assert.match(request?.messages[1]?.text ?? '', /^Question: How many lines/);
  });

  test('turns alternate, and code asks the sub-model, whose window the root model is told', async () => {
    provider.script.models.fixture = [{ id: 'big' }, { id: 'little', maxInputTokens: 12_345 }];
    provider.script.answer = async ({ model, messages }, say) => {
      if (model === 'little') say(`heard ${messages[0]?.text}`);
      else if (messages.length === 2) say('```repl\nprint(await llm_query("hello"))\n```');
      else say('```repl\nFINAL("done")\n```');
    };
    const result = await askModel('big', 'little');
    assert.equal(result.answer, 'done');
    assert.deepEqual(result.calls, { llm: 1, rlm: 0, memo: 0 });
    assert.equal(result.usage.models.little?.costUsd, null);
    const [first, sub, second] = provider.requests;
    assert.match(first?.messages[1]?.text ?? '', /12,345 tokens/);
    assert.deepEqual(sub?.messages, [{ role: 'user', text: 'hello' }]);
    assert.deepEqual(
      second?.messages.map(({ role }) => role),
      ['user', 'user', 'assistant', 'user'],
    );
    assert.match(second?.messages[3]?.text ?? '', /heard hello/);
  });

  test('its text streams as it comes, and what comes after Stop is not shown', async () => {
    const said = deferred<void>();
    provider.script.answer = async (_request, say) => {
      say('one ');
      await said.promise;
      say('two');
    };
    const model = await openLanguageModel(['big'], distFolder);
    const shown: string[] = [];
    const complete = (signal: AbortSignal) =>
      model.complete({
        model: 'big',
        messages: [{ role: 'user', content: 'Count to two.' }],
        maxOutputTokens: 100,
        signal,
        onDelta: (text) => shown.push(text),
      });
    const stopping = new AbortController();
    const stopped = complete(stopping.signal);
    await eventually('the first word', () => shown.length === 1);
    stopping.abort();
    await assert.rejects(stopped, { name: 'Cancelled' });
    const second = complete(new AbortController().signal);
    await eventually('the first word again', () => shown.length === 2);
    said.resolve();
    assert.equal((await second).text, 'one two');
    assert.deepEqual(shown, ['one ', 'one ', 'two']);
  });

  test('Stop cancels the request at once, also where its extension does not listen', async () => {
    provider.script.answer = () => new Promise(() => {});
    const asking = askModel('big');
    const request = await eventually('the request', () => provider.requests[0]);
    const stopped = performance.now();
    await vscode.commands.executeCommand('rlm.stopRun');
    const result = await asking;
    assert.ok(performance.now() - stopped < 3_000, 'stopping took over three seconds');
    assert.equal(result.status, 'cancelled');
    await eventually('the token', () => request.token.isCancellationRequested);
  });

  test('is found by id, family or name, in any case, and with its vendor before it', async () => {
    for (const name of ['big', 'GIANTS', 'Big One', 'fixture/big', 'fixture/giants']) {
      const result = await askModel(name);
      assert.equal(result.status, 'answered', `${name}: ${result.reason}`);
    }
  });

  test('one that nobody offers is refused with those that there are', async () => {
    provider.script.models.fixture = [{ id: 'big' }, { id: 'little' }];
    const result = await askModel('big', 'gpt-9');
    assert.equal(result.error?.name, 'UnknownModel');
    assert.equal(
      result.error.message,
      'VS Code has no model "gpt-9". Choose one that it offers: big, little.',
    );
    assert.equal(provider.requests.length, 0);
  });

  test('one that two extensions offer has to be named with its vendor', async () => {
    provider.script.models.other = [{ id: 'big' }];
    const result = await askModel('big');
    assert.equal(result.error?.name, 'InvalidOption');
    assert.match(result.error.message, /Write "fixture\/big" or "other\/big"\./);
    assert.equal((await askModel('other/big')).status, 'answered');
    assert.deepEqual(
      provider.requests.map(({ vendor }) => vendor),
      ['other'],
    );
  });

  test('without any, the person is told what to install', async () => {
    provider.script.models.fixture = [];
    const result = await askModel('big');
    assert.equal(result.error?.name, 'NoLanguageModel');
    assert.match(result.error.message, /GitHub Copilot/);
  });

  const { NoPermissions, Blocked, NotFound } = vscode.LanguageModelError;
  const named = (name: string, message: string): Error =>
    Object.assign(new Error(message), { name });
  const failures: readonly (readonly [string, Error, string, RegExp])[] = [
    ['consent that is refused', NoPermissions('no'), 'LanguageModelNotAllowed', /not allowed/],
    ['a block', Blocked('Out of requests.'), 'LanguageModelBlocked', /for now: Out of requests\./],
    ['a model that is gone', NotFound('gone'), 'UnknownModel', /"fixture" has no model "Big One"/],
    ['a spent quota', named('ChatQuotaExceeded', 'Upgrade'), 'QuotaSpent', /is used up: Upgrade\./],
    ['a filter', new Error('Response got filtered.'), 'RequestRejected', /content filter/],
    ['a prompt too long', new Error('Input is too long'), 'PromptTooLong', /for Big One/],
    [
      'anything else',
      new Error('It fell over.'),
      'ServerFailed',
      /"fixture" failed: It fell over\./,
    ],
  ];
  for (const [what, error, name, sentence] of failures) {
    test(`${what} ends the run with its sentence (${name})`, async () => {
      provider.script.answer = async () => {
        throw error;
      };
      const result = await askModel('big');
      assert.equal(result.status, 'failed');
      assert.equal(result.error?.name, name);
      assert.match(result.error.message, sentence);
      assert.equal((await eventsOf(result.runId)).at(-1)?.type, 'run.finished');
    });
  }

  const passing: readonly (readonly [string, Error, RegExp])[] = [
    ['that fails', new Error('It fell over.'), /It fell over; trying again in \d\.\d s\.$/],
    ['that comes too soon', named('ChatRateLimited', 'Slow'), /trying again in \d\.\d s\.$/],
  ];
  for (const [what, error, sentence] of passing) {
    test(`a request ${what} in the middle of its reply is made again, and says so`, async () => {
      provider.script.answer = async (_request, say) => {
        say('Half of ');
        if (provider.requests.length === 1) throw error;
        say(countingReply);
      };
      const result = await askModel('big');
      assert.equal(result.status, 'answered', result.reason ?? '');
      assert.equal(provider.requests.length, 2);
      const notices = (await eventsOf(result.runId)).flatMap((event) =>
        event.type === 'notice' ? [event.text] : [],
      );
      assert.ok(
        notices.some((text) => sentence.test(text)),
        notices.join('\n'),
      );
    });
  }

  test('tokens that its extension does not count are counted here, which is said once', async () => {
    provider.script.countTokens = async () => {
      throw new Error('Not today');
    };
    const result = await askModel('big');
    assert.equal(result.status, 'answered', result.reason ?? '');
    assert.ok(result.usage.inputTokens > 300, `${result.usage.inputTokens} tokens`);
    const events = await eventsOf(result.runId);
    const said = events.filter((event) => event.type === 'notice' && /Not today/.test(event.text));
    assert.equal(said.length, 1);
  });

  test('a count of nothing is not believed', async () => {
    provider.script.countTokens = async () => 0;
    const result = await askModel('big');
    assert.ok(result.usage.outputTokens > 10, `${result.usage.outputTokens} tokens`);
  });

  test('the limit of tokens holds for them', async () => {
    const result = await askModel('big', 'big', { maxTokens: 100 });
    assert.equal(result.limit, 'tokens');
  });
});
