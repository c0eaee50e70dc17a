import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { RunResult } from '../../src/core/events.ts';
import { RunStore } from '../../src/runs/runStore.ts';
import { Citations } from '../../src/vscode/citations/citations.ts';
import { editorReader } from '../../src/vscode/texts/editorReader.ts';
import { folderSource } from '../../src/vscode/texts/folderSource.ts';
import { folderTarget } from '../../src/vscode/texts/folderTarget.ts';
import { FolderFiles } from './folderFiles.ts';
import {
  ask,
  closeEditors,
  eventsOf,
  extension,
  newFolder,
  startOf,
  textOf,
  timeoutQuestion,
  useCountingModel,
  withSettings,
} from './support.ts';

/** A folder with these files, by their paths in it. */
async function folderWith(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = await newFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  return vscode.Uri.file(folder);
}

const askFolder = (argument: Readonly<Record<string, unknown>>): Promise<RunResult> =>
  ask({ question: timeoutQuestion, ...argument }, 'rlm.askFolder');

async function pathsOf(runId: string): Promise<string[]> {
  return (await startOf(runId)).context.sources.map((source) => source.path);
}

async function noticesOf(runId: string): Promise<string> {
  const events = await eventsOf(runId);
  return events.map((event) => (event.type === 'notice' ? event.text : '')).join('');
}

