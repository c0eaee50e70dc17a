import assert from 'node:assert/strict';
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { createAskTool } from '../../src/vscode/chat/askTool.ts';
import { startModelServer } from '../support/modelServer.ts';
import {
  eventually,
  extension,
  fileWith,
  logOf,
  newFolder,
  startOf,
  timeoutQuestion,
  useCountingModel,
  withSettings,
} from './support.ts';

type Input = Readonly<Record<string, unknown>>;

async function invoke(input: Input, token?: vscode.CancellationToken): Promise<string> {
  const options = { input: { ...input }, toolInvocationToken: undefined };
  const { content } = await vscode.lm.invokeTool('rlm_ask', options, token);
  return content
    .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
    .join('');
}

const runIn = (told: string): string => /Run: (\S+)/.exec(told)?.[1] ?? '';

suite('The tool rlm_ask', () => {
  suiteSetup(extension);
  useCountingModel();

  test('is there for agents, with a description that says when it is worth it and when not', () => {
    const tool = vscode.lm.tools.find(({ name }) => name === 'rlm_ask');
    assert.match(
      tool?.description ?? '',
      /too long to read.*Worth it.*counted exactly.*Not worth/s,
    );
  });

  test('answers about a file, by its path from the workspace, with citations, completeness and cost', async () => {
    const uri = await fileWith('platform.log', logOf(40));
    const named = vscode.workspace.asRelativePath(uri);
    const told = await invoke({ question: timeoutQuestion, paths: [named] });
    assert.match(told, /^ANSWER\n\n4 lines \[L10\]/);
    assert.ok(told.includes(`- ${named}:10: `), told);
    assert.match(told, /code has searched 100 % of it/);
    assert.match(told, /COST\n/);
    assert.ok(Buffer.byteLength(told) < 8_192);
    assert.equal((await startOf(runIn(told))).question, timeoutQuestion);
  });

  test('several files are a map, named as the workspace names them; an absolute path does too', async () => {
    const folder = await newFolder();
    await mkdir(path.join(folder, 'sub'));
    await writeFile(path.join(folder, 'a.log'), logOf(10));
    await writeFile(path.join(folder, 'sub', 'b.log'), logOf(20));
    const paths = [path.join(folder, 'a.log'), path.join(folder, 'sub')];
    const told = await invoke({ question: timeoutQuestion, paths });
    const { context } = await startOf(runIn(told));
    assert.deepEqual(
      context.sources.map((source) => source.path),
      ['a.log', 'sub/b.log'],
    );
    assert.match(told, /^ANSWER\n\n3 lines/);
  });

  test('the budget is what is asked for, but never above the user’s', async () => {
    const uri = await fileWith('platform.log', logOf(40));
    const limitOf = async (maxCostUsd: number): Promise<number | null> => {
      const told = await invoke({ question: timeoutQuestion, paths: [uri.fsPath], maxCostUsd });
      return (await startOf(runIn(told))).options.maxCostUsd;
    };
    await withSettings({ maxCostUsd: 0.5 }, async () => {
      assert.equal(await limitOf(0.2), 0.2);
      assert.equal(await limitOf(5), 0.5);
    });
    for (const maxCostUsd of [0, -1, 'much'])
      await assert.rejects(
        invoke({ question: 'How many?', paths: [uri.fsPath], maxCostUsd }),
        /maxCostUsd/,
      );
  });

  const refusals: readonly [string, () => Promise<string>, RegExp][] = [
    ['is outside', async () => path.join(tmpdir(), 'elsewhere.log'), /is outside the workspace/],
    ['climbs out', async () => '../elsewhere.log', /is outside the workspace/],
    ['leads out by a link', linkOutside, /is outside the workspace/],
    ['leads to a secret by a link', linkToSecret, /keys or passwords are kept/],
    ['holds secrets', async () => (await fileWith('.env', 'A=1')).fsPath, /keys or passwords/],
    ['is not there', async () => 'no/such.log', /is not there/],
  ];
  for (const [what, make, why] of refusals) {
    test(`a path that ${what} is refused with a sentence`, async () => {
      const named = await make();
      const good = await fileWith('platform.log', logOf(40));
      await assert.rejects(invoke({ question: 'How many?', paths: [named] }), why);
      await assert.rejects(invoke({ question: 'How many?', paths: [good.fsPath, named] }), why);
    });
  }

  test('secret files of a folder are left out, and said', async () => {
    const folder = await newFolder();
    await writeFile(path.join(folder, 'a.log'), logOf(10));
    await writeFile(path.join(folder, '.env'), 'TOKEN=1');
    const told = await invoke({ question: timeoutQuestion, paths: [folder] });
    assert.match(told, /^ANSWER\n\n1 lines/);
    assert.match(told, /\.env/);
  });

  test('a question without words, or about nothing, is refused', async () => {
    const uri = await fileWith('platform.log', logOf(40));
    await assert.rejects(invoke({ question: ' ', paths: [uri.fsPath] }), /"question"/);
    await assert.rejects(invoke({ question: 'How many?', paths: [] }), /"paths"/);
    const empty = await fileWith('empty.log', '');
    await assert.rejects(invoke({ question: 'How many?', paths: [empty.fsPath] }), /is empty/);
  });

  test('a server that fails is told in its sentence', async () => {
    const uri = await fileWith('platform.log', logOf(40));
    const settings = { baseUrl: 'http://127.0.0.1:9/v1' };
    const asked = () => invoke({ question: 'How many?', paths: [uri.fsPath] });
    await assert.rejects(withSettings(settings, asked), /127\.0\.0\.1:9 can't be reached/);
  });

  test('cancelling stops the run', async () => {
    await using server = await startModelServer({ '*': { status: -1 } });
    const uri = await fileWith('platform.log', logOf(40));
    await withSettings({ baseUrl: server.url }, async () => {
      const source = new vscode.CancellationTokenSource();
      const asked = invoke({ question: 'How many?', paths: [uri.fsPath] }, source.token);
      const refused = assert.rejects(asked);
      const request = await server.seen(() => true);
      source.cancel();
      await refused;
      await eventually('the request is cancelled', () => request.cancelled);
    });
  });

  test('the person is asked first: text, size, likely and most cost, as nothing but text', async () => {
    const uri = await fileWith('[a](command:x) $(key).log', logOf(4_000));
    const settings = { rootModel: 'gpt-4o', subModel: 'gpt-4o-mini', maxCostUsd: 0.75 };
    const { log, distFolder } = await services();
    const tool = createAskTool({
      log,
      distFolder,
      history: { list: async () => [] },
      keys: {
        server: () => ({ origin: 'http://127.0.0.1:9', host: '127.0.0.1:9', baseUrl: null }),
        find: async () => ({ key: 'k', from: 'storage' }),
      },
      runs: null,
    } as never);
    const input = { question: 'How <b>many</b>?', paths: [uri.fsPath] };
    const { token } = new vscode.CancellationTokenSource();
    const prepared = await withSettings(settings, async () =>
      tool.prepareInvocation?.({ input }, token),
    );
    const { title, message } = prepared?.confirmationMessages ?? { title: '', message: '' };
    assert.doesNotMatch(title, /\]\(command|\$\(key/);
    const text = message instanceof vscode.MarkdownString ? message.value : message;
    assert.ok(message instanceof vscode.MarkdownString && !message.isTrusted);
    assert.match(text, /KB/);
    assert.match(text, /about \\\$[\d\\.]+/);
    assert.match(text, /never more than \\\$0\\\.75/);
    assert.doesNotMatch(text, /[^\\]<b/);
  });
});

async function services(): Promise<{ log: vscode.LogOutputChannel; distFolder: string }> {
  const { extensionPath } = await extension();
  const log = vscode.window.createOutputChannel('RLM test', { log: true });
  return { log, distFolder: path.join(extensionPath, 'dist') };
}

async function linkOutside(): Promise<string> {
  const elsewhere = await mkdtemp(path.join(tmpdir(), 'elsewhere-'));
  await writeFile(path.join(elsewhere, 'secret.log'), logOf(10));
  const link = path.join(await newFolder(), 'inside.log');
  await symlink(path.join(elsewhere, 'secret.log'), link);
  return link;
}

async function linkToSecret(): Promise<string> {
  const folder = await newFolder();
  await writeFile(path.join(folder, '.env'), 'TOKEN=1');
  await symlink(path.join(folder, '.env'), path.join(folder, 'notes.log'));
  return path.join(folder, 'notes.log');
}
