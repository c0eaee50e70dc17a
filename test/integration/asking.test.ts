import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  ask,
  closeEditors,
  eventsOf,
  eventually,
  fileWith,
  logOf,
  panelTitles,
  startOf,
  timeoutQuestion,
  useCountingModel,
  withSettings,
} from './support.ts';

suite('Asking', () => {
  useCountingModel();
  teardown(closeEditors);

  test('answers about a file, returns the JSON result and records every event', async () => {
    const uri = await fileWith('platform.log', logOf(200));
    const result = await ask({ question: timeoutQuestion, uri });
    assert.equal(result.status, 'answered', result.reason ?? '');
    assert.match(result.answer, /\b20\b/);
    assert.equal(result.error, null);

    const events = await eventsOf(result.runId);
    assert.deepEqual(
      events.map(({ seq }) => seq),
      events.map((_, index) => index + 1),
    );
    assert.equal(events.at(0)?.type, 'run.started');
    assert.equal(events.at(-1)?.type, 'run.finished');
    assert.ok(events.some(({ type }) => type === 'cell.finished'));
    assert.ok(events.every(({ type }) => type !== 'model.delta'));
  });

  test('without a key the offline demo answers, and the record says so', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    const { runId, answer } = await withSettings({ baseUrl: undefined }, () =>
      ask({ question: timeoutQuestion, uri }),
    );
    assert.match(answer, /\b2\b/);
    const { models, context } = await startOf(runId);
    assert.equal(models.provider, 'demo');
    assert.equal(context.label, 'platform.log');
    assert.deepEqual(context.sources[0]?.origin, { uri: uri.toString(), firstLine: 1 });
  });

  test('opens a panel titled with the question, shortened', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    const question = 'How many lines contain "timeout", and is that more than on other days?';
    await ask({ question, uri });
    await eventually('the panel', () =>
      panelTitles().some((title) => title.startsWith('How many lines') && title.endsWith('…')),
    );
  });

  test('takes the file of the active tab when it is told none', async () => {
    const uri = await fileWith('active.log', logOf(30));
    await vscode.window.showTextDocument(uri);
    const { runId, answer } = await ask({ question: timeoutQuestion });
    assert.match(answer, /\b3\b/);
    assert.equal((await startOf(runId)).context.label, 'active.log');
  });

  test('with a run in front, the file that shows beside it is meant', async () => {
    const uri = await fileWith('beside.log', logOf(30));
    await vscode.window.showTextDocument(uri);
    await ask({ question: timeoutQuestion });
    await eventually('the panel in front', () => vscode.window.activeTextEditor === undefined);
    const { runId } = await ask({ question: timeoutQuestion });
    assert.equal((await startOf(runId)).context.label, 'beside.log');
  });

  test('options of the call go before the settings', async () => {
    const uri = await fileWith('platform.log', logOf(20));
    const options = { maxIterations: 7, maxCostUsd: 0.5 };
    const { runId } = await ask({ question: timeoutQuestion, uri, options });
    const started = await startOf(runId);
    assert.equal(started.options.maxIterations, 7);
    assert.equal(started.options.maxCostUsd, 0.5);
    assert.equal(started.options.maxDepth, 1);
  });

  test('a selection is asked about alone, and knows its lines in the editor', async () => {
    const uri = await fileWith('platform.log', logOf(100));
    const editor = await vscode.window.showTextDocument(uri);
    editor.selection = new vscode.Selection(10, 0, 50, 0);
    const { runId, answer } = await ask({ question: timeoutQuestion }, 'rlm.askSelection');
    assert.match(answer, /\b4\b/);
    const { context } = await startOf(runId);
    assert.equal(context.label, 'platform.log:11-50');
    assert.equal(context.sources[0]?.origin?.firstLine, 11);
  });

  test('all ranges of a multi-cursor selection are asked about, in order', async () => {
    const uri = await fileWith('platform.log', logOf(100));
    const editor = await vscode.window.showTextDocument(uri);
    editor.selections = [new vscode.Selection(50, 0, 60, 0), new vscode.Selection(0, 0, 20, 0)];
    const { runId } = await ask({ question: timeoutQuestion }, 'rlm.askSelection');
    const { context } = await startOf(runId);
    assert.equal(context.kind, 'map');
    assert.deepEqual(
      context.sources.map(({ path, origin }) => [path, origin?.firstLine]),
      [
        ['platform.log:1-20', 1],
        ['platform.log:51-60', 51],
      ],
    );
  });

  test('a range may be given as plain JSON, as keybindings have it', async () => {
    const uri = await fileWith('platform.log', logOf(100));
    const range = { start: { line: 20, character: 0 }, end: { line: 40, character: 0 } };
    const argument = { question: timeoutQuestion, uri: uri.toString(), range };
    const { runId, answer } = await ask(argument, 'rlm.askSelection');
    assert.match(answer, /\b2\b/);
    assert.equal((await startOf(runId)).context.sources[0]?.origin?.firstLine, 21);
  });

  const refused: readonly [string, Readonly<Record<string, unknown>>, string][] = [
    ['an empty question', { question: '   ' }, 'EmptyQuestion'],
    ['an unknown option', { question: 'Why?', options: { maxTurns: 3 } }, 'InvalidOption'],
    [
      'more money than the settings allow',
      { question: 'Why?', options: { maxCostUsd: 2 } },
      'InvalidOption',
    ],
    [
      'longer replies than the settings allow',
      { question: 'Why?', options: { maxOutputTokens: 1_000_000 } },
      'InvalidOption',
    ],
    ['no limit of money', { question: 'Why?', options: { maxCostUsd: null } }, 'InvalidOption'],
    ['a file from elsewhere', { question: 'Why?', uri: 'file:///etc/hostname' }, 'InvalidOption'],
    ['an option out of bounds', { question: 'Why?', options: { concurrency: 0 } }, 'InvalidOption'],
    ['a question that is no text', { question: 7 }, 'InvalidOption'],
    ['a range that is none', { question: 'Why?', range: 'all' }, 'InvalidOption'],
  ];
  for (const [what, argument, name] of refused) {
    test(`${what} is refused in a sentence`, async () => {
      const uri = await fileWith('platform.log', logOf(20));
      const { status, error, runId } = await ask({ uri, ...argument });
      assert.equal(status, 'failed');
      assert.equal(error?.name, name);
      assert.match(error.message, /[.]$/);
      assert.equal(runId, '');
    });
  }

  test('with nothing open and nothing named there is nothing to ask about', async () => {
    await closeEditors();
    assert.equal((await ask({ question: 'Why?' })).error?.name, 'NoTextOpen');
    const selection = await ask({ question: 'Why?' }, 'rlm.askSelection');
    assert.equal(selection.error?.name, 'NothingSelected');
  });
});