suite('Asking about folders', () => {
  useCountingModel();
  teardown(closeEditors);

  test('a folder is a map of its texts; what is left out is said in the run', async () => {
    const uri = await folderWith({
      '.gitignore': 'dist/\n',
      'src/a.log': 'timeout\ntimeout',
      'b.log': 'timeout',
      'dist/c.log': 'timeout',
      'd.png': Uint8Array.from([0, 1, 2]),
    });
    const { answer, runId } = await askFolder({ uri });
    assert.match(answer, /\b3\b/);
    assert.deepEqual(await pathsOf(runId), ['.gitignore', 'b.log', 'src/a.log']);
    assert.equal(await noticesOf(runId), 'Left out: 1 binary (d.png); 1 ignored (dist/).');
    const { context } = await startOf(runId);
    assert.equal(context.kind, 'map');
    assert.equal(context.label, path.basename(uri.fsPath));
  });

  test('a citation opens the file of its path, whatever that is called', async () => {
    const name = 'app/[id]/100% done #1?.log';
    const uri = await folderWith({ [name]: 'one\ntwo\nthree timeout', 'z.log': 'timeout' });
    const { runId } = await askFolder({ uri });
    const { runsFolder } = (await extension()).exports;
    const citations = new Citations({ get: () => undefined }, new RunStore(runsFolder));
    try {
      await citations.open(runId, { path: name, startLine: 3, endLine: 3 }, undefined);
    } finally {
      citations.dispose();
    }
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.fsPath, path.join(uri.fsPath, name));
    assert.equal(editor.selection.active.line, 2);
  });

  test('several files and folders are named from the folder that holds them', async () => {
    const uri = await folderWith({
      'x/src/a.log': 'timeout',
      'x/src/b.log': '',
      'x/docs/c.md': 'timeout',
      'x/other.md': 'timeout',
    });
    const uris = ['x/src', 'x/docs/c.md'].map((name) => vscode.Uri.joinPath(uri, name));
    const { runId, answer } = await askFolder({ uris });
    assert.match(answer, /\b2\b/);
    assert.deepEqual(await pathsOf(runId), ['docs/c.md', 'src/a.log', 'src/b.log']);
    assert.equal((await startOf(runId)).context.label, 'src and 1 more');
  });

  test('one file is named by itself', async () => {
    const uri = await folderWith({ 'x/a.log': 'timeout', 'x/b.log': 'timeout' });
    const { runId } = await askFolder({ uri: vscode.Uri.joinPath(uri, 'x/a.log') });
    assert.deepEqual(await pathsOf(runId), ['a.log']);
  });

  test('settings narrow what is read, those of the editor too', async () => {
    const uri = await folderWith({
      'a.log': 'timeout',
      'a.js': '',
      'a.ts': '',
      'b.js': '',
      'out/a.log': '',
      'deep/out/a.log': 'timeout',
      'found/c.log': '',
      'x.tmp': '',
    });
    const settings = vscode.workspace.getConfiguration();
    const { Global } = vscode.ConfigurationTarget;
    const set = async (files: object | undefined, search: object | undefined): Promise<void> => {
      await settings.update('files.exclude', files, Global);
      await settings.update('search.exclude', search, Global);
    };
    await set({ '*/out': true, '**/*.js': { when: '$(basename).ts' } }, { '**/found': true });
    try {
      await withSettings({ exclude: ['*.tmp'] }, async () => {
        const { runId } = await askFolder({ uri });
        assert.deepEqual(await pathsOf(runId), ['a.log', 'a.ts', 'b.js', 'deep/out/a.log']);
        assert.match(await noticesOf(runId), /4 named by exclude globs/);
      });
      await withSettings({ include: ['*.ts', 'deep'] }, async () => {
        const { runId } = await askFolder({ uri });
        assert.deepEqual(await pathsOf(runId), ['a.ts', 'deep/out/a.log']);
        assert.match(await noticesOf(runId), /that no include glob names/);
      });
    } finally {
      await set(undefined, undefined);
    }
  });

  test('unsaved text wins over the disk', async () => {
    const uri = await folderWith({ 'a.log': 'fine', 'b.log': 'timeout' });
    const file = vscode.Uri.joinPath(uri, 'a.log');
    const editor = await vscode.window.showTextDocument(file);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'timeout \uD83D\n'));
    assert.ok(editor.document.isDirty);
    const { answer, runId } = await askFolder({ uri });
    assert.match(answer, /\b2\b/);
    const [first] = (await startOf(runId)).context.sources;
    assert.equal(first?.chars, editor.document.getText().length);
  });

  test('a folder without a text is refused with what was left out', async () => {
    const uri = await folderWith({ 'd.png': Uint8Array.from([0, 1, 2]) });
    const { error } = await askFolder({ uri });
    assert.equal(error?.name, 'NoTextInFolder');
    assert.match(error.message, /is left to ask about\. Left out: 1 binary \(d\.png\)\.$/);
    const empty = await askFolder({ uri: await folderWith({ 'a.log': '' }) });
    assert.equal(empty.error?.name, 'EmptyText');
    const gone = await askFolder({ uri: vscode.Uri.joinPath(uri, 'gone') });
    assert.equal(gone.error?.message, `"gone" can't be read: it doesn't exist.`);
  });

  test('settings and arguments that make no sense are refused in a sentence', async () => {
    const uri = await folderWith({ 'a.log': 'timeout' });
    const wrong = await withSettings({ maxFolderFiles: 0 }, () => askFolder({ uri }));
    assert.match(wrong.error?.message ?? '', /rlm\.maxFolderFiles is 0/);
    const list = await withSettings({ include: '*.log' }, () => askFolder({ uri }));
    assert.match(list.error?.message ?? '', /rlm\.include must be a list of globs/);
    const strange = await askFolder({ uris: 'src' });
    assert.match(strange.error?.message ?? '', /"uris" of an RLM command must be a list of uris/);
    const apart = [uri, vscode.Uri.parse('rlm-folder:/a')];
    await assert.rejects(folderTarget(apart), /of one file system/);
    const outside = await askFolder({ uris: [uri, 'rlm-folder:/a'] });
    assert.match(outside.error?.message ?? '', /neither in this workspace nor open/);
    // VS Code itself takes such a path for one of the workspace.
    for (const way of ['..', '%2e%2e', '..%2f..', '..\\\\..']) {
      const climbed = await askFolder({ uri: `${uri}/../../${way}/etc` });
      assert.match(climbed.error?.message ?? '', /neither in this workspace nor open/, way);
    }
  });

  test('folders of other file systems are read through the editor', async () => {
    const files = new FolderFiles({
      '/repo/.gitignore': '*.tmp\n',
      '/repo/src/100% #1?.log': 'timeout\ntimeout',
      '/repo/src/b.tmp': 'timeout',
      '/repo/z.bin': '\0\0',
    });
    const registration = vscode.workspace.registerFileSystemProvider('rlm-folder', files);
    try {
      const uri = vscode.Uri.parse('rlm-folder://host/repo');
      const { items } = (await textOf(folderSource(await folderTarget([uri])))).context;
      assert.deepEqual(
        items.map(({ path, text }) => [path, text.length]),
        [
          ['.gitignore', 6],
          ['src/100% #1?.log', 15],
        ],
      );
      const opened = vscode.Uri.parse(items[1]?.origin?.uri ?? '', true);
      assert.equal(opened.path, '/repo/src/100% #1?.log');
      assert.equal(opened.authority, 'host');
      const top = await folderTarget([vscode.Uri.parse('rlm-folder://host/')]);
      assert.equal((await textOf(folderSource(top))).context.items[0]?.path, 'repo/.gitignore');
    } finally {
      registration.dispose();
    }
  });

  test('a reader knows the way up to the top and no further', () => {
    const reader = editorReader(vscode.Uri.file('/a/b'));
    assert.deepEqual(reader.parentOf('/a/b'), { folder: '/a', name: 'b' });
    assert.deepEqual(reader.parentOf('/a'), { folder: '/', name: 'a' });
    assert.equal(reader.parentOf('/'), null);
    assert.equal(reader.uriOf('//a#b'), 'file:///a%23b');
  });

  test('a folder and what is in it, named together, are that folder', async () => {
    const uri = await folderWith({ 'src/a.log': '' });
    const target = await folderTarget([vscode.Uri.joinPath(uri, 'src'), uri, uri]);
    assert.equal(target.base.toString(), uri.toString());
    assert.deepEqual(target.selected, ['src', '']);
  });
});
